"""A mark in the record: notice."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Notice(RecordedEvent):
    """A line of the house."""

    facets: ClassVar[EventFacets] = mark("· {text}")

    kind: Literal["notice"] = "notice"
