"""A stimulus: as what people perceive an event, and who does."""

from enum import StrEnum
from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.kinds import Kind


class Audience(StrEnum):
    """Who perceives an event. NOBODY: it has no place in the order of perception. AUTHOR: a thought.
    WITNESSES: those present notice it (a reaction). HEARERS: those present are told, and the floor must look."""

    NOBODY = "nobody"
    AUTHOR = "author"
    WITNESSES = "witnesses"
    HEARERS = "hearers"


class StimulusFacets(Frozen):
    """All that is asked of a kind of stimulus."""

    audience: Audience


class PerceivedStimulus(Kind):
    """What an event is to those who perceive it."""

    facets: ClassVar[StimulusFacets]
