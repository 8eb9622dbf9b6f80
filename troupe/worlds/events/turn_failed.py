"""The kind of event that is a turn gone wrong."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class TurnFailed(RecordedEvent):
    """A turn that came to nothing, with the reason."""

    facets: ClassVar[EventFacets] = EventFacets(
        stimulus=None,
        transcript="· {who} could not act: {text}",
        spoken=False,
        manner="",
        remembered=False,
        removable=False,
        summarised=False,
        inner=False,
        unsaid=True,
        falls_with_target=False,
        revises=False,
        occasion=False,
        trouble=True,
    )

    kind: Literal["turn_failed"] = "turn_failed"
