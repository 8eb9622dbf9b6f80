"""A mark in the record: resumed."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Resumed(RecordedEvent):
    """The world woken again."""

    facets: ClassVar[EventFacets] = mark("· {text}")

    kind: Literal["resumed"] = "resumed"
