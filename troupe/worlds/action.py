"""The actions of a person: the closed union of actions, to which a new kind is joined here."""

from collections.abc import Mapping
from typing import Annotated, get_args

from pydantic import Field

from troupe.core.kinds import by_word
from troupe.worlds.actions.done import Done
from troupe.worlds.actions.performed_action import FloorChoice
from troupe.worlds.actions.react import React
from troupe.worlds.actions.recall import Recall
from troupe.worlds.actions.recorded_action import RecordedAction
from troupe.worlds.actions.speech_action import SpeechAction
from troupe.worlds.actions.talk import Talk
from troupe.worlds.actions.think import Think

__all__ = [
    "ACTION_KINDS",
    "ACTION_TYPES",
    "SPEECH_TYPES",
    "Action",
    "AnyAction",
    "AnyRecorded",
    "AnySpeech",
    "Done",
    "FloorChoice",
    "React",
    "Recall",
    "RecordedAction",
    "SpeechAction",
    "Talk",
    "Think",
]

AnySpeech = Talk
"""The ways of saying something."""
AnyRecorded = AnySpeech | Think
"""What is done in words of the person's own, which stand in the record."""
AnyAction = AnyRecorded | React | Recall | Done
Action = Annotated[AnyAction, Field(discriminator="type")]
ACTION_KINDS: Mapping[str, type[AnyAction]] = by_word(get_args(AnyAction))
"""The kinds by the names that models use, such as TALK."""
ACTION_TYPES = tuple(ACTION_KINDS)
SPEECH_TYPES = tuple(word for word, kind in ACTION_KINDS.items() if issubclass(kind, SpeechAction))
