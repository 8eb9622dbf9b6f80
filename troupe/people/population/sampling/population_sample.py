"""A sample of a population: the plan, the margins as aimed at and as reached, and the people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.persona.persona import Persona
from troupe.people.population.audit.impossible_people import PeopleAudit, audit, rows_of
from troupe.people.population.drawing.sample_plan import Margin, SamplePlan
from troupe.people.population.drawing.value_drawing import draw
from troupe.people.population.files.home_country import at_home
from troupe.people.population.files.minimum_age import from_age
from troupe.people.population.files.population_loading import load_population, parse_population
from troupe.people.population.flesh.biography_likeness import MOST_ALIKE, Biographies, Biography, biography
from troupe.people.population.flesh.plain_flesh import plain_flesh
from troupe.people.population.flesh.skeleton import Skeleton, skeletons
from troupe.people.population.life.told_before import ToldBefore
from troupe.people.population.spec.population_spec import FieldKind, Population

PANEL_AGE = 18
"""Panels are of adults unless asked otherwise."""

MOST_TRIES = 4
"""How often one person's flesh is made until it is not too like another's."""


class Missing(Frozen):
    """Someone of the sample who could not be written. `index` is their place in it."""

    index: int
    name: str
    reason: str


class PopulationSample(Frozen):
    """People drawn from a population. `missing` are those that a model failed to write; nobody is left out in
    silence. `audit` counts those who cannot be."""

    plan: SamplePlan
    margins: tuple[Margin, ...]
    personas: tuple[Persona, ...]
    audit: PeopleAudit
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, JsonValue]:
        """For a program: plan, margins, personas, and who is missing."""
        return {
            "plan": self.plan.model_dump(mode="json"),
            "margins": [margin.model_dump(mode="json") for margin in self.margins],
            "personas": [persona.model_dump(mode="json") for persona in self.personas],
            "missing": [gap.model_dump(mode="json") for gap in self.missing],
            "audit": self.audit.model_dump(mode="json"),
            "notes": [*self.plan.notes, *self.notes],
        }


@dataclass(frozen=True, slots=True)
class Bones:
    """The draws that are made before anyone is written. `incomes` are the labels of fields of income, by name."""

    plan: SamplePlan
    margins: tuple[Margin, ...]
    skeletons: tuple[Skeleton, ...]
    incomes: Mapping[str, tuple[str, ...]]


def sample(
    population: Population | str | Path | Mapping[str, object],
    n: int,
    *,
    seed: int = 0,
    minimum_age: int | None = None,
    country: str | None = None,
) -> PopulationSample:
    """So many people of a population (its name in the library, a file, its parsed content, or itself), in the
    plain flesh that needs no language model. The same arguments give the same people.

    `minimum_age` leaves out who is younger; by default it is what the population says. `country` is where they
    live, for a population that names none. Raises BadInput, NotFound.
    """
    bones = drawn(population, n, seed=seed, minimum_age=minimum_age, country=country)
    personas, notes = plainly(bones)
    return PopulationSample(
        plan=bones.plan,
        margins=bones.margins,
        personas=personas,
        notes=notes,
        audit=audit(personas, bones.incomes),
    )


def panel_sample(
    population: Population | str | Path | Mapping[str, object], n: int, *, seed: int = 0
) -> PopulationSample:
    """A sample of adults, as panels are of. A population that tells no ages is drawn from as it is. Arguments and
    errors as those of `sample`."""
    population_meant = meant(population)
    aged = any(field.kind is FieldKind.AGE for field in population_meant.fields)
    return sample(
        population_meant, n, seed=seed, minimum_age=max(PANEL_AGE, population_meant.minimum_age) if aged else None
    )


def drawn(
    population: Population | str | Path | Mapping[str, object],
    n: int,
    *,
    seed: int = 0,
    minimum_age: int | None = None,
    country: str | None = None,
) -> Bones:
    """Plan and skeletons alone. Arguments and errors as those of `sample`."""
    population_meant = at_home(meant(population), country)
    cut = from_age(population_meant, population_meant.minimum_age if minimum_age is None else minimum_age)
    people = draw(cut, n, seed)
    incomes = {field.name: field.labels for field in cut.fields if re.search(r"income|wealth|earning", field.name)}
    return Bones(
        plan=people.plan, margins=people.margins, skeletons=skeletons(cut, people), incomes=FrozenDict(incomes)
    )


def meant(population: Population | str | Path | Mapping[str, object]) -> Population:
    """The population itself, however it was named. Raises BadInput, NotFound."""
    if isinstance(population, Population):
        return population
    if isinstance(population, (str, Path)):
        return load_population(population)
    return parse_population(population, "population")


def plainly(bones: Bones) -> tuple[tuple[Persona, ...], tuple[str, ...]]:
    """Everyone in plain flesh, nobody too like another, nobody impossible; and a note for each who stayed so."""
    biographies, told = Biographies(), ToldBefore(len(bones.skeletons))
    personas, notes = list[Persona](), list[str]()
    for skeleton in bones.skeletons:
        made = _best_try(skeleton, bones, biographies, told)
        if made.alike > MOST_ALIKE:
            nearest_name = bones.skeletons[made.other].name
            notes.append(f"{skeleton.name} is like {nearest_name}: {made.alike:.0%} of the words")
        if made.impossible:
            notes.append(f"{skeleton.name} cannot be, and no other life mends it: {', '.join(made.impossible)}")
        personas.append(made.persona)
        biographies.add(made.biography, skeleton.index)
    return tuple(personas), tuple(notes)


@dataclass(frozen=True, slots=True)
class _Made:
    """A try, how alike the most alike person is, and their number; `impossible` are the rows of the audit by which
    they cannot be."""

    persona: Persona
    biography: Biography
    alike: float
    other: int
    impossible: tuple[str, ...]


def _best_try(skeleton: Skeleton, bones: Bones, biographies: Biographies, told: ToldBefore) -> _Made:
    """The first try that can be and is not too like anyone, or else the best of all tries. What the plan alone
    makes impossible stays so."""
    tries: list[_Made] = []
    for attempt in range(MOST_TRIES):
        persona = plain_flesh(skeleton, bones.plan.seed * MOST_TRIES + attempt, told)
        life = biography(persona, skeleton.document)
        alike, other = biographies.nearest(life)
        tries.append(_Made(persona, life, alike, other, rows_of(persona, bones.incomes)))
        if alike <= MOST_ALIKE and not tries[-1].impossible:
            break
    return min(tries, key=lambda made: (len(made.impossible), made.alike))
