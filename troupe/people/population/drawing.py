"""Giving every person of a sample their values: field by field, each by quota, joined where a table joins them.

A field with a joint table is fitted, by raking, over the groups of people alike in the fields it is joined to, whose
whole numbers stand already; then it is rounded so that both the groups and the field's own quotas come out exactly
(`raking`, `rounding`). So every single margin is met to the person, however many tables cross in it, and the
joint tables as nearly as that and whole people allow. Fields that nothing joins are dealt out at random.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from troupe.errors import BadInput
from troupe.people.population.plan import Margin, Plan, Quota, Step
from troupe.people.population.raking import Group, rake
from troupe.people.population.rounding import Unplaceable, controlled
from troupe.people.population.shares import quotas, scaled
from troupe.people.population.spec import AGE, Choice, Condition, Field, Kind, Population, Table
from troupe.people.population.years import given_years

MOST_PEOPLE = 10_000
"""The largest sample."""

Values = dict[str, tuple[str, ...]]
"""What someone has of each field that applies to them: one value, or several."""


@dataclass(slots=True)
class Draft:
    """Someone in the making."""

    values: Values
    years: int | None = None

    def meets(self, conditions: Sequence[Condition]) -> bool:
        return all(self._is(condition) for condition in conditions)

    def one(self, field: str) -> str:
        """Their value, or empty where the field does not apply to them."""
        return self.values.get(field, ("",))[0]

    def _is(self, condition: Condition) -> bool:
        if condition.field == AGE:
            return self.years is not None and condition.first <= self.years <= condition.last
        return bool(set(self.values.get(condition.field, ())) & set(condition.values))


@dataclass(frozen=True, slots=True)
class Drawn:
    """The plan as it was carried out, and the people in order."""

    plan: Plan
    people: tuple[Draft, ...]
    margins: tuple[Margin, ...]


def draw(population: Population, people: int, seed: int) -> Drawn:
    """So many people, the same for the same population, number and seed. Raises BadInput for a number out of
    range and for tables that contradict each other."""
    if not 1 <= people <= MOST_PEOPLE:
        raise BadInput(f"must be from 1 to {MOST_PEOPLE}, not {people}", field="n")
    drafts = [Draft({}) for _ in range(people)]
    steps: list[Step] = []
    for field in in_order(population.fields):
        rng = random.Random(f"{seed}:{field.name}")  # noqa: S311 - to be repeated, not secret
        placed = {step.field for step in steps if step.kind is not Kind.SEVERAL}
        tables = [t for t in population.tables if field.name in t.fields and placed | {field.name} >= set(t.fields)]
        some = [draft for draft in drafts if draft.meets(field.when)]
        steps.append(_given(field, tables, some, rng))
    plan = Plan(
        population=population.title, people=people, seed=seed, steps=tuple(steps), notes=population.notes
    )
    return Drawn(plan, tuple(drafts), _counted(plan, drafts))


def in_order(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields as they can be given: age first, each after those its conditions look at, else as written.
    Raises BadInput where conditions run in a circle."""
    waiting = sorted(fields, key=lambda field: field.kind is not Kind.AGE)
    done: list[Field] = []
    while waiting:
        ready = next((field for field in waiting if _needs(field) <= {one.name for one in done}), None)
        if ready is None:
            names = ", ".join(field.name for field in waiting)
            raise BadInput(f"the conditions of {names} wait for each other", field=f"fields.{waiting[0].name}.when")
        done.append(ready)
        waiting.remove(ready)
    return tuple(done)


def _needs(field: Field) -> set[str]:
    conditions = (*field.when, *(condition for never in field.never for condition in never.when))
    return {condition.field for condition in conditions}


