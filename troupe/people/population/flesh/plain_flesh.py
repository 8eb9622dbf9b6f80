"""The engine's own plain flesh on a skeleton: a whole persona from ready-made lines, without a language model.

It is there so that a sample can be looked at, tried and played by the understudy for nothing. Lines are chosen
by what the skeleton says (age, work, faith, temperament, …) and filled with the person's own words, so that
what someone says fits who they are and differs from what the next one says.
"""

import random
import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import JsonValue, ValidationError

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import thaw_object
from troupe.people.documents.lenient_reading import as_text
from troupe.people.documents.size_limits import require_size
from troupe.people.persona.persona import Persona
from troupe.people.population.flesh.composed_lines import composed
from troupe.people.population.flesh.skeleton import Skeleton
from troupe.people.population.life.flesh_line import FleshLine, fitting, flesh_line
from troupe.people.population.life.life_course import life_course
from troupe.people.population.life.life_words import with_articles
from troupe.people.population.life.local_words import in_local_words
from troupe.people.population.life.told_before import ToldBefore
from troupe.people.population.naming.person_names import culture_of, cultures

Lines = tuple[str, ...]

PROVENANCE = "Made by Troupe from a population's tables and ready-made lines; no language model wrote it."

_SLOT = re.compile(r"\{(\w+)\}")
_FORMS_OF_BELIEF = ("beliefs_trouble", "beliefs_worth", "beliefs_seen")
_TOPICS = 5
"""Of lore, for each person."""


class Flesh(Frozen):
    """The file, by its tables; those of lore are lines too, as `lore.food`. Of words, those under the name of a
    culture, as `dish.japan`, go before those of everybody."""

    words: Mapping[str, Lines]
    lines: Mapping[str, tuple[FleshLine, ...]]
    lore_keys: Mapping[str, Lines]


@cache
def flesh() -> Flesh:
    """flesh.toml, read once."""
    file = tomllib.loads(files("troupe.people.population.flesh").joinpath("flesh.toml").read_text("utf-8"))
    tables = {key: file[key]["any"] for key in ("beliefs", "facts", "family")}
    tables |= {f"lore.{topic}": table["any"] for topic, table in file["lore"].items()}
    return Flesh.model_validate(
        {"words": file["words"]}
        | {"lines": {key: [flesh_line(text) for text in texts] for key, texts in tables.items()}}
        | {"lore_keys": {topic: table["keys"] for topic, table in file["lore"].items()}}
    )


@cache
def _told_apart(what: str) -> frozenset[str]:
    """The tags that matter for these lines."""
    return frozenset[str]().union(*(line.needs | line.bars for line in flesh().lines[what]))


@lru_cache(maxsize=4096)
def _usable(what: str, tags: frozenset[str]) -> tuple[FleshLine, ...]:
    return tuple(line for line in flesh().lines[what] if line.needs <= tags and not line.bars & tags)


def plain_flesh(skeleton: Skeleton, seed: int, told: ToldBefore | None = None, *, temper: str = "") -> Persona:
    """A whole persona, the same for the same skeleton and seed. What the skeleton says stands as it is. `told`
    knows the lines of a sample: of those that fit the ones that fewest have are taken, none by more people than it
    allows. `temper` is how they talk, where that is settled. Raises BadInput as `made` does."""
    rng = random.Random(f"{seed}:{skeleton.index}:{skeleton.name}")  # noqa: S311 - to be repeated, not secret
    return made(_Body(skeleton, rng, ToldBefore() if told is None else told, temper).document())


def made(document: Mapping[str, JsonValue]) -> Persona:
    """The persona of this document. Raises BadInput where a field of the population fills a place that cannot hold
    it, or makes the person too large."""
    try:
        persona = Persona.model_validate(document)
        require_size(persona.document)
        return persona
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        fault = first["msg"].removeprefix("Value error, ")
        raise BadInput(f"what a field of the population puts into {place} {fault}", field="fields") from error


