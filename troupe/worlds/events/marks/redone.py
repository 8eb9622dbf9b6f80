"""A mark in the record: redone."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Redone(RecordedEvent):
    """The words of a person, the target, taken out by a member who wants another answer."""

    facets: ClassVar[EventFacets] = mark("· {who} asked for another answer")

    kind: Literal["redone"] = "redone"