def _given(field: Field, tables: Sequence[Table], some: list[Draft], rng: random.Random) -> Step:
    of = " and ".join(str(condition) for condition in field.when) or "everybody"
    if field.kind is Kind.SEVERAL:
        targets = [int(choice.share * len(some) + 0.5) for choice in field.choices]
        _deal_several(field, targets, some, rng)
        return Step(
            field=field.name, kind=field.kind, people=len(some), of=of, quotas=_quotas(field, targets, len(some))
        )
    targets = quotas([choice.share for choice in field.choices], len(some))
    step = Step(field=field.name, kind=field.kind, people=len(some), of=of, quotas=_quotas(field, targets, len(some)))
    if some and (tables or field.never):
        step = _join(field, tables, some, targets, step, rng)
    else:
        labels = [label for label, number in zip(field.labels, targets, strict=True) for _ in range(number)]
        rng.shuffle(labels)
        for draft, label in zip(some, labels, strict=True):
            draft.values[field.name] = (label,)
    if field.kind is Kind.AGE:
        _give_years(field, some, rng)
    return step


def _quotas(field: Field, targets: Sequence[int], people: int) -> tuple[Quota, ...]:
    return tuple(
        Quota(value=choice.label, share=choice.share, exact=choice.share * people, target=target)
        for choice, target in zip(field.choices, targets, strict=True)
    )


def _give_years(field: Field, some: list[Draft], rng: random.Random) -> None:
    for choice in field.choices:
        band = [draft for draft in some if draft.one(field.name) == choice.label]
        for draft, year in zip(band, given_years(choice, len(band), rng), strict=True):
            draft.years = year


def _join(
    field: Field, tables: Sequence[Table], some: list[Draft], targets: list[int], step: Step, rng: random.Random
) -> Step:
    """The field given over groups of people alike in what it is joined to and forbidden by."""
    others = list(dict.fromkeys(name for table in tables for name in table.fields if name != field.name))
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for draft in some:
        barred = ("no" if draft.meets(never.when) else "" for never in field.never)
        groups.setdefault((*(draft.one(name) for name in others), *barred), []).append(draft)
    keys = sorted(groups)
    counts = [len(groups[key]) for key in keys]
    allowed = [_allowed(field, dict(zip(others, key, strict=False)), key[len(others) :], tables) for key in keys]
    wanted = [_wanted(field, table, others, keys, counts, targets) for table in tables]
    raked = rake(allowed, counts, targets, wanted)
    try:
        whole = controlled(raked.cells, counts, targets, rng)
    except Unplaceable as error:
        raise _contradiction(field, tables, error, targets) from error
    for key, numbers in zip(keys, whole, strict=True):
        labels = [label for label, number in zip(field.labels, numbers, strict=True) for _ in range(number)]
        rng.shuffle(labels)
        for draft, label in zip(groups[key], labels, strict=True):
            draft.values[field.name] = (label,)
    update = {"tables": tuple(table.name for table in tables), "groups": len(keys)}
    return step.model_copy(update={**update, "sweeps": raked.sweeps, "off": round(raked.off, 6)})


def _allowed(
    field: Field, known: Mapping[str, str], barred: Sequence[str], tables: Sequence[Table]
) -> list[float]:
    """For each value 1, or 0 where a condition or a zero in a table rules it out."""
    never = {rule.value for rule, holds in zip(field.never, barred, strict=True) if holds}
    zeros = [conditional(table, field, known) for table in tables]
    return [
        float(label not in never and all(row is None or row[at] > 0 for row in zeros))
        for at, label in enumerate(field.labels)
    ]


def conditional(table: Table, field: Field, known: Mapping[str, str]) -> list[float] | None:
    """The shares of a field's values, by the table, among people with these values of its other fields; None where
    it does not speak of them."""
    at = table.fields.index(field.name)
    sums = dict.fromkeys(field.labels, 0.0)
    for labels, weight in table.cells:
        if all(i == at or known[name] == labels[i] for i, name in enumerate(table.fields)):
            sums[labels[at]] += weight
    return list(scaled(sums).values()) if sum(sums.values()) > 0 else None


def _wanted(
    field: Field,
    table: Table,
    others: Sequence[str],
    keys: Sequence[tuple[str, ...]],
    counts: Sequence[int],
    targets: Sequence[int],
) -> list[Group]:
    """What a table asks of the groups: its own pattern, raked to the numbers of people there are."""
    places = [others.index(name) for name in table.fields if name != field.name]
    rows: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(keys):
        rows.setdefault(tuple(key[place] for place in places), []).append(i)
    names = [others[place] for place in places]
    shares = {part: conditional(table, field, dict(zip(names, part, strict=True))) for part in rows}
    told = [(tuple(members), row, sum(counts[i] for i in members)) for part, members in rows.items()
            if (row := shares[part]) is not None]  # fmt: skip
    guess = [[share * number for share in row] for _, row, number in told]
    if len(told) == len(rows):
        guess = rake(guess, [number for _, _, number in told], targets).cells
    return [Group(members, tuple(cells)) for (members, _, _), cells in zip(told, guess, strict=True)]


