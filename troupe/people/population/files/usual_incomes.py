"""Usual incomes: schooling and work joined to bands of income, where a population tells them by margins alone."""

import math
import re
from collections.abc import Callable

from troupe.people.population.flesh.skeleton_tags import tags_of, work_told
from troupe.people.population.spec.population_spec import Field, FieldKind, Population, Table

PULL = 1.1
"""The pull of a step of schooling, or of work, towards higher bands: its odds rise by e to this from the middle of
the scale to its end. Gives graduates, where a third are, about 1.6 times what those with little schooling have:
the order of magnitude of OECD countries (Education at a Glance 2022, A4); an estimate of ours."""
SOURCE = (
    "Estimate of ours: graduates, and those at work, more often in the higher bands (OECD, Education at a Glance "
    "2022, in shape)."
)
_STEPS_OF_WORK = {"working": 0.5, "jobless": -1.0, "retired": -0.7, "student": -0.3, "home": -0.2}

Step = Callable[[str], float]
"""How far a label pulls towards higher bands."""


def with_usual_incomes(population: Population) -> Population:
    """The population with a table for each field of income that no table joins to schooling, or to work; a note
    tells of each."""
    tables, notes = list(population.tables), list(population.notes)
    incomes = [field for field in population.fields if _is(field, r"income|earning|wage|salary")]
    for cause in population.fields:
        step = _step_of(cause)
        joined = {name for table in population.tables if cause.name in table.fields for name in table.fields}
        for income in incomes if step is not None else ():
            if step is not None and income.name not in joined:
                tables.append(_table(cause, income, step))
                notes.append(
                    f"{income.name}: joined to {cause.name} by an estimate of ours, since no table says how"
                )
    return population.model_copy(update={"tables": tuple(tables), "notes": tuple(notes)})


def _is(field: Field, words: str) -> bool:
    return field.kind is FieldKind.ONE and re.search(words, field.name, re.IGNORECASE) is not None


def _step_of(field: Field) -> Step | None:
    """How this field pulls towards income; None where it says nothing about it."""
    if _is(field, r"educ|school|qualif|attainment"):
        return lambda label: _of_schooling(field.name, label)
    if field.kind is FieldKind.ONE and any(work_told({field.name: (label,)}) for label in field.labels):
        return lambda label: _STEPS_OF_WORK.get(work_told({field.name: (label,)}), 0.0)
    return None


def _of_schooling(field: str, label: str) -> float:
    tags = tags_of(None, "", {field: (label,)}, {}, {})
    return 1.0 if "degree" in tags else -1.0 if "little" in tags else 0.0


def _table(cause: Field, income: Field, step: Step) -> Table:
    last = max(1, len(income.choices) - 1)
    cells = tuple(
        (
            (value.label, band.label),
            value.share * band.share * math.exp(PULL * step(value.label) * (2 * at / last - 1)),
        )
        for value in cause.choices
        for at, band in enumerate(income.choices)
    )
    return Table(fields=(cause.name, income.name), cells=cells, source=SOURCE, estimate=True)
