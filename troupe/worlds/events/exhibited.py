"""The kind of event that is something shown to everyone."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent
from troupe.worlds.stimuli.visual import Visual


class Exhibited(RecordedEvent):
    """Something that the moderator of a session shows: a text, or a picture told in words. Questions about it come
    after it, so by itself it asks nobody for anything."""

    facets: ClassVar[EventFacets] = EventFacets(
        stimulus=Visual,
        transcript="{who} showed: {text}",
        spoken=False,
        manner="",
        remembered=False,
        removable=False,
        summarised=True,
        inner=False,
        unsaid=False,
        falls_with_target=False,
        revises=False,
        occasion=False,
        trouble=False,
    )

    kind: Literal["exhibited"] = "exhibited"
