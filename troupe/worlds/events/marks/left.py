"""A mark in the record: left."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Left(RecordedEvent):
    """Someone who left."""

    facets: ClassVar[EventFacets] = mark("· {who} left")

    kind: Literal["left"] = "left"
