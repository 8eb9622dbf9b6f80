"""Quotas: how many people of each kind a panel takes, and who still fits."""

import re
from typing import Annotated, Self

from pydantic import Field, model_validator

from troupe.core.frozen import Frozen
from troupe.core.word_tokens import fold
from troupe.people.editing.persona_field import FieldValue, spelt

_BAND = re.compile(r"(\d{1,9})\s*[-–]\s*(\d{1,9})|(\d{1,9})\s*\+|(?:<|under)\s*(\d{1,9})", re.IGNORECASE)


class Cell(Frozen):
    """So many of one value: an answer, a text, a number, or a band such as `30-39`, `65+`, `under 18`."""

    value: str
    count: int = Field(ge=0)


class Quota(Frozen):
    """A limit by `by`, a field or `answer.KEY`. Either `cells`, beyond whose values nobody is taken, or `each`, so
    many of every value that comes up."""

    by: str
    cells: tuple[Cell, ...] = ()
    each: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.cells) == (self.each is not None):
            raise ValueError(f"{self.by}: needs either cells or each")
        return self


class QuotaRow(Frozen):
    """A line of the table: how many of a value were wanted, and were recruited."""

    by: str
    value: str
    wanted: int
    recruited: int


class QuotaTally:
    """The filled part of a quota."""

    def __init__(self, quota: Quota) -> None:
        self.quota = quota
        self._filled: dict[str, int] = {cell.value: 0 for cell in quota.cells}

    def place(self, value: FieldValue) -> str | None:
        """The cell a value belongs to; None where it belongs to none."""
        if value is None:
            return None
        if self.quota.each is not None:
            return "; ".join(value) if isinstance(value, tuple) else str(value)
        by = self.quota.by
        return next((cell.value for cell in self.quota.cells if _belongs(value, spelt(by, cell.value))), None)

    def wanted(self, place: str) -> int:
        """How many of this cell are taken in all."""
        if self.quota.each is not None:
            return self.quota.each
        return next(cell.count for cell in self.quota.cells if cell.value == place)

    def has_room(self, place: str) -> bool:
        return self._filled.get(place, 0) < self.wanted(place)

    def take(self, place: str) -> None:
        """One more of this cell."""
        self._filled[place] = self._filled.get(place, 0) + 1

    @property
    def full(self) -> bool:
        """Whether nobody fits any more, whoever comes."""
        return self.quota.each is None and not any(self.has_room(cell.value) for cell in self.quota.cells)

    def rows(self) -> tuple[QuotaRow, ...]:
        return tuple(
            QuotaRow(by=self.quota.by, value=value, wanted=self.wanted(value), recruited=count)
            for value, count in self._filled.items()
        )


def _belongs(value: FieldValue, cell: str) -> bool:
    if isinstance(value, tuple):
        return any(_belongs(item, cell) for item in value)
    if band := _BAND.fullmatch(cell.strip()):
        return isinstance(value, (int, float)) and _in_band(float(value), band)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return fold(text).strip() == fold(cell).strip()


def _in_band(number: float, band: re.Match[str]) -> bool:
    if band[1]:
        return int(band[1]) <= number < int(band[2]) + 1
    return number >= int(band[3]) if band[3] else number < int(band[4])
