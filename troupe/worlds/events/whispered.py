"""The kind of event that is speech to somebody alone."""

from typing import ClassVar, Literal

from troupe.worlds.events.recorded_event import EventFacets
from troupe.worlds.events.spoken_event import SpokenEvent, speech
from troupe.worlds.stimuli.whisper import Whisper


class Whispered(SpokenEvent):
    """Speech to the people in `addressed` alone, such as a question that is asked of one of a group: nobody else
    perceives it, and nobody who was not there is told of it."""

    facets: ClassVar[EventFacets] = speech("(in private)").model_copy(
        update={"stimulus": Whisper, "removable": False, "summarised": False}
    )

    kind: Literal["whispered"] = "whispered"
