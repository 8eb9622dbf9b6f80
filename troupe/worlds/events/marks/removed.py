"""A mark in the record: removed."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Removed(RecordedEvent):
    """The words of a person, the target, taken out by a member."""

    facets: ClassVar[EventFacets] = mark("· {who} had a line removed")

    kind: Literal["removed"] = "removed"