def _contradiction(
    field: Field, tables: Sequence[Table], error: Unplaceable, targets: Sequence[int]
) -> BadInput:
    names = [f"the table {table.name}" for table in tables] + (["its conditions"] if field.never else [])
    label = field.labels[error.column]
    return BadInput(
        f"{label} is meant for {targets[error.column]} people, but {' and '.join(names)} leave no room for "
        f"{error.missing} of them; change its share or the zeros there",
        field=f"fields.{field.name}",
    )


def _deal_several(field: Field, targets: Sequence[int], some: list[Draft], rng: random.Random) -> None:
    """Each value to as many people as it should have, more readily to those who have few."""
    had: dict[int, list[str]] = {id(draft): [] for draft in some}
    for choice, target in zip(field.choices, targets, strict=True):
        barred = [never for never in field.never if never.value == choice.label]
        may = [draft for draft in some if not any(draft.meets(never.when) for never in barred)]
        if len(may) < target:
            raise BadInput(
                f"{choice.label} is meant for {target} people, but its conditions leave {len(may)}",
                field=f"fields.{field.name}",
            )
        eager = {id(draft): rng.random() + 0.15 * len(had[id(draft)]) for draft in may}
        for draft in sorted(may, key=lambda draft: eager[id(draft)])[:target]:
            had[id(draft)].append(choice.label)
    for draft in some:
        draft.values[field.name] = tuple(had[id(draft)])


def _counted(plan: Plan, drafts: Sequence[Draft]) -> tuple[Margin, ...]:
    """The margins, counted anew among the people."""
    margins: list[Margin] = []
    for step in plan.steps:
        has = [draft.values[step.field] for draft in drafts if step.field in draft.values]
        for quota in step.quotas:
            achieved = sum(quota.value in values for values in has)
            margins.append(
                Margin(
                    field=step.field, value=quota.value, people=step.people, target=quota.target, achieved=achieved
                )
            )
    return tuple(margins)


def from_age(population: Population, minimum: int) -> Population:
    """The population without those who are younger: bands below are left out, one that is cut keeps the part
    of its share that its years have. Raises BadInput where nobody is left, or where no ages are told."""
    if minimum <= 0:
        return population
    field = next((field for field in population.fields if field.kind is Kind.AGE), None)
    if field is None:
        raise BadInput("the population has no ages, so none can be asked for", field="minimum_age")
    cut = {choice.label: _cut(choice, minimum) for choice in field.choices}
    left = [choice for choice in cut.values() if choice is not None]
    if sum(choice.share for choice in left) <= 0:
        raise BadInput(f"nobody in the population is {minimum} or older", field="minimum_age")
    shares = scaled({choice.label: choice.share for choice in left})
    kept = field.model_copy(
        update={"choices": tuple(c.model_copy(update={"share": shares[c.label]}) for c in left)}
    )
    tables = tuple(_without(table, {label for label, choice in cut.items() if choice is None}) for table in population.tables)
    fields = tuple(kept if one is field else one for one in population.fields)
    note = f"those under {minimum} are left out"
    changed = cut != {choice.label: choice for choice in field.choices}
    notes = (*population.notes, note) if changed else population.notes
    return population.model_copy(update={"fields": fields, "tables": tables, "notes": notes, "minimum_age": minimum})


def _cut(choice: Choice, minimum: int) -> Choice | None:
    if choice.last < minimum:
        return None
    first = max(choice.first, minimum)
    part = (choice.last - first + 1) / (choice.last - choice.first + 1)
    return choice.model_copy(update={"first": first, "share": choice.share * part})


def _without(table: Table, gone: set[str]) -> Table:
    if AGE not in table.fields:
        return table
    at = table.fields.index(AGE)
    return table.model_copy(update={"cells": tuple(cell for cell in table.cells if cell[0][at] not in gone)})
