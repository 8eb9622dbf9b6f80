"""The kind of event that is a silence with a reason."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Declined(RecordedEvent):
    """A line that somebody was asked about and kept silent, with the reason: told to whoever asks, and never
    posted."""

    facets: ClassVar[EventFacets] = EventFacets(
        stimulus=None,
        transcript="· {who} kept silent: {text}",
        spoken=False,
        manner="",
        remembered=False,
        removable=False,
        summarised=False,
        inner=False,
        unsaid=True,
        falls_with_target=True,
        revises=False,
        occasion=False,
        trouble=False,
    )

    kind: Literal["declined"] = "declined"
