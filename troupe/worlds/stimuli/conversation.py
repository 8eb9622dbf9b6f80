"""The kind of stimulus that is something said."""

from typing import ClassVar, Literal

from troupe.worlds.stimuli.perceived_stimulus import Audience, PerceivedStimulus, StimulusFacets


class Conversation(PerceivedStimulus):
    """Something said, which waits to be answered."""

    facets: ClassVar[StimulusFacets] = StimulusFacets(audience=Audience.HEARERS)

    kind: Literal["CONVERSATION"] = "CONVERSATION"
