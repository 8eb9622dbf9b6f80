"""Facts of one person that an audit compares: read from the finished persona alone, as a reader would."""

import re
from collections.abc import Iterator, Mapping, Sequence

from troupe.people.documents.frozen_json import is_object
from troupe.people.documents.lenient_reading import as_text
from troupe.people.persona.persona import Persona
from troupe.people.population.audit.told_life import Fact, life_facts
from troupe.people.population.flesh.skeleton_tags import AT_REST, marriage_told, school_told, tags_of, work_told
from troupe.people.population.naming.person_names import culture_of, gender_of
from troupe.people.population.work.occupation_choice import schooling_of
from troupe.people.population.work.occupation_map import MappedOccupation, Schooling, occupation_of

_SPOUSE = re.compile(r"\byour (?:husband|wife)\b", re.IGNORECASE)


def facts_of(persona: Persona, incomes: Mapping[str, Sequence[str]]) -> dict[str, Fact]:
    """What is known of a person, by the names that the table of the impossible uses. `incomes` are the labels of
    fields of income, from the least to the most. What is not told is left out, and breaks no rule."""
    labels = _labels(persona)
    culture = culture_of(persona.country_of_residence or persona.nationality)
    facts: dict[str, Fact] = {}
    if persona.age is not None:
        facts["age"] = float(persona.age)
    if gender := gender_of(persona.gender):
        facts["gender"] = gender
    tags = tags_of(persona.age, "", labels, {}, {})
    schooling = schooling_of(tags, school_told(labels))
    if schooling is not None:
        facts["schooling"] = schooling.name.lower()
    facts["unschooled"] = "yes" if "unread" in tags else "no"
    title = persona.occupation.title
    facts["work"] = work_told(labels) or next(state for state in (*AT_REST, "working") if state in tags)
    facts["retired_title"] = "yes" if re.match(r"retired\b|former\b", title, re.IGNORECASE) else "no"
    facts["out_of_work_title"] = "yes" if "out of work" in title.lower() else "no"
    if (occupation := occupation_of(title, culture)) is not None:
        facts.update(_of_occupation(occupation, persona.age, schooling, title))
    if marriage := marriage_told(labels):
        facts["marriage"] = "married" if marriage == "partnered" else marriage
    facts.update(_of_income(labels, incomes))
    facts.update(_of_family(persona))
    facts.update(life_facts(persona))
    texts = as_text(persona.document.get("relationships"))
    facts["partner"] = "spouse" if _SPOUSE.search(texts) else "none told"
    return facts


def _of_family(persona: Persona) -> Iterator[tuple[str, Fact]]:
    """The years between a person and the parent and child nearest to them in age."""
    if persona.age is None:
        return
    told = " ".join(relation.description for relation in persona.relationships)
    parents = [int(age) - persona.age for age in re.findall(r"\bYour (?:mother|father), (\d+)", told)]
    children = [persona.age - int(age) for age in re.findall(r"\bYour (?:son|daughter), (\d+)", told)]
    if parents:
        yield "parent_gap", float(min(parents))
    if children:
        yield "child_gap", float(min(children))


def _labels(persona: Persona) -> dict[str, tuple[str, ...]]:
    """The labels by field, as the drawing left them in the document, and the education that stands in words."""
    labels: dict[str, tuple[str, ...]] = {}
    if persona.education:
        labels["education"] = (as_text(persona.education),)
    told = persona.document.get("demographics")
    for name, value in told.items() if is_object(told) else ():
        labels[name] = (as_text(value),)
    return labels


def _of_occupation(
    occupation: MappedOccupation, age: int | None, schooling: Schooling | None, title: str
) -> Iterator[tuple[str, Fact]]:
    yield "isco", float(occupation.isco)
    yield "women", occupation.women
    learning = re.match(r"(?:trainee|apprentice)\b", title, re.IGNORECASE) is not None
    if age is not None and not learning:
        yield "too_young", float(max(0, occupation.first - age))
        yield "too_old", float(max(0, age - occupation.last))
    if schooling is not None and not learning:
        yield "too_little_school", float(max(0, occupation.schooling - schooling))


def _of_income(
    labels: Mapping[str, tuple[str, ...]], incomes: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Fact]]:
    for field, scale in incomes.items():
        values = labels.get(field, ())
        if len(scale) > 1 and values and values[0] in scale:
            yield "income", scale.index(values[0]) / (len(scale) - 1)
