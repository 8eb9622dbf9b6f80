"""What a model wrote about somebody, held against what the plan says of them: age, work, place and marriage. A
person who is 61 by the tables and “25 and new in Chicago” by their own words discredits the whole sample."""

import re
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona
from troupe.people.population.flesh.skeleton import Skeleton
from troupe.people.population.sampling.keeping_words import (
    KeepingWords,
    keeping_words,
    place_meant,
    titles_meant,
)

_NOT_OWN_WORDS = frozenset(
    {"name", "age", "gender", "pronouns", "demographics", "provenance", "synthetic", "residence"}
)
_PLACE = re.compile(r"\s+(?:the |la |el |le |o |a )?([A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,3})")
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
    """The reason for which a sentence, in whatever language, cannot be of this person; empty for none."""
    return next((why for words in keeping_words() if (why := _why_by(words, sentence, skeleton))), "")


def _why_by(words: KeepingWords, sentence: str, skeleton: Skeleton) -> str:
    document = skeleton.document
    if skeleton.age is not None and (why := _why_of_age(words, sentence, skeleton.age)):
        return why
    if "working" in skeleton.tags and words.retired.search(sentence):
        return f"the person works, as {skeleton.work.title}"
    if title := _other_work(words, sentence, skeleton):
        return f"the person is {skeleton.work.title}, not {title}"
    home = f"{document.get('residence', '')}, {document.get('country_of_residence', '')}"
    if place := _other_place(words, sentence, home):
        return f"the person does not live in {place}, but in {document.get('residence')}"
    marriage = " ".join(value for values in _of_marriage(skeleton.values) for value in values)
    if _UNWED.search(marriage) and words.spouse.search(sentence):
        return "the person never married"
    return ""


def _why_of_age(words: KeepingWords, sentence: str, age: int) -> str:
    told = words.age.search(sentence)
    if told and any(number and abs(int(number) - age) > _SLACK for number in told.groups()):
        return f"the person is {age}"
    later = any(int(match[1]) > age + _SLACK for match in words.at_age.finditer(sentence))
    if later and not words.to_come.search(sentence) and not words.others.search(sentence):
        return f"the person is only {age}"
    return ""


def _of_marriage(values: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    return (labels for field, labels in values.items() if re.search(r"marit|marri", field, re.IGNORECASE))


def _other_work(words: KeepingWords, sentence: str, skeleton: Skeleton) -> str:
    """An occupation of the map that somebody is said to have, and that shares no word with their own."""
    own = set(re.findall(r"\w+", f"{skeleton.work.title} {skeleton.work.job}".casefold()))
    for match in words.works_as.finditer(sentence):
        meant = titles_meant(match[1])
        if meant and all(own.isdisjoint(title.casefold().split()) for title in meant):
            return match[1].strip().casefold()
    return ""


def _other_place(words: KeepingWords, sentence: str, home: str) -> str:
    """A town or country in which somebody is said to live, and does not."""
    for match in words.lives_in.finditer(sentence):
        place = _PLACE.match(sentence, match.end())
        meant = place_meant(place[1]) if place else ""
        if place and meant and not any(name.casefold() in home.casefold() for name in (meant, place[1])):
            return place[1]
    return ""
