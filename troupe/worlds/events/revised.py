"""The kind of event that is a message changed."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets, RecordedEvent


class Revised(RecordedEvent):
    """The new text of a message that a member changed after somebody had read it; the message is its target."""

    facets: ClassVar[EventFacets] = EventFacets(
        stimulus=None,
        transcript="{who} corrects: {text}",
        spoken=False,
        manner="",
        remembered=False,
        removable=False,
        summarised=False,
        inner=False,
        unsaid=False,
        falls_with_target=True,
        revises=True,
        occasion=False,
        trouble=False,
    )

    kind: Literal["revised"] = "revised"
