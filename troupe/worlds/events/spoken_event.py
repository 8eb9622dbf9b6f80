"""Speech, in whatever manner: heard by those present, answered, remembered, summed up, and taken out on demand."""

from typing import ClassVar

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent
from troupe.worlds.stimuli.conversation import Conversation


def speech(manner: str = "") -> EventFacets:
    """The facets of speech in this manner, such as `(whispering)`."""
    told = f" {manner}" if manner else ""
    return EventFacets(
        stimulus=Conversation,
        transcript="{who}" + told + ": {text}",
        spoken=True,
        manner=told,
        remembered=True,
        removable=True,
        summarised=True,
        inner=False,
        unsaid=False,
        falls_with_target=False,
        revises=False,
        occasion=False,
        trouble=False,
    )


class SpokenEvent(RecordedEvent):
    """Something said aloud, of which each manner is a kind."""

    facets: ClassVar[EventFacets] = speech()
