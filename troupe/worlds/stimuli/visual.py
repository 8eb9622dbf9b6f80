"""The kind of stimulus that is something to see."""

from typing import ClassVar, Literal

from troupe.worlds.stimuli.perceived_stimulus import Audience, PerceivedStimulus, StimulusFacets


class Visual(PerceivedStimulus):
    """Something that is shown to those present; nobody has to answer it."""

    facets: ClassVar[StimulusFacets] = StimulusFacets(audience=Audience.WITNESSES)

    kind: Literal["VISUAL"] = "VISUAL"
