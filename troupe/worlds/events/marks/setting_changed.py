"""A mark in the record: setting."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class SettingChanged(RecordedEvent):
    """The mode, the rhythm or how talkative someone is was changed."""

    facets: ClassVar[EventFacets] = mark("· {text}")

    kind: Literal["setting"] = "setting"
