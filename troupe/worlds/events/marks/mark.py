"""The common part of marks in the record: nobody has said them, and nobody perceives them."""

from troupe.worlds.events.recorded_event import EventFacets


def mark(transcript: str, *, falls_with_target: bool = False, trouble: bool = False) -> EventFacets:
    """The facets of a mark that a transcript shows so."""
    return EventFacets(
        stimulus=None,
        transcript=transcript,
        spoken=False,
        manner="",
        remembered=False,
        removable=False,
        summarised=False,
        inner=False,
        unsaid=False,
        falls_with_target=falls_with_target,
        revises=False,
        occasion=False,
        trouble=trouble,
    )
