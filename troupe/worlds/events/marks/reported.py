"""A mark in the record: reported."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Reported(RecordedEvent):
    """The words of a person, the target, reported by a member, and so taken out."""

    facets: ClassVar[EventFacets] = mark("· {who} had a line reported")

    kind: Literal["reported"] = "reported"
