"""Fields taken out of what people said: a typed table, a row a person or a session, with the lines each cell is
from."""

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


class TableRows(StrEnum):
    """The thing that a row of a table is about."""

    PERSON = "person"
    SESSION = "session"


class WantedField(Frozen):
    """A field to be filled for each row: `what` says in words what stands in it."""

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
    """The value of one field in one row, which is the id of a person, or that of a run. `value` is None where
    nothing was said of it; `lines` are the ids of the lines it is from: a value without any does not stand."""

    row: str
    field: str
    value: bool | float | str | None = None
    lines: tuple[str, ...] = ()


class ExtractedTable(Frozen):
    """The fields, and a cell for each row and field that something is known of."""

    rows: TableRows = TableRows.PERSON
    fields: tuple[WantedField, ...]
    cells: tuple[ExtractedCell, ...]

    def cell(self, row: str, field: str) -> ExtractedCell | None:
        return next((c for c in self.cells if (c.row, c.field) == (row, field)), None)
