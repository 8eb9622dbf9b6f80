"""The kind of event that is an emoji on a message."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent
from troupe.worlds.stimuli.social import Social


class Reacted(RecordedEvent):
    """An emoji that a person put on a message, its target."""

    facets: ClassVar[EventFacets] = EventFacets(
        stimulus=Social,
        transcript="{who} reacts with {text}",
        spoken=False,
        manner="",
        remembered=True,
        removable=False,
        summarised=False,
        inner=False,
        unsaid=False,
        falls_with_target=True,
        revises=False,
        occasion=False,
        trouble=False,
    )

    kind: Literal["reacted"] = "reacted"
