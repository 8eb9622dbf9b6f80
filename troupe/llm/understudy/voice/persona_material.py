"""What a persona has to say: its lines in the first person, each with what it is about."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from troupe.llm.understudy.hearing.phrase_files import folded
from troupe.llm.understudy.hearing.word_stems import stem, stems, subjects
from troupe.llm.understudy.voice.first_person import first_person, own
from troupe.people.documents.frozen_json import is_object
from troupe.people.documents.lenient_reading import as_topics
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
_TASTES = (
    (
        re.compile(r"(?<!not )\b(?:loves?|likes?|adores?|enjoys?|is (?:fond of|mad about|into)) ([^.;,!]+)", re.I),
        "like",
    ),
    (re.compile(r"\b(?:hates?|dislikes?|detests?|loathes?|(?:can't|cannot) stand) ([^.;,!]+)", re.I), "dislike"),
)
"""Tastes told in prose, such as the one free field of the form for a new person."""
_FREE_KINDS = {
    "likes": "like", "loves": "like", "dislikes": "dislike", "hates": "dislike", "interests": "interest",
    "hobbies": "interest", "opinions": "belief", "habits": "habit", "goals": "aim", "dreams": "aim",
    "fears": "dislike",
    "facts": "fact", "background": "fact", "backstory": "fact", "history": "fact", "biography": "fact",
}  # fmt: skip
"""Fields that are none of ours by name but say plainly what they hold."""
_NOT_TOLD = frozenset(
    {"$schema", "id", "type", "version", "spec", "source", "licence", "license", "image", "seed"}
)
_LONGEST_VALUE = 8
"""Words of a free field's value that can be told as "my … is …"."""


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
    items = tuple(item for item in _items(persona, pronoun(persona)) if item.text)
    return Material(
        items,
        Counter(word for item in items for word in item.about),
        Counter(subject for item in items for subject in item.subjects),
    )


def pronoun(persona: Persona) -> str:
    """`she`, `he` or empty, from the pronouns or else the gender."""
    words = f"{persona.pronouns} {persona.gender}".lower()
    if re.search(r"\b(she|her|female|woman|girl)\b", words):
        return "she"
    return "he" if re.search(r"\b(he|him|male|man|boy)\b", words) else ""


def _item(kind: str, text: str, about: str, *, who: str = "", when: str = "") -> MaterialItem:
    words = stems(about)
    return MaterialItem(kind, text, words, subjects(words), who=who, when=when, phrases=(when,) if when else ())


def _items(persona: Persona, she_or_he: str) -> Iterator[MaterialItem]:
    for entry in persona.lore:
        single = frozenset(stem(key) for key in entry.keys if " " not in key)
        several = tuple(folded(key) for key in entry.keys if " " in key)
        entry_text = said_to(entry.text)
        text = first_person(entry_text) if entry_text.startswith(("You ", "Your ")) else entry_text
        yield MaterialItem("lore", text, single, subjects(single), several)
    for belief in persona.beliefs:
        yield _item("belief", first_person(belief) if belief.startswith("You ") else belief, belief)
    for kind, lines in (
        ("interest", persona.preferences.interests),
        ("like", persona.preferences.likes),
        ("dislike", persona.preferences.dislikes),
    ):
        yield from (_taste(kind, line, she_or_he) for line in lines)
    for prose in (persona.style, persona.description, *persona.personality.traits):
        for pattern, kind in _TASTES:
            yield from (_taste(kind, match[1], she_or_he) for match in pattern.finditer(prose))
    yield from _work(persona, she_or_he)
    yield from _lines(persona, she_or_he)
    for relation in persona.relationships:
        text = first_person(relation.description, she_or_he) if relation.description else ""
        text = re.sub(r"^I ", "My ", text) if re.match(r"(?:Her|His|Their) ", relation.description) else text
        yield _item("person", text, relation.description, who=relation.name)
    yield from _free_fields(persona, she_or_he)


