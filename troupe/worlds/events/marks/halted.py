"""A mark in the record: halted."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Halted(RecordedEvent):
    """Everybody stopped, by a member or a closing; a message that asked for it is its target."""

    facets: ClassVar[EventFacets] = mark("· {text}", falls_with_target=True)

    kind: Literal["halted"] = "halted"
