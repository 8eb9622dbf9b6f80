"""The kind of stimulus that is something said to somebody alone."""

from typing import ClassVar, Literal

from troupe.worlds.stimuli.perceived_stimulus import Audience, PerceivedStimulus, StimulusFacets


class Whisper(PerceivedStimulus):
    """Something said to those whom it names alone, and which waits to be answered by them. Nobody else who is
    present perceives it, nor that there was anything."""

    facets: ClassVar[StimulusFacets] = StimulusFacets(audience=Audience.ADDRESSED)

    kind: Literal["WHISPER"] = "WHISPER"
