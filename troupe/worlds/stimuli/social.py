"""The kind of stimulus that is something done."""

from typing import ClassVar, Literal

from troupe.worlds.stimuli.perceived_stimulus import Audience, PerceivedStimulus, StimulusFacets


class Social(PerceivedStimulus):
    """Something that another did without words."""

    facets: ClassVar[StimulusFacets] = StimulusFacets(audience=Audience.WITNESSES)

    kind: Literal["SOCIAL"] = "SOCIAL"
