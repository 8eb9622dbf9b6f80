"""A mark in the record: no answer."""

from typing import ClassVar, Literal

from troupe.worlds.events.marks.mark import mark
from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class NoAnswer(RecordedEvent):
    """Someone who gave no answer within the time of a roundtable."""

    facets: ClassVar[EventFacets] = mark("· {who} gave no answer")

    kind: Literal["no_answer"] = "no_answer"
