"""Giving every person of a sample their values: field by field, each by quota.

A field that a table joins to others, or that conditions forbid to some, is given over groups of people
(`joining`); the rest are dealt out at random. So every single margin is met to the person, however many tables
cross in it, and the joint tables as nearly as that and whole people allow.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from troupe.core.errors import BadInput
from troupe.people.population.drawing.bent_tables import bent_tables
from troupe.people.population.drawing.field_joining import join
from troupe.people.population.drawing.person_draft import PersonInDraft
from troupe.people.population.drawing.sample_plan import Margin, SamplePlan, Step, ValueQuota
from troupe.people.population.spec.age_bands import given_years
from troupe.people.population.spec.population_spec import Field, FieldKind, Population, Table
from troupe.people.population.spec.shares import quotas

MOST_PEOPLE = 10_000
"""The largest sample."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The plan as it was carried out, and the people in order."""

    plan: SamplePlan
    people: tuple[PersonInDraft, ...]
    margins: tuple[Margin, ...]


def draw(population: Population, people: int, seed: int) -> Drawn:
    """So many people, the same for the same population, number and seed. Raises BadInput for a number out of
    range and for tables that contradict each other."""
    if not 1 <= people <= MOST_PEOPLE:
        raise BadInput(f"must be from 1 to {MOST_PEOPLE}, not {people}", field="n")
    drafts = [PersonInDraft({}) for _ in range(people)]
    steps: list[Step] = []
    for field in in_order(population.fields):
        rng = random.Random(f"{seed}:{field.name}")  # noqa: S311 - to be repeated, not secret
        placed = {step.field for step in steps if step.kind is not FieldKind.SEVERAL}
        tables = [
            t for t in population.tables if field.name in t.fields and placed | {field.name} >= set(t.fields)
        ]
        concerned = [draft for draft in drafts if draft.meets(field.when)]
        steps.append(_given(field, tables, concerned, rng))
    margins = _counted(steps, drafts)
    missed = tuple(
        f"{margin.field}: {margin.value}: {margin.achieved} instead of {margin.target}, too few may have it"
        for margin in margins
        if margin.achieved < margin.target
    )
    notes = (*population.notes, *missed, *bent_tables(population.tables, drafts))
    plan = SamplePlan(population=population.title, people=people, seed=seed, steps=tuple(steps), notes=notes)
    return Drawn(plan, tuple(drafts), margins)


def in_order(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields as they can be given: age first, each after those its conditions look at, else as written.
    Raises BadInput where conditions run in a circle."""
    waiting = sorted(fields, key=lambda field: field.kind is not FieldKind.AGE)
    ready_fields: list[Field] = []
    while waiting:
        ready = next(
            (field for field in waiting if _needs(field) <= {earlier.name for earlier in ready_fields}),
            None,
        )
        if ready is None:
            names = ", ".join(field.name for field in waiting)
            raise BadInput(
                f"the conditions of {names} wait for each other", field=f"fields.{waiting[0].name}.when"
            )
        ready_fields.append(ready)
        waiting.remove(ready)
    return tuple(ready_fields)


def _needs(field: Field) -> set[str]:
    conditions = (*field.when, *(condition for never in field.never for condition in never.when))
    return {condition.field for condition in conditions}


def _given(field: Field, tables: Sequence[Table], concerned: list[PersonInDraft], rng: random.Random) -> Step:
    of = " and ".join(str(condition) for condition in field.when) or "everybody"
    if field.kind is FieldKind.SEVERAL:
        targets = [int(choice.share * len(concerned) + 0.5) for choice in field.choices]
        _deal_several(field, targets, concerned, rng)
        return Step(
            field=field.name,
            kind=field.kind,
            people=len(concerned),
            of=of,
            quotas=_quotas(field, targets, len(concerned)),
        )
    targets = quotas([choice.share for choice in field.choices], len(concerned))
    step = Step(
        field=field.name,
        kind=field.kind,
        people=len(concerned),
        of=of,
        quotas=_quotas(field, targets, len(concerned)),
    )
    if concerned and (tables or field.never):
        step = join(field, tables, concerned, targets, step, rng)
    else:
        labels = [label for label, number in zip(field.labels, targets, strict=True) for _ in range(number)]
        rng.shuffle(labels)
        for draft, label in zip(concerned, labels, strict=True):
            draft.values[field.name] = (label,)
    if field.kind is FieldKind.AGE:
        _give_years(field, concerned, rng)
    return step


def _quotas(field: Field, targets: Sequence[int], people: int) -> tuple[ValueQuota, ...]:
    return tuple(
        ValueQuota(value=choice.label, share=choice.share, exact=choice.share * people, target=target)
        for choice, target in zip(field.choices, targets, strict=True)
    )


def _give_years(field: Field, concerned: list[PersonInDraft], rng: random.Random) -> None:
    for choice in field.choices:
        band = [draft for draft in concerned if draft.one(field.name) == choice.label]
        for draft, year in zip(band, given_years(choice, len(band), rng), strict=True):
            draft.years = year


def _deal_several(
    field: Field, targets: Sequence[int], concerned: list[PersonInDraft], rng: random.Random
) -> None:
    """Each value to as many people as it should have, more readily to those who have few."""
    had: dict[int, list[str]] = {id(draft): [] for draft in concerned}
    for choice, target in zip(field.choices, targets, strict=True):
        barred = [never for never in field.never if never.value == choice.label]
        may = [draft for draft in concerned if not any(draft.meets(never.when) for never in barred)]
        if len(may) < target:
            raise BadInput(
                f"{choice.label} is meant for {target} people, but its conditions leave {len(may)}",
                field=f"fields.{field.name}",
            )
        eager = {id(draft): rng.random() + 0.15 * len(had[id(draft)]) for draft in may}
        for draft in sorted(may, key=lambda draft: eager[id(draft)])[:target]:
            had[id(draft)].append(choice.label)
    for draft in concerned:
        draft.values[field.name] = tuple(had[id(draft)])


def _counted(steps: Sequence[Step], drafts: Sequence[PersonInDraft]) -> tuple[Margin, ...]:
    """The margins, counted anew among the people."""
    margins: list[Margin] = []
    for step in steps:
        has = [draft.values[step.field] for draft in drafts if step.field in draft.values]
        for quota in step.quotas:
            achieved = sum(quota.value in values for values in has)
            margins.append(
                Margin(
                    field=step.field, value=quota.value, people=step.people, target=quota.target, achieved=achieved
                )
            )
    return tuple(margins)
