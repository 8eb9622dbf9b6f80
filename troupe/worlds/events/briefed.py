"""The kind of event that is a newcomer told of what was said."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent
from troupe.worlds.stimuli.own_thought import OwnThought


class Briefed(RecordedEvent):
    """A briefing of a newcomer on what had been said; only they perceive it."""

    facets: ClassVar[EventFacets] = EventFacets(
        stimulus=OwnThought,
        transcript="· {who} was told: {text}",
        spoken=False,
        manner="",
        remembered=True,
        removable=False,
        summarised=False,
        inner=False,
        unsaid=False,
        falls_with_target=False,
        revises=False,
        occasion=False,
        trouble=False,
    )

    kind: Literal["briefed"] = "briefed"
