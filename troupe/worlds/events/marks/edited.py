"""A mark in the record: edited."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Edited(RecordedEvent):
    """Someone who lives on as another version of who they are."""

    facets: ClassVar[EventFacets] = mark("· {who} lives on as {text}")

    kind: Literal["edited"] = "edited"
