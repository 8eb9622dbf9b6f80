"""A mark in the record: paused."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Paused(RecordedEvent):
    """The world paused by the house, with the reason."""

    facets: ClassVar[EventFacets] = mark("· {text}", trouble=True)

    kind: Literal["paused"] = "paused"
