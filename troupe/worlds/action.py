"""What a person does: the closed union of actions."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from troupe.frozen import Frozen


class Talk(Frozen):
    """Say something aloud. `target` names whom it is for; empty means everyone."""

    type: Literal["TALK"] = "TALK"
    content: str
    target: str = ""


class Think(Frozen):
    """Think something; nobody else perceives it."""

    type: Literal["THINK"] = "THINK"
    content: str


class React(Frozen):
    """Put one emoji on a message. `target` is the number of its line in the history; empty, the trigger's."""

    type: Literal["REACT"] = "REACT"
    content: str
    target: str = ""


class Done(Frozen):
    """The end of a turn."""

    type: Literal["DONE"] = "DONE"


Action = Annotated[Talk | Think | React | Done, Field(discriminator="type")]


class FloorChoice(StrEnum):
    """What a person makes of the floor they were granted."""

    SPEAK = "speak"
    REACT = "react"
    SILENT = "silent"
