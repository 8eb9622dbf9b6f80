"""What a person does: the closed union of actions."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from troupe.core.frozen import Frozen


class FloorChoice(StrEnum):
    """What a person makes of the floor they were granted."""

    SPEAK = "speak"
    REACT = "react"
    SILENT = "silent"


ALWAYS = frozenset(FloorChoice)


class Talk(Frozen):
    """Say something aloud. `target` names whom it is for; empty means everyone."""

    floors: ClassVar[frozenset[FloorChoice]] = frozenset({FloorChoice.SPEAK})
    """With which choices of the floor this action goes; with the others it is left out."""

    type: Literal["TALK"] = "TALK"
    content: str
    target: str = ""


class Think(Frozen):
    """Think something; nobody else perceives it."""

    floors: ClassVar[frozenset[FloorChoice]] = ALWAYS

    type: Literal["THINK"] = "THINK"
    content: str


class React(Frozen):
    """Put one emoji on a message. `target` is the number of its line in the history; empty, the trigger's."""

    floors: ClassVar[frozenset[FloorChoice]] = frozenset({FloorChoice.SPEAK, FloorChoice.REACT})

    type: Literal["REACT"] = "REACT"
    content: str
    target: str = ""


class Done(Frozen):
    """The end of a turn."""

    floors: ClassVar[frozenset[FloorChoice]] = ALWAYS

    type: Literal["DONE"] = "DONE"


AnyAction = Talk | Think | React | Done
Action = Annotated[AnyAction, Field(discriminator="type")]
ACTION_TYPES: tuple[str, ...] = tuple(action.model_fields["type"].default for action in get_args(AnyAction))
"""The names models use, such as TALK."""
