"""The brief by which a person is to be written, or completed."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, freeze_object
from troupe.people.persona.persona import Persona

Given = Annotated[Mapping[str, object], AfterValidator(freeze_object)]


class Brief(Frozen):
    """A person to be written. `text` is a human's words, such as `a retired tram driver from Porto who distrusts
    apps`; `given` are fields of a persona that must stand in the result exactly as they are; `avoid` has one line
    each about people already made, whom the new one must not resemble."""

    text: str = ""
    given: Given = Field(default_factory=FrozenDict[FrozenJson])
    avoid: tuple[str, ...] = ()

    @property
    def fields(self) -> FrozenDict[FrozenJson]:
        """`given`, frozen all the way down, without what is null."""
        return FrozenDict({key: value for key, value in freeze_object(self.given).items() if value is not None})


class Thin(Frozen):
    """A persona to be completed."""

    persona: Persona
