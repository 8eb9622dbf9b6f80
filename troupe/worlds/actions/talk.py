"""The kind of action that is plain speech."""

from typing import ClassVar, Literal

from troupe.worlds.actions.speech_action import SpeechAction
from troupe.worlds.events.recorded_event import RecordedEvent
from troupe.worlds.events.said import Said


class Talk(SpeechAction):
    """Say something aloud."""

    event: ClassVar[type[RecordedEvent]] = Said

    type: Literal["TALK"] = "TALK"
