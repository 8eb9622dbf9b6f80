"""The kind of event that is a thought."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent
from troupe.worlds.stimuli.own_thought import OwnThought


class Thought(RecordedEvent):
    """A thought that a person did not say."""

    facets: ClassVar[EventFacets] = EventFacets(
        stimulus=OwnThought,
        transcript="{who} thinks: {text}",
        spoken=False,
        manner="",
        remembered=True,
        removable=False,
        summarised=False,
        inner=True,
        unsaid=True,
        falls_with_target=False,
        revises=False,
        occasion=False,
        trouble=False,
    )

    kind: Literal["thought"] = "thought"
