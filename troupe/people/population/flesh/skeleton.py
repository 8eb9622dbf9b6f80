"""A skeleton: what the plan says of a person, as a part of a persona's document, without any flesh."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from troupe.core.errors import BadInput
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, freeze_object, is_object
from troupe.people.documents.lenient_reading import as_text
from troupe.people.population.drawing.person_draft import PersonInDraft
from troupe.people.population.drawing.value_drawing import Drawn
from troupe.people.population.flesh.skeleton_tags import (
    BIG_FIVE,
    faith_told,
    marriage_told,
    school_told,
    tags_of,
)
from troupe.people.population.life.life_files import has_winters, knows_towns, towns_of
from troupe.people.population.life.life_outline import LifeOutline
from troupe.people.population.naming.person_names import Register, culture_of, gender_of, of_faith, told_in
from troupe.people.population.spec.population_spec import Field, FieldKind, Population
from troupe.people.population.work.occupation_choice import Worker, creed_of, schooling_of
from troupe.people.population.work.person_work import PersonWork, trade_of, work_of

_LEVELS = ("High.", "Medium.", "Medium.", "Low.")
"""Of a trait that the population does not tell: as often high as low, and mostly neither."""
_PRONOUNS = {"female": "she/her", "male": "he/him", "": "they/them"}
_MARRIES = 26
"""The age from which somebody may be married though no field tells of it."""
_LISTS = {"interests", "likes", "dislikes", "beliefs", "skills", "languages", "other_facts", "traits"}
"""Places of a document that hold a list."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Number `index` of a sample. `values` are the labels of every field that applies, `document` the part of a
    persona that follows from them, `tags` what they are like in a few words; `gender` is `female`, `male` or
    empty; `work` is what they do, or did, and `life` the outline of their life, where their age is known."""

    index: int
    values: Mapping[str, tuple[str, ...]]
    culture: str
    gender: str
    tags: frozenset[str]
    document: Mapping[str, FrozenJson]
    work: PersonWork
    life: LifeOutline | None = None

    @property
    def name(self) -> str:
        return str(self.document["name"])

    @property
    def age(self) -> int | None:
        age = self.document.get("age")
        return age if isinstance(age, int) else None

    def level(self, trait: str) -> str:
        """How much they have of one of the Big Five, such as `High.`; empty if nothing is said."""
        personality = self.document.get("personality")
        traits = personality.get("big_five") if is_object(personality) else None
        return as_text(traits.get(trait)) if is_object(traits) else ""


_ORIGIN = re.compile(r"origin|ethnic|race|birth|descent|background", re.IGNORECASE)
"""Fields that tell where a family is from, and not what it believes."""


def skeletons(population: Population, sample: Drawn) -> tuple[Skeleton, ...]:
    """Everyone drawn, each with a name of their own."""
    rng = random.Random(f"{sample.plan.seed}:skeletons")  # noqa: S311 - to be repeated, not secret
    register = Register(rng)
    fields = {field.name: field for field in population.fields}
    incomes = {name: field.labels for name, field in fields.items() if re.search(r"income|wealth|earning", name)}
    return tuple(
        _skeleton(index, draft, population, fields, incomes, register, rng)
        for index, draft in enumerate(sample.people)
    )


def _skeleton(
    index: int,
    draft: PersonInDraft,
    population: Population,
    fields: Mapping[str, Field],
    incomes: Mapping[str, tuple[str, ...]],
    register: Register,
    rng: random.Random,
) -> Skeleton:
    gender = next((gender_of(draft.one(name)) for name, field in fields.items() if field.path == "gender"), "")
    naming = population.naming
    cultures = naming.of.get(draft.one(naming.by), ()) if naming.by else ()
    culture = rng.choice(of_faith(cultures, faith_told(draft.values))) if cultures else naming.otherwise
    document: dict[str, JsonValue] = {"name": register.name(culture, gender, draft.years, draft.one("region"))}
    if draft.years is not None:
        document["age"] = draft.years
    if gender:
        document |= {"gender": gender, "pronouns": _PRONOUNS[gender]}
    same: dict[str, JsonValue] = {
        "nationality": population.nationality,
        "residence": population.country,
        "country_of_residence": population.country,
        "languages": _languages(draft, population, culture),
    }
    document |= {key: text for key, text in same.items() if text}
    traits: dict[str, JsonValue] = {trait: rng.choice(_LEVELS) for trait in BIG_FIVE}
    document["personality"] = {"big_five": traits}
    for name, values in draft.values.items():
        _write(document, fields[name], values, population.country, rng)
    tags = tags_of(draft.years, gender, draft.values, traits, incomes)
    home = culture_of(population.country) if population.country else culture
    tags |= {f"in-{home}"}
    tags |= {"winters"} if has_winters(population.country) else set[str]()
    tags |= {"citizen"} if document.get("nationality", "") == population.nationality else set[str]()
    schooling = schooling_of(tags, school_told(draft.values))
    worker = Worker(
        schooling,
        gender,
        draft.years,
        home,
        "nofaith" not in tags,
        "retired" in tags,
        creed_of(tags),
        _income(draft, incomes),
    )
    work = _work(document, tags, worker, rng)
    life = _life(document, draft, population, tags, worker, work, culture, rng)
    if life is not None and life.home_town and "country" in tags:
        document["residence"] = f"a village near {document['residence']}"
    return Skeleton(
        index=index,
        values=FrozenDict(draft.values),
        culture=culture,
        gender=gender,
        tags=tags,
        document=freeze_object(document),
        work=work,
        life=life,
    )


def _income(draft: PersonInDraft, incomes: Mapping[str, tuple[str, ...]]) -> str:
    """`lowest` or `highest` where the bands of income leave the choice of work little room: who is married may owe
    the highest to the other."""
    told = [(draft.one(field), labels) for field, labels in incomes.items()]
    if any(labels and value == labels[0] for value, labels in told):
        return "lowest"
    alone = marriage_told(draft.values) not in ("married", "partnered")
    return "highest" if alone and any(labels and value == labels[-1] for value, labels in told) else ""


def _languages(draft: PersonInDraft, population: Population, culture: str) -> list[JsonValue]:
    """The languages of everybody, then those of their region, family or schooling, each once; of a family from
    elsewhere for which no table names one, that of the names they bear."""
    by = [spoken.get(draft.one(field), ()) for field, spoken in population.languages_by.items()]
    own = [language for several in by for language in several]
    naming = population.naming
    if _ORIGIN.search(naming.by) and culture != naming.otherwise and draft.one(naming.by) in naming.of:
        own += () if draft.one(naming.by) in population.languages_by.get(naming.by, {}) else told_in(culture)
    return list(dict.fromkeys((*population.languages, *own)))


def _life(
    document: Mapping[str, JsonValue],
    draft: PersonInDraft,
    population: Population,
    tags: frozenset[str],
    worker: Worker,
    work: PersonWork,
    culture: str,
    rng: random.Random,
) -> LifeOutline | None:
    """The outline of a life, as far as the plan goes; of marriage, where no field tells it, by chance and age."""
    if draft.years is None:
        return None
    region, origin = draft.one("region"), draft.one("origin")
    residence = str(document.get("residence", "")).split(",")[0]
    marriage = marriage_told(draft.values)
    if not marriage and draft.years >= _MARRIES:
        marriage = rng.choices(("single", "married", "divorced"), (30, 58, 12))[0]
    return LifeOutline(
        name=str(document["name"]),
        age=draft.years,
        gender=worker.gender,
        culture=culture,
        country=population.country,
        region=region,
        home_town=residence if knows_towns(population.country, region) else "",
        origin="" if origin in ("", population.country, "another country") else origin,
        schooling=worker.schooling,
        marriage=marriage,
        work=work,
        tags=tags,
        sector=as_text(occupation.get("sector")) if is_object(occupation := document.get("occupation")) else "",
    )


def _work(document: dict[str, JsonValue], tags: frozenset[str], worker: Worker, rng: random.Random) -> PersonWork:
    """The given title, or an occupation that fits, which is then given too."""
    occupation = document.get("occupation")
    given = occupation if isinstance(occupation, dict) else {}
    if title := as_text(given.get("title")):
        return PersonWork(title, title, trade_of(title))
    work = work_of(tags, worker, as_text(given.get("sector")), rng)
    document["occupation"] = {"title": work.title, **given}
    return work


def _write(
    document: dict[str, JsonValue], field: Field, values: Sequence[str], country: str, rng: random.Random
) -> None:
    """The field's place in the document; under `demographics` what does not stand there word for word."""
    if field.kind is FieldKind.AGE or not values:
        return
    texts = [field.choice(label).text or label for label in values]
    steps = tuple(field.path.split(".")) if field.path else ()
    if steps == ("residence",) and knows_towns(country, values[0]):
        texts = [f"{rng.choice(towns_of(country, values[0]))}, {values[0]}"]
    if steps == ("residence",) and country and country not in texts[0].split(", "):
        texts = [f"{texts[0]}, {country}"]
    if steps[:2] == ("personality", "big_five"):
        texts = [f"{texts[0][:1].upper()}{texts[0][1:].rstrip('.')}."]
    many = field.kind is FieldKind.SEVERAL
    if steps:
        _put(document, steps, list(texts) if many or steps[-1] in _LISTS else texts[0])
    if not steps or texts != list(values):
        _put(document, ("demographics", field.name), list(values) if many else values[0])


def _put(document: dict[str, JsonValue], steps: Sequence[str], value: JsonValue) -> None:
    """Set what stands at a path; lists grow. Raises BadInput where the path leads through a text."""
    inner = document
    for step in steps[:-1]:
        below = inner.setdefault(step, {})
        if not isinstance(below, dict):
            raise BadInput(f"another field already stands on the way to {'.'.join(steps)}", field="fields")
        inner = below
    had = inner.get(steps[-1])
    inner[steps[-1]] = [*had, *value] if isinstance(had, list) and isinstance(value, list) else value