def _taste(kind: str, line: str, she_or_he: str) -> MaterialItem:
    text = own(line, she_or_he)
    return _item("fact" if text.startswith(("I ", "I'm ", "My ")) else kind, text, line)


def _work(persona: Persona, she_or_he: str) -> Iterator[MaterialItem]:
    work = persona.occupation
    if work.title:
        title = work.title.strip().rstrip(".")
        yield MaterialItem("work", title, stems(f"{title} {work.organization} work job"))
    restatement = rf"You (?:are|work as) an? {re.escape(work.title)}\b(?: working at .*|\.?)"
    for sentence in _sentences(f"{work.description} {persona.description}"):
        text = first_person(sentence, she_or_he, persona.name)
        if not re.fullmatch(restatement, sentence, re.IGNORECASE) and _stands_alone(text):
            yield _item("fact", text, sentence)
    if persona.residence:
        where = persona.residence.rstrip(".")
        yield MaterialItem("home", where, stems(f"{where} {persona.nationality}"))


def _lines(persona: Persona, she_or_he: str) -> Iterator[MaterialItem]:
    def turned(line: str) -> str:
        return first_person(line, she_or_he, persona.name)

    routines = {folded(when).replace("_", " "): lines for when, lines in persona.behaviors.routines.items()}
    for when, lines in {"": persona.behaviors.general, **routines}.items():
        yield from (_item("habit", turned(line), line, when=when) for line in lines)
    for fact in persona.other_facts:
        parts = _sentences(fact)[:2]
        yield from (_item("fact", turned(part), fact) for part in parts if part == parts[0] or _stands_alone(part))
    for line in persona.skills:
        text = turned(line)
        yield _item(
            "skill", text if text.startswith("I ") else f"I'm good at {_small(own(line, she_or_he))}.", line
        )
    for goal in persona.long_term_goals:
        text = own(goal, she_or_he)
        yield _item("goal" if text.lower().startswith("to ") else "aim", text, goal)
    for kind, prose, more in (
        ("education", persona.education, "school study"),
        ("health", persona.health, "health"),
    ):
        for line in _sentences(prose)[:3] if ": " not in prose else ():  # an object read as text is no sentence
            text = turned(line)
            if kind == "education" or (not _OF_ANOTHER.search(text) and not _LEANS.match(text)):
                yield _item(kind, text, f"{line} {more}")


def _free_fields(persona: Persona, she_or_he: str) -> Iterator[MaterialItem]:
    """What the owner wrote under headings of their own, whatever these are called."""
    own_headings = {
        label: value
        for label, value in persona.document.items()
        if label not in type(persona).model_fields and label not in _NOT_TOLD and not is_object(value)
    }
    free = {**persona.preferences.more, **persona.behaviors.more, **as_topics(own_headings)}
    for heading, lines in free.items():
        label = re.sub(r"[_\W]+", " ", heading).strip()
        for line in lines if label else ():
            if kind := _FREE_KINDS.get(folded(label)):
                text = own(line, she_or_he) if kind in LIKING else first_person(line, she_or_he, persona.name)
                yield _item(kind, text, f"{line} {label}")
            elif len(line.split()) > _LONGEST_VALUE or line.rstrip().endswith("."):
                yield _item("fact", first_person(line, she_or_he, persona.name), f"{label} {line}")
            else:
                verb = "are" if label.endswith("s") and len(lines) == 1 and not label.endswith("ss") else "is"
                sentence = f"My {label.lower()} {verb} {own(line, she_or_he)}."
                yield _item(
                    "field", sentence if len(lines) == 1 else f"{label.capitalize()}: {line}.", f"{label} {line}"
                )


def _stands_alone(text: str) -> bool:
    """Whether a sentence can be said without what stood around it."""
    return len(text.split()) >= _LEAST_WORDS and not _LEANS.match(text)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
