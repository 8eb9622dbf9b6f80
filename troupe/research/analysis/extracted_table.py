"""Fields taken out of what people said: a typed table, a row a person, with the lines each cell is from."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from troupe.core.frozen import Frozen
from troupe.research.guides.guide import StepKey


class WantedKind(StrEnum):
    """The type of a field's values."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"


class WantedField(Frozen):
    """A field to be filled for each person: `what` says in words what stands in it."""

    key: StepKey
    what: str = Field(min_length=1, max_length=500)
    kind: WantedKind = WantedKind.TEXT
    choices: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if (self.kind is WantedKind.CHOICE) != (len(self.choices) >= 2):
            raise ValueError(f"{self.key}: choices are needed for a choice, two at least, and for nothing else")
        return self


class ExtractedCell(Frozen):
    """What one person said of one field. `value` is None where they said nothing of it; `lines` are the ids of the
    lines it is from: a value without any does not stand."""

    participant: str
    field: str
    value: bool | float | str | None = None
    lines: tuple[str, ...] = ()


class ExtractedTable(Frozen):
    """The fields, and a cell for each person and field that something is known of."""

    fields: tuple[WantedField, ...]
    cells: tuple[ExtractedCell, ...]

    def cell(self, participant: str, field: str) -> ExtractedCell | None:
        return next((c for c in self.cells if (c.participant, c.field) == (participant, field)), None)
