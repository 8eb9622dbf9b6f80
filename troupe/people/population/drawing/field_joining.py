"""Giving a field that tables join to others, or that conditions forbid to some: over groups of people alike in
those.

The groups' whole numbers stand already. The field is fitted to them by raking, and rounded so that both the
groups and the field's own quotas come out exactly.
"""

import random
from collections.abc import Callable, Mapping, Sequence

from troupe.core.errors import BadInput
from troupe.people.population.drawing.controlled_rounding import Unplaceable, controlled
from troupe.people.population.drawing.person_draft import PersonInDraft
from troupe.people.population.drawing.raking import Raked, RakedGroup, rake
from troupe.people.population.drawing.sample_plan import Step
from troupe.people.population.spec.population_spec import Field, Table
from troupe.people.population.spec.shares import scaled

MOST_OFF = 2
"""People."""


def join(
    field: Field,
    tables: Sequence[Table],
    drafts: list[PersonInDraft],
    targets: list[int],
    step: Step,
    rng: random.Random,
) -> Step:
    """The field given over groups of people alike in what it is joined to and forbidden by."""
    joined_fields = list(dict.fromkeys(name for table in tables for name in table.fields if name != field.name))
    groups: dict[tuple[str, ...], list[PersonInDraft]] = {}
    for draft in drafts:
        barred = ("no" if draft.meets(never.when) else "" for never in field.never)
        groups.setdefault((*(draft.one(name) for name in joined_fields), *barred), []).append(draft)
    keys = sorted(groups)
    counts = [len(groups[key]) for key in keys]
    allowed = [
        _allowed(field, dict(zip(joined_fields, key, strict=False)), key[len(joined_fields) :], tables)
        for key in keys
    ]

    def placed(aims: list[int]) -> tuple[Raked, list[list[int]]]:
        goals = [_wanted(field, table, joined_fields, keys, counts, aims) for table in tables]
        raked = rake(allowed, counts, aims, goals)
        return raked, controlled(raked.cells, counts, aims, rng)

    raked, whole = _as_near_as_may_be(field, tables, targets, placed)
    for key, numbers in zip(keys, whole, strict=True):
        labels = [label for label, number in zip(field.labels, numbers, strict=True) for _ in range(number)]
        rng.shuffle(labels)
        for draft, label in zip(groups[key], labels, strict=True):
            draft.values[field.name] = (label,)
    update = {"tables": tuple(table.name for table in tables), "groups": len(keys)}
    return step.model_copy(update={**update, "sweeps": raked.sweeps, "off": round(raked.off, 6)})


def _as_near_as_may_be(
    field: Field,
    tables: Sequence[Table],
    targets: Sequence[int],
    placed: Callable[[list[int]], tuple[Raked, list[list[int]]]],
) -> tuple[Raked, list[list[int]]]:
    """The field placed by its quotas. In a small sample there may by chance be too few whom a value is allowed:
    then what cannot be placed goes to the other values, one after the other, so there are at most as many
    rounds as values. Raises BadInput where a quota would be missed by MOST_OFF people or more, for then it is
    the population that contradicts itself."""
    aims, closed = list(targets), set[int]()
    while True:
        try:
            raked, whole = placed(aims)
            break
        except Unplaceable as error:
            closed.add(error.column)
            free = [at for at in range(len(aims)) if at not in closed]
            if not free:
                raise _contradiction(field, tables, error.column, error.missing, targets) from error
            aims[error.column] -= error.missing
            aims[min(free, key=lambda at: aims[at] - targets[at])] += error.missing
    for at, (aim, target) in enumerate(zip(aims, targets, strict=True)):
        if target - aim >= MOST_OFF:
            raise _contradiction(field, tables, at, target - aim, targets)
    return raked, whole


def _allowed(
    field: Field, values: Mapping[str, str], barred: Sequence[str], tables: Sequence[Table]
) -> list[float]:
    """For each value 1, or 0 where a condition or a zero in a table rules it out."""
    never = {rule.value for rule, holds in zip(field.never, barred, strict=True) if holds}
    zeros = [conditional(table, field, values) for table in tables]
    return [
        float(label not in never and all(row is None or row[at] > 0 for row in zeros))
        for at, label in enumerate(field.labels)
    ]


def conditional(table: Table, field: Field, values: Mapping[str, str]) -> list[float] | None:
    """The shares of a field's values, by the table, among people with these values of its other fields; None where
    it does not speak of them."""
    at = table.fields.index(field.name)
    sums = dict.fromkeys(field.labels, 0.0)
    for labels, weight in table.cells:
        if all(i == at or values[name] == labels[i] for i, name in enumerate(table.fields)):
            sums[labels[at]] += weight
    return list(scaled(sums).values()) if sum(sums.values()) > 0 else None


def _wanted(
    field: Field,
    table: Table,
    joined_fields: Sequence[str],
    keys: Sequence[tuple[str, ...]],
    counts: Sequence[int],
    targets: Sequence[int],
) -> list[RakedGroup]:
    """What a table asks of the groups: its own pattern, raked to the numbers of people there are."""
    places = [joined_fields.index(name) for name in table.fields if name != field.name]
    rows: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(keys):
        rows.setdefault(tuple(key[place] for place in places), []).append(i)
    names = [joined_fields[place] for place in places]
    shares = {part: conditional(table, field, dict(zip(names, part, strict=True))) for part in rows}
    groups = [(tuple(members), row, sum(counts[i] for i in members)) for part, members in rows.items()
            if (row := shares[part]) is not None]  # fmt: skip
    guess = [[share * number for share in row] for _, row, number in groups]
    if len(groups) == len(rows):
        guess = rake(guess, [number for _, _, number in groups], targets).cells
    return [RakedGroup(members, tuple(cells)) for (members, _, _), cells in zip(groups, guess, strict=True)]


def _contradiction(
    field: Field, tables: Sequence[Table], column: int, missing: int, targets: Sequence[int]
) -> BadInput:
    names = [f"the table {table.name}" for table in tables] + (["its conditions"] if field.never else [])
    return BadInput(
        f"{field.labels[column]} is meant for {targets[column]} people, but {' and '.join(names)} leave no room "
        f"for {missing} of them; change its share or the zeros there",
        field=f"fields.{field.name}",
    )
