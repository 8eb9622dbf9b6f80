"""The kind of stimulus that is a thought."""

from typing import ClassVar, Literal

from troupe.worlds.stimuli.perceived_stimulus import Audience, PerceivedStimulus, StimulusFacets


class OwnThought(PerceivedStimulus):
    """Something in a person's own mind."""

    facets: ClassVar[StimulusFacets] = StimulusFacets(audience=Audience.AUTHOR)

    kind: Literal["THOUGHT"] = "THOUGHT"
