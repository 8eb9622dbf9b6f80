"""The kind of event that lets somebody begin unasked."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Beat(RecordedEvent):
    """A beat of the world's rhythm, at which somebody was granted the floor unasked."""

    facets: ClassVar[EventFacets] = EventFacets(
        stimulus=None,
        transcript="· somebody's turn: {text}",
        spoken=False,
        manner="",
        remembered=False,
        removable=False,
        summarised=False,
        inner=False,
        unsaid=False,
        falls_with_target=False,
        revises=False,
        occasion=True,
        trouble=False,
    )

    kind: Literal["beat"] = "beat"
