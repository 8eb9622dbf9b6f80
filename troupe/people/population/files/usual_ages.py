"""Usual ages, for populations that tell by margins alone who is married, at work or a graduate.

Structural zeros (nobody has a degree at eighteen) are added to every population as far as its margins leave room,
and a joint table with age where the file has none. A table of the file always goes before.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from troupe.people.population.flesh.skeleton_tags import marriage_told, tags_of, work_told
from troupe.people.population.spec.population_spec import (
    AGE,
    Condition,
    Field,
    FieldKind,
    Never,
    Population,
    Table,
)
from troupe.people.population.work.occupation_map import kinds_of

Curve = tuple[tuple[int, float], ...]
"""Ages, and the share of people of that age; between them in a straight line."""

SOURCE = (
    "Estimate of ours, in the order of magnitude of OECD countries (Education at a Glance 2022, Labour Force "
    "Statistics 2022) and of Eurostat's census tables on marital status (2021); from memory, not checked here."
)
_ROOM = 1.1
"""How much more people must be allowed a value than have it for a structural zero to be added."""

_MARRIAGE = {
    "single": ((17, 1.0), (22, 0.93), (27, 0.7), (35, 0.36), (45, 0.2), (55, 0.12), (65, 0.07), (80, 0.05)),
    "married": ((17, 0.0), (22, 0.065), (27, 0.28), (35, 0.57), (45, 0.66), (65, 0.69), (75, 0.62), (85, 0.4)),
    "divorced": ((24, 0.0), (27, 0.02), (35, 0.065), (45, 0.13), (55, 0.17), (65, 0.16), (75, 0.1), (85, 0.05)),
    "widowed": ((29, 0.0), (35, 0.003), (45, 0.01), (55, 0.03), (65, 0.08), (75, 0.23), (85, 0.5)),
}  # fmt: skip
_WORK = {
    "student": ((15, 0.97), (18, 0.7), (22, 0.35), (27, 0.08), (35, 0.01), (49, 0.001), (50, 0.0)),
    "working": ((14, 0.0), (18, 0.27), (22, 0.58), (27, 0.8), (45, 0.85), (58, 0.7), (65, 0.25), (75, 0.05)),
    "jobless": ((15, 0.005), (20, 0.06), (30, 0.045), (55, 0.03), (65, 0.005), (75, 0.0)),
    "home": ((16, 0.0), (22, 0.03), (32, 0.1), (45, 0.08), (62, 0.08), (75, 0.02)),
    "retired": ((54, 0.0), (57, 0.06), (62, 0.3), (66, 0.8), (75, 0.95), (90, 0.99)),
}  # fmt: skip
_SCHOOL = {
    "degree": ((20, 0.0), (23, 0.25), (30, 0.44), (45, 0.4), (60, 0.28), (75, 0.2), (90, 0.14)),
    "middle": ((15, 0.3), (20, 0.75), (30, 0.44), (60, 0.52), (75, 0.5), (90, 0.4)),
    "little": ((15, 0.7), (20, 0.2), (30, 0.1), (45, 0.12), (60, 0.2), (75, 0.32), (90, 0.5)),
}  # fmt: skip
_ZEROS: dict[str, tuple[int, int]] = {
    "degree": (0, 20), "married": (0, 17), "divorced": (0, 24), "widowed": (0, 29), "retired": (0, 54),
    "student": (50, 200), "working": (0, 14), "home": (0, 16), "manager": (0, 24),
}  # fmt: skip
"""Ages at which nobody has a value of this meaning."""

Meaning = Callable[[str], str]


def with_usual_ages(population: Population) -> Population:
    """The population with what its file does not say about ages; a note for each thing added or left out."""
    age = next((field for field in population.fields if field.kind is FieldKind.AGE), None)
    if age is None:
        return population
    joined = {name for table in population.tables if AGE in table.fields for name in table.fields}
    fields, tables, notes = list[Field](), list(population.tables), list(population.notes)
    for field in population.fields:
        meaning, curves = _meaning_of(field)
        if meaning is None:
            fields.append(field)
            continue
        nevers = tuple(_nevers(field, age, meaning, notes))
        fields.append(field.model_copy(update={"never": (*field.never, *nevers)}))
        if curves and field.name not in joined:
            tables.append(_table(field, age, meaning, curves))
            notes.append(f"{field.name}: joined to age by an estimate of ours, since no table says how")
    return population.model_copy(update={"fields": tuple(fields), "tables": tuple(tables), "notes": tuple(notes)})


def _meaning_of(field: Field) -> tuple[Meaning | None, dict[str, Curve]]:
    """What the labels of a field mean for ages, and the curves of these meanings."""
    if field.kind is not FieldKind.ONE:
        return None, {}
    if re.search(r"marital|marriage|civil status|family status", field.name, re.IGNORECASE):
        return lambda label: _marriage(field.name, label), _MARRIAGE
    if re.search(r"educ|school|qualif|attainment", field.name, re.IGNORECASE):
        return lambda label: _school(field.name, label), _SCHOOL
    if any(work_told({field.name: (label,)}) for label in field.labels):
        return lambda label: work_told({field.name: (label,)}), _WORK
    if field.path.startswith("occupation") or re.search(
        r"occupation|sector|profession", field.name, re.IGNORECASE
    ):
        return lambda label: "manager" if kinds_of(label) == frozenset({"management"}) else "", {}
    return None, {}


def _marriage(field: str, label: str) -> str:
    state = marriage_told({field: (label,)})
    return "married" if state == "partnered" else state


def _school(field: str, label: str) -> str:
    tags = tags_of(None, "", {field: (label,)}, {}, {})
    return next((tag for tag in ("degree", "little") if tag in tags), "middle")


def _nevers(field: Field, age: Field, meaning: Meaning, notes: list[str]) -> Iterator[Never]:
    """The structural zeros of this field that its margins leave room for."""
    for choice in field.choices:
        limits = _ZEROS.get(meaning(choice.label))
        if limits is None or not choice.share:
            continue
        first, last = limits
        start = max((condition.first for condition in field.when if condition.field == AGE), default=0)
        everyone = _share(age, start, 200)
        allowed = everyone - _share(age, max(first, start), last)
        if not everyone or allowed / everyone < choice.share * _ROOM:
            notes.append(f"{field.name}: {choice.label} is so common that it was given at any age")
            continue
        yield Never(value=choice.label, when=(Condition(field=AGE, first=first, last=last),))


def _share(age: Field, first: int, last: int) -> float:
    """The share of people between two ages, each band spread evenly over its years."""
    total = 0.0
    for choice in age.choices:
        years = choice.last - choice.first + 1
        within = min(last, choice.last) - max(first, choice.first) + 1
        total += choice.share * max(0, within) / years
    return total


def _table(field: Field, age: Field, meaning: Meaning, curves: dict[str, Curve]) -> Table:
    """Age by this field: the curve of a meaning is shared out among the values that have it, by their margins."""
    sums: dict[str, float] = {}
    for choice in field.choices:
        sums[meaning(choice.label)] = sums.get(meaning(choice.label), 0.0) + choice.share
    cells: list[tuple[tuple[str, ...], float]] = []
    for band in age.choices:
        middle = (band.first + min(band.last, band.first + 15)) / 2
        for choice in field.choices:
            state = meaning(choice.label)
            curve = curves.get(state)
            whole = _at(curve, middle) if curve else sums[state]
            part = choice.share / sums[state] if sums[state] else 0.0
            # Never quite nothing: a margin that asks for more than the curve has is met all the same.
            cells.append(((band.label, choice.label), band.share * max(whole * part, 1e-4)))
    return Table(fields=(age.name, field.name), cells=tuple(cells), source=SOURCE, estimate=True)


def _at(curve: Curve, age: float) -> float:
    if age <= curve[0][0]:
        return curve[0][1]
    for (first, low), (last, high) in pairwise(curve):
        if age <= last:
            return low + (high - low) * (age - first) / (last - first)
    return curve[-1][1]
