"""A mark in the record: joined."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Joined(RecordedEvent):
    """Someone who came in."""

    facets: ClassVar[EventFacets] = mark("· {who} joined")

    kind: Literal["joined"] = "joined"
