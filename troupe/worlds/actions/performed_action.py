"""An action: what is asked of every kind of it, and the choices of the floor that it goes with."""

from enum import StrEnum
from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.kinds import Kind


class FloorChoice(StrEnum):
    """The use a person makes of the floor they were granted."""

    SPEAK = "speak"
    REACT = "react"
    SILENT = "silent"


ALWAYS = frozenset(FloorChoice)


class ActionFacets(Frozen):
    """All that is asked of a kind of action."""

    floors: frozenset[FloorChoice]
    """With which choices of the floor it goes; with the others it is left out."""
    answers: bool
    """Someone who must answer may choose it."""
    has_words: bool
    """It is in words of the person's own, which may give a secret away."""
    inner: bool
    """It passes in their mind alone."""

    @property
    def goes_unseen(self) -> bool:
        """It goes with silence too, and so is no reason to take the floor."""
        return FloorChoice.SILENT in self.floors


class PerformedAction(Kind):
    """One thing that a person does in a turn. Its kind is the name that models use, such as TALK."""

    tag: ClassVar[str] = "type"
    facets: ClassVar[ActionFacets]

    content: str

    @property
    def words(self) -> str:
        """What of it is in words of the person's own."""
        return self.content if self.facets.has_words else ""
