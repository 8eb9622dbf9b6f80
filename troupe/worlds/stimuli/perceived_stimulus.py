"""A stimulus: as what people perceive an event, and who does."""

from enum import StrEnum
from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.kinds import Kind


class Audience(StrEnum):
    """The circle of those who perceive an event. NOBODY: it has no place in the order of perception. AUTHOR: a
    thought. WITNESSES: those present notice it (a reaction). HEARERS: those present are told, and the floor must
    look. ADDRESSED: the same for those present whom it is addressed to; nobody else perceives anything."""

    NOBODY = "nobody"
    AUTHOR = "author"
    WITNESSES = "witnesses"
    HEARERS = "hearers"
    ADDRESSED = "addressed"

    @property
    def is_told(self) -> bool:
        """Those who perceive it have a line to read, which they may have to answer."""
        return self in (Audience.HEARERS, Audience.ADDRESSED)

    @property
    def has_others(self) -> bool:
        """Somebody else than its author perceives it."""
        return self.is_told or self is Audience.WITNESSES


class StimulusFacets(Frozen):
    """All that is asked of a kind of stimulus."""

    audience: Audience


class PerceivedStimulus(Kind):
    """An event as it is to those who perceive it."""

    facets: ClassVar[StimulusFacets]