class _Body:
    """One person's choices."""

    def __init__(self, skeleton: Skeleton, rng: random.Random, told: ToldBefore, temper: str) -> None:
        self._skeleton = skeleton
        self._rng = rng
        self._told = told
        self._settled_temper = temper
        self._given = thaw_object(skeleton.document)
        works = skeleton.work.trade and "working" in skeleton.tags
        self._life = None if skeleton.life is None else life_course(skeleton.life, rng, told)
        self._tags = skeleton.tags | (frozenset({skeleton.work.trade}) if works else frozenset[str]())
        self._tags |= frozenset[str]() if self._life is None else self._life.tags
        country = as_text(self._given.get("country_of_residence"))
        self._home = culture_of(country) if country else ""
        words = flesh().words
        own = {name: words.get(f"{name}.{skeleton.culture}", choices) for name, choices in words.items()}
        self._words = {name: rng.choice(fitting(choices, self._tags)).text for name, choices in own.items()}
        self._words["job"] = skeleton.work.job
        self._tags |= frozenset({"dog"}) if "dog" in self._words["animal"] else frozenset[str]()

    def document(self) -> dict[str, JsonValue]:
        """The given fields first, then what is made."""
        temper = self._temper()
        health = self._composed("health", 1)[0]  # first: who hears badly sings nothing in what follows
        own: dict[str, JsonValue] = {
            "occupation": {"title": self._skeleton.work.title, "description": ""},
            "style": self._composed(f"style_{temper}", 1)[0],
            "voice": self._composed(f"voice_{temper}", 3),
            "talkativeness": self._talkativeness(),
            "personality": {"traits": self._composed("traits", 3)},
            "preferences": {key: self._composed(key, 3) for key in ("interests", "likes", "dislikes")},
            "beliefs": self._beliefs(3),
            "skills": self._composed("skills", 1),
            "behaviors": {
                "general": self._composed("habits", 2),
                "routines": {when: self._composed(when, 1) for when in ("morning", "evening", "weekend")},
            },
            "long_term_goals": self._composed("goals", 2),
            "health": health,
            "relationships": self._known() if self._life is None else list(self._life.relationships),
            "other_facts": self._some("facts", 3) if self._life is None else list(self._life.facts),
            "lore": self._lore(),
            "provenance": PROVENANCE,
            "synthetic": True,
        }
        return united(self._given, own)

    def _temper(self) -> str:
        """How they talk, from who they are; otherwise by chance."""
        if self._settled_temper:
            return self._settled_temper
        tags = self._skeleton.tags
        fits = {
            "blunt": 1 + 3 * ("agree-" in tags) + ("open-" in tags),
            "terse": 1 + 3 * ("extra-" in tags),
            "exuberant": 1 + 3 * ("extra+" in tags) + ("young" in tags),
            "florid": 1 + 2 * ("open+" in tags) + ("old" in tags) + ("degree" in tags),
            "warm": 1 + 2 * ("agree+" in tags) + ("neuro-" in tags),
        }
        return self._rng.choices(list(fits), weights=list(fits.values()))[0]

    def _talkativeness(self) -> float:
        middle = 0.5 + 0.2 * ("extra+" in self._skeleton.tags) - 0.2 * ("extra-" in self._skeleton.tags)
        return round(min(0.95, max(0.1, self._rng.gauss(middle, 0.1))), 2)

    def _some(self, what: str, number: int) -> list[JsonValue]:
        """Lines for someone like this: those that fewest have yet first, and of these those that say something of
        them three times as likely."""
        draw, told = self._rng.random, self._told
        keyed = [
            (told.number(line.text), -(draw() ** (1 / 3)) if line.needs else -draw(), line)
            for line in _usable(what, self._tags & _told_apart(what))
        ]
        picked: list[JsonValue] = []
        for _, _, line in sorted(keyed, key=lambda one: one[:2]):
            if len(picked) < number and not told.worn(text := self._fill(line.text)):
                told.add(text)
                if text != line.text:
                    told.add(line.text)
                self._tags |= line.gives
                picked.append(text)
        return picked

    def _fill(self, text: str) -> str:
        filled = _SLOT.sub(lambda slot: self._words[slot[1]], text)
        return with_articles(in_local_words(filled, self._home))

    def _composed(self, what: str, number: int) -> list[JsonValue]:
        lines: list[JsonValue] = []
        had = set[str]()
        for _ in range(number):
            if line := composed(what, self._tags, self._fill, self._told, self._rng, had):
                lines.append(line.text)
                self._tags |= line.gives
        return lines

    def _beliefs(self, number: int) -> list[JsonValue]:
        """Ready-made ones that few have; where they are used up, composed ones, each of another form."""
        beliefs = self._some("beliefs", number)
        forms = self._rng.sample(_FORMS_OF_BELIEF, len(_FORMS_OF_BELIEF))
        return [*beliefs, *(self._composed(form, 1)[0] for form in forms[: number - len(beliefs)])]

    def _lore(self) -> dict[str, JsonValue]:
        """What they have to say when one of these things is spoken of; nobody has something to say on all."""
        topics = self._rng.sample(list(flesh().lore_keys), _TOPICS)
        stories = {topic: self._some(f"lore.{topic}", 1) for topic in topics}
        keys = flesh().lore_keys
        return {topic: {"keys": list(keys[topic]), "text": text[0]} for topic, text in stories.items() if text}

    def _known(self) -> list[JsonValue]:
        """Two people in their life, with names of their culture."""
        culture = cultures()[self._skeleton.culture]
        relatives: list[JsonValue] = []
        for text in self._some("family", 2):
            word = str(text).lower()
            female = re.search(r"\b(?:sister|mother|daughter|grandmother|her|she)\b", word)
            male = re.search(r"\b(?:brother|father|son|him|he)\b", word)
            pool = culture.female if female else culture.male if male else (*culture.female, *culture.male)
            names_used = {str(relative["name"]) for relative in relatives if isinstance(relative, dict)} | {
                self._skeleton.name.split()[0]
            }
            name = self._rng.choice([name for name in pool if name not in names_used])
            relatives.append({"name": name, "description": text})
        return relatives


def united(base: Mapping[str, JsonValue], addition: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Both, member by member: lists grow by what is made, and a given text stands, unless what is made is the same
    text with more behind it."""
    whole = dict(base)
    for key, value in addition.items():
        had = whole.get(key)
        if had is None or had == "":
            whole[key] = value
        elif isinstance(had, dict) and isinstance(value, dict):
            whole[key] = united(had, value)
        elif isinstance(had, list) and isinstance(value, list):
            whole[key] = [*had, *(item for item in value if item not in had)]
        elif isinstance(had, str) and isinstance(value, str) and value.startswith(had):
            whole[key] = value
    return whole
