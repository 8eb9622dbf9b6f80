"""What a persona has to say: its lines in the first person, each with what it is about."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from troupe.llm.understudy.hearing.phrase_files import folded
from troupe.llm.understudy.hearing.topic import stem, stems, subjects
from troupe.llm.understudy.voice.first_person import first_person, own
from troupe.people.persona.card_macros import said_to
from troupe.people.persona.persona import Persona

LIKING = {"like": 1, "interest": 1, "dislike": -1}
"""What kinds of items say of one's taste."""
_OF_ANOTHER = re.compile(r"[,;] [a-z]+s (?:at|in|on|the|a|from|when)\b")
"""A verb in the third person that could not be turned."""
_LEAST_WORDS = 4
_LEANS = re.compile(
    r"(?:It|He|She|They|That|This|Then|Both|Neither|Though|Additionally|Their|Its|Now)\b|.* instead\.$"
)
"""A sentence that begins or ends so leans on the one before it."""


@dataclass(frozen=True, slots=True)
class MaterialItem:
    """One thing to tell, in the first person. `about` are stems and `subjects` what these belong to; `phrases`
    words that, said as they stand, call for it; `who` a name; `when` the part of the day or week it belongs to."""

    kind: str
    text: str
    about: frozenset[str]
    subjects: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """All that a persona can tell, and how often each stem and subject comes up in it: a rare one says more."""

    items: tuple[MaterialItem, ...]
    spread: Counter[str]
    subject_spread: Counter[str]


@lru_cache(maxsize=512)
def material(persona: Persona) -> Material:
    """All that this persona can tell."""
    items = tuple(item for item in _items(persona) if item.text and _stands_alone(item))
    return Material(
        items,
        Counter(word for item in items for word in item.about),
        Counter(subject for item in items for subject in item.subjects),
    )


def _stands_alone(item: MaterialItem) -> bool:
    """Whether it can be said without what stood around it."""
    if item.kind == "health" and _OF_ANOTHER.search(item.text):
        return False
    if item.kind not in ("fact", "habit", "skill", "health"):
        return True
    return len(item.text.split()) >= _LEAST_WORDS and not _LEANS.match(item.text)


def pronoun(persona: Persona) -> str:
    """`she`, `he` or empty, from the pronouns or else the gender."""
    told = f"{persona.pronouns} {persona.gender}".lower()
    if re.search(r"\b(she|her|female|woman|girl)\b", told):
        return "she"
    return "he" if re.search(r"\b(he|him|male|man|boy)\b", told) else ""


def _item(kind: str, text: str, about: str, *, who: str = "", when: str = "") -> MaterialItem:
    found = stems(about)
    return MaterialItem(kind, text, found, subjects(found), who=who, when=when, phrases=(when,) if when else ())


def _items(persona: Persona) -> Iterator[MaterialItem]:
    she_or_he = pronoun(persona)
    for entry in persona.lore:
        single = frozenset(stem(key) for key in entry.keys if " " not in key)
        several = tuple(folded(key) for key in entry.keys if " " in key)
        told = said_to(entry.text)
        text = first_person(told) if told.startswith(("You ", "Your ")) else told
        yield MaterialItem("lore", text, single, subjects(single), several)
    for belief in persona.beliefs:
        yield _item("belief", first_person(belief) if belief.startswith("You ") else belief, belief)
    for kind, lines in (
        ("interest", persona.preferences.interests),
        ("like", persona.preferences.likes),
        ("dislike", persona.preferences.dislikes),
    ):
        for line in lines:
            text = own(line, she_or_he)
            yield _item("fact" if _is_sentence(text) else kind, text, line)
    yield from _work(persona, she_or_he)
    yield from _lines(persona, she_or_he)
    for known in persona.relationships:
        text = first_person(known.description) if known.description else ""
        yield _item("person", text, known.description, who=known.name)


def _work(persona: Persona, she_or_he: str) -> Iterator[MaterialItem]:
    work = persona.occupation
    if work.title:
        title = work.title.strip().rstrip(".")
        yield MaterialItem("work", title, stems(f"{title} {work.organization}"))
    for sentence in _sentences(work.description):
        if not _says_only_the_title(sentence, work.title):
            yield _item("fact", first_person(sentence, she_or_he, persona.name), sentence)
    if persona.residence:
        where = persona.residence.rstrip(".")
        yield MaterialItem("home", where, stems(f"{where} {persona.nationality}"))


def _lines(persona: Persona, she_or_he: str) -> Iterator[MaterialItem]:
    for line in persona.behaviors.general:
        yield _item("habit", first_person(line, she_or_he, persona.name), line)
    for when, lines in persona.behaviors.routines.items():
        for line in lines:
            yield _item(
                "habit", first_person(line, she_or_he, persona.name), line, when=folded(when).replace("_", " ")
            )
    for fact in persona.other_facts:
        for sentence in _sentences(fact)[:2]:
            yield _item("fact", first_person(sentence, she_or_he, persona.name), fact)
    for line in persona.skills:
        if (text := first_person(line, she_or_he, persona.name)).startswith("I "):
            yield _item("skill", text, line)
    for goal in persona.long_term_goals:
        text = own(goal, she_or_he)
        yield _item("goal" if text.lower().startswith("to ") else "aim", text, goal)
    if ": " not in persona.education:
        for line in _sentences(persona.education)[:2]:
            yield _item("education", first_person(line, she_or_he, persona.name), f"{line} school study")
    if ": " not in persona.health:  # an object read as text is no sentence
        for line in _sentences(persona.health):
            yield _item("health", first_person(line, she_or_he, persona.name), line)


def _is_sentence(text: str) -> bool:
    return text.startswith(("I ", "I'm ", "My "))


def _says_only_the_title(sentence: str, title: str) -> bool:
    return (
        bool(title)
        and re.fullmatch(rf"You (?:are|work as) an? {re.escape(title)}\b(?: working at .*|\.?)", sentence, re.I)
        is not None
    )


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
