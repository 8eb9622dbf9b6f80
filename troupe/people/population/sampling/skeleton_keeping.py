"""What a model wrote about somebody, held against what the plan says of them: age, work, place and marriage. A
person who is 61 by the tables and “25 and new in Chicago” by their own words discredits the whole sample."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pydantic import JsonValue

from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona
from troupe.people.population.flesh.skeleton import Skeleton
from troupe.people.population.life.life_files import every_town
from troupe.people.population.naming.person_names import cultures
from troupe.people.population.work.occupation_map import occupations

_NOT_OWN_WORDS = frozenset(
    {"name", "age", "gender", "pronouns", "demographics", "provenance", "synthetic", "residence"}
)
_SELF = r"(?:\byou are|\byou['’]re|\bi am|\bi['’]m|^(?:aged|age))"
_AGE = re.compile(
    rf"{_SELF} (?:now |already |only |just )?(\d{{1,3}})"
    r"(?=\s*(?:years? old|years? of age|[.,;:!?]|and\b|now\b|$))",
    re.IGNORECASE,
)
_AGE_WRITTEN = re.compile(r"^(?:an? )?(\d{1,3})[- ]years?[- ]old\b", re.IGNORECASE)
_AT_AGE = re.compile(
    r"\b(?:at|at the age of|(?:when|since) (?:you|i) (?:were|was)) (\d{1,3})(?=\s*(?:[.,;:!?]|you\b|i\b|and\b|$))",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|shall|want|hope|plan|would|until|before|by|dream|goal|like)\b|['’]ll\b", re.IGNORECASE
)
_OTHERS = re.compile(
    r"\b(?:father|mother|parents?|grand\w+|husband|wife|brother|sister|son|daughter|uncle|aunt|cousin|friend|neighbour"
    r"|neighbor|boss|colleague|teacher|he|she|they)\b",
    re.IGNORECASE,
)
_RETIRED = re.compile(
    rf"{_SELF} (?:now |happily )?retired\b"
    r"|\b(?:you|i)(?:['’]ve| have)? (?:been )?retired\b(?! from (?:it|that|them)\b)"
    r"|\b(?:your|my) pension\b(?! fund)",
    re.IGNORECASE,
)
_WORKS_AS = re.compile(
    rf"(?:{_SELF}|\b(?:you|i) (?:now )?work as|\bworking as|^as) (?:an? |the )?([\w' -]{{3,40}}?)"
    r"(?=[.,;:!?]| (?:in|at|on|for|who|and|with|from|by|of|since|near|here)\b|$)",
    re.IGNORECASE,
)
_LIVES_IN = re.compile(
    r"\b(?:you|i) (?:now |still )?(?:live|work) (?:in|near|outside)|\bhere in|\b(?:my|your) life in", re.IGNORECASE
)
_PLACE = re.compile(r"\s+(?:the )?([A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,3})")
_SPOUSE = re.compile(r"\b(?:your|my) (?:husband|wife)\b", re.IGNORECASE)
_UNWED = re.compile(r"\b(?:never married|single)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_SLACK = 1
"""Years by which an age may be off: somebody is 60 until the birthday."""


class SkeletonBreach(Frozen):
    """A sentence that cannot be of this person, and why."""

    sentence: str
    why: str


def breaches(skeleton: Skeleton, persona: Persona) -> tuple[SkeletonBreach, ...]:
    """Every sentence of what was written that contradicts what the plan says of the person."""
    texts = (text for key, value in _own(persona).items() for text in _texts(value, key))
    return tuple(
        SkeletonBreach(sentence=sentence, why=why)
        for text in texts
        for sentence in _SENTENCE.split(text)
        if (why := _why(sentence, skeleton))
    )


def without(persona: Persona, faults: tuple[SkeletonBreach, ...]) -> Persona:
    """The persona without these sentences; a line of which nothing is left goes."""
    sentences = {fault.sentence for fault in faults}
    kept = {key: _cut(value, sentences) for key, value in _own(persona).items()}
    return Persona.model_validate({**persona.model_dump(mode="json"), **kept}) if sentences else persona


def _own(persona: Persona) -> dict[str, JsonValue]:
    return {key: value for key, value in persona.model_dump(mode="json").items() if key not in _NOT_OWN_WORDS}


def _texts(value: JsonValue, key: str) -> Iterator[str]:
    if isinstance(value, str):
        if key not in ("name", "title", "keys"):
            yield value
    elif isinstance(value, dict):
        for inner, member in value.items():
            yield from _texts(member, inner)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member, key)


def _cut(value: JsonValue, sentences: set[str]) -> JsonValue:
    if isinstance(value, str):
        return " ".join(sentence for sentence in _SENTENCE.split(value) if sentence not in sentences)
    if isinstance(value, list):
        members = [(member, _cut(member, sentences)) for member in value]
        return [cut for member, cut in members if cut == member or not _emptied(cut)]
    if isinstance(value, dict):
        return {
            key: member if key in ("name", "title", "keys") else _cut(member, sentences)
            for key, member in value.items()
        }
    return value


def _emptied(value: JsonValue) -> bool:
    """Whether nothing is left of a line, or of what was said about somebody."""
    return value == "" or (isinstance(value, dict) and value.get("description", value.get("text")) == "")


def _why(sentence: str, skeleton: Skeleton) -> str:
    """The reason for which a sentence cannot be of this person; empty for none."""
    document, age = skeleton.document, skeleton.age
    if age is not None:
        told = _AGE.search(sentence) or _AGE_WRITTEN.search(sentence)
        if told and abs(int(told[1]) - age) > _SLACK:
            return f"the person is {age}"
        later = any(int(match[1]) > age + _SLACK for match in _AT_AGE.finditer(sentence))
        if later and not _TO_COME.search(sentence) and not _OTHERS.search(sentence):
            return f"the person is only {age}"
    if "working" in skeleton.tags and _RETIRED.search(sentence):
        return f"the person works, as {skeleton.work.title}"
    if title := _other_work(sentence, skeleton):
        return f"the person is {skeleton.work.title}, not {title}"
    if place := _other_place(
        sentence, f"{document.get('residence', '')} {document.get('country_of_residence', '')}"
    ):
        return f"the person does not live in {place}, but in {document.get('residence')}"
    marriage = " ".join(value for values in _of_marriage(skeleton.values) for value in values)
    if _UNWED.search(marriage) and _SPOUSE.search(sentence):
        return "the person never married"
    return ""


def _of_marriage(values: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    return (labels for field, labels in values.items() if re.search(r"marit|marri", field, re.IGNORECASE))


def _other_work(sentence: str, skeleton: Skeleton) -> str:
    """An occupation of the map that somebody is said to have, and that shares no word with their own."""
    own = set(re.findall(r"\w+", f"{skeleton.work.title} {skeleton.work.job}".casefold()))
    for match in _WORKS_AS.finditer(sentence):
        title = match[1].strip().casefold()
        if title in _titles() and not own & set(title.split()):
            return title
    return ""


def _other_place(sentence: str, home: str) -> str:
    """A town or country in which somebody is said to live, and does not."""
    for match in _LIVES_IN.finditer(sentence):
        place = _PLACE.match(sentence, match.end())
        if place and place[1] in _places() and place[1].casefold() not in home.casefold():
            return place[1]
    return ""


@cache
def _titles() -> frozenset[str]:
    return frozenset(occupation.title.casefold() for occupation in occupations())


@cache
def _places() -> frozenset[str]:
    """Towns and countries that are on file."""
    countries = (country for culture in cultures().values() for country in culture.countries)
    return frozenset((*every_town(), *countries))
