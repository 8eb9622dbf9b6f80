"""The kind of action that is plain speech."""

from typing import ClassVar, Literal

from troupe.worlds.actions.speech_action import SpeechAction
from troupe.worlds.events.said import Said
from troupe.worlds.events.spoken_event import SpokenEvent


class Talk(SpeechAction):
    """Say something aloud."""

    event: ClassVar[type[SpokenEvent]] = Said

    type: Literal["TALK"] = "TALK"
