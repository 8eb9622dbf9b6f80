"""A population: fields with their shares, the tables that join them, and who has which. Frozen, and checked."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field as Setting

from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict

AGE = "age"
"""The field that every condition on years looks at."""


class FieldKind(StrEnum):
    """The number of values that a person has of a field. AGE: one band of years, and a year within it. ONE: one
    value. SEVERAL: any number, each value with a share of its own, as interests have."""

    AGE = "age"
    ONE = "one"
    SEVERAL = "several"


class FieldChoice(Frozen):
    """A value of a field. `share` is from 0 to 1, of those to whom the field applies; `text` is what stands in the
    persona instead of the label; a band of ages has its first and last year."""

    label: str
    share: float
    text: str = ""
    first: int = 0
    last: int = 0


class Condition(Frozen):
    """A condition on someone for something to hold: an age in years, both ends included, or one of these values of
    another field."""

    field: str
    values: tuple[str, ...] = ()
    first: int = 0
    last: int = 200

    def __str__(self) -> str:
        if self.field != AGE:
            return f"{self.field} is {' or '.join(self.values)}"
        return f"aged {self.first} or more" if self.last >= 200 else f"aged {self.first} to {self.last}"


class Never(Frozen):
    """A structural zero: nobody of this kind has this value."""

    value: str
    when: tuple[Condition, ...]


class Field(Frozen):
    """One thing the population is described by. `path` is where it stands in the persona's document, such as
    `occupation.title`; empty: under `demographics` alone. Without `when` it applies to everybody."""

    name: str
    kind: FieldKind = FieldKind.ONE
    choices: tuple[FieldChoice, ...]
    path: str = ""
    when: tuple[Condition, ...] = ()
    never: tuple[Never, ...] = ()
    source: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(choice.label for choice in self.choices)

    def choice(self, label: str) -> FieldChoice:
        return next(choice for choice in self.choices if choice.label == label)


class Table(Frozen):
    """Two or three fields together: for each combination of values its weight, in the fields' order. `estimate`:
    no file has it, we added it."""

    fields: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], float], ...]
    source: str = ""
    estimate: bool = False

    @property
    def name(self) -> str:
        return " × ".join(self.fields) + (" (an estimate of ours)" if self.estimate else "")


class Naming(Frozen):
    """The culture whose names people bear: those of one culture, or of one of several by the value of a field."""

    otherwise: str
    by: str = ""
    of: Mapping[str, tuple[str, ...]] = Setting(default_factory=FrozenDict[tuple[str, ...]])


class Population(Frozen):
    """The people of a place, as far as its tables say. `notes` tell what was read otherwise than it stood
    there."""

    title: str
    description: str = ""
    source: str = ""
    country: str = ""
    nationality: str = ""
    languages: tuple[str, ...] = ()
    languages_by: Mapping[str, Mapping[str, tuple[str, ...]]] = Setting(
        default_factory=FrozenDict[Mapping[str, tuple[str, ...]]]
    )
    """Those spoken besides, by field and its value: a region has its own, and schooling brings one along."""
    minimum_age: int = 0
    naming: Naming
    fields: tuple[Field, ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)
