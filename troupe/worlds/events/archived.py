"""The kind of event that is a line of an earlier talk, which one person of this world remembers."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets
from troupe.worlds.events.spoken_event import SpokenEvent, speech
from troupe.worlds.stimuli.whisper import Whisper


class Archived(SpokenEvent):
    """Something said before this world, elsewhere: the person in `addressed` has it in memory, nobody else here
    perceives it, and there is nothing to answer in it."""

    facets: ClassVar[EventFacets] = speech("(long ago)").model_copy(
        update={"stimulus": Whisper, "removable": False, "summarised": False}
    )

    kind: Literal["archived"] = "archived"
