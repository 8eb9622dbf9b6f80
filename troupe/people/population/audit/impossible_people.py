"""The audit: how many people of a set cannot be, by the rows of personas/audit/impossible.yaml."""

from collections.abc import Mapping, Sequence
from functools import cache

from pydantic import Field

from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import freeze
from troupe.people.documents.house_data import house_data
from troupe.people.persona.persona import Persona
from troupe.people.population.audit.person_facts import Fact, facts_of

EXAMPLES = 3
"""People named for each row."""


class FactRange(Frozen):
    """Numbers of a fact, both ends included."""

    first: float = Field(float("-inf"), alias="from")
    last: float = Field(float("inf"), alias="to")


Wanted = tuple[str | float, ...] | FactRange


class ImpossibleRow(Frozen):
    """Facts that never hold of one person at once."""

    name: str
    facts: Mapping[str, Wanted]

    def holds(self, facts: Mapping[str, Fact]) -> bool:
        """Whether they all do."""
        return all(_fits(facts.get(name), wanted) for name, wanted in self.facts.items())


class AuditRow(Frozen):
    """The number of people that a row of the table applies to, and some of them by name."""

    row: str
    people: int
    examples: tuple[str, ...]


class PeopleAudit(Frozen):
    """The rows that apply to anybody, the commonest first; `people` is how many are impossible in one way or
    several, of `asked`."""

    asked: int
    people: int
    rows: tuple[AuditRow, ...]


@cache
def impossible() -> tuple[ImpossibleRow, ...]:
    """The table, read once."""
    file = house_data("audit", "impossible.yaml")
    return tuple(
        ImpossibleRow.model_validate({"name": name, "facts": {key: _plain(value) for key, value in row.items()}})
        for name, row in file["impossible"].items()
    )


def rows_of(persona: Persona, incomes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The names of the rows by which this person cannot be."""
    facts = facts_of(persona, incomes)
    return tuple(row.name for row in impossible() if row.holds(facts))


def audit(personas: Sequence[Persona], incomes: Mapping[str, Sequence[str]] | None = None) -> PeopleAudit:
    """Whoever of these people cannot be. `incomes` are the labels of fields of income, from the least to the
    most."""
    hits: dict[str, list[str]] = {row.name: [] for row in impossible()}
    people = 0
    for persona in personas:
        rows = rows_of(persona, incomes or {})
        people += bool(rows)
        for name in rows:
            hits[name].append(persona.name)
    ranked = sorted(((name, names) for name, names in hits.items() if names), key=lambda hit: -len(hit[1]))
    return PeopleAudit(
        asked=len(personas),
        people=people,
        rows=tuple(
            AuditRow(row=name, people=len(names), examples=tuple(names[:EXAMPLES])) for name, names in ranked
        ),
    )


def _plain(value: object) -> object:
    """The words of a row; YAML reads yes and no as truth values."""
    items = freeze(value)
    if isinstance(items, tuple):
        return [("yes" if item else "no") if isinstance(item, bool) else item for item in items]
    return value


def _fits(fact: Fact | None, wanted: Wanted) -> bool:
    if fact is None:
        return False
    if isinstance(wanted, FactRange):
        return isinstance(fact, float) and wanted.first <= fact <= wanted.last
    return fact in wanted
