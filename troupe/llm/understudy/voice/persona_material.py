"""The material of a persona: its lines in the first person, each with what it is about."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
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
    r"(?:It|He|She|They|That|This|Then|Both|Neither|Though|Additionally|Their|Its)\b|.* instead\.$"
)
"""A sentence that begins or ends so leans on the one before it."""
_TASTES = {
    "like": re.compile(
        r"(?<!not )\b(?:loves?|likes?|adores?|enjoys?|is (?:fond of|mad about|into)) ([^.;,!]+)", re.IGNORECASE
    ),
    "dislike": re.compile(
        r"\b(?:hates?|dislikes?|detests?|loathes?|(?:can't|cannot) stand) ([^.;,!]+)", re.IGNORECASE
    ),
}
"""Tastes told in prose, such as the one free field of the form for a new person."""
_FREE_KINDS = {
    heading: kind
    for kind, headings in {
        "like": "likes loves", "dislike": "dislikes hates fears", "interest": "interests hobbies",
        "belief": "opinions", "habit": "habits", "aim": "goals dreams",
        "fact": "facts background backstory history biography",
    }.items()
    for heading in headings.split()
}  # fmt: skip
"""Fields that are none of ours by name but say plainly what they hold."""
_NOT_TOLD = frozenset(
    {"$schema", "id", "type", "version", "spec", "source", "licence", "license", "image", "seed"}
)
_BY_NAME = frozenset(
    {"nicknames", "pronouns", "age", "gender", "nationality", "residence", "country_of_residence", "languages",
     "education", "long_term_goals", "occupation", "description", "scenario", "style", "voice", "sayings",
     "personality", "preferences", "skills", "beliefs", "behaviors", "health", "relationships", "other_facts",
     "lore"}
)  # fmt: skip
"""Fields that are told in a way of their own."""
_FOR_THE_HOUSE = frozenset(
    {"name", "avatar", "talkativeness", "rating", "tests", "provenance", "synthetic", "agent_file", "slug",
     "fragments", "merges", "card", "tags", "creator_notes", "secrets"}
)  # fmt: skip
_ALSO_ABOUT = {"education": "school study", "health": "health"}
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
    def turned(line: str) -> str:
        return first_person(line, she_or_he, persona.name)

    for entry in persona.lore:
        single = frozenset(stem(key) for key in entry.keys if " " not in key)
        several = tuple(folded(key) for key in entry.keys if " " in key)
        text = said_to(entry.text)
        text = first_person(text) if text.startswith(("You ", "Your ")) else text
        yield MaterialItem("lore", text, single, subjects(single), several)
    for belief in persona.beliefs:
        yield _item("belief", first_person(belief) if belief.startswith("You ") else belief, belief)
    yield from _tastes(persona, she_or_he)
    yield from _work(persona, turned)
    routines = {folded(when).replace("_", " "): lines for when, lines in persona.behaviors.routines.items()}
    for when, lines in {"": persona.behaviors.general, **routines}.items():
        yield from (_item("habit", turned(line), line, when=when) for line in lines)
    for fact in persona.other_facts:
        first, *rest = _sentences(fact)[:2] or [fact]
        yield from (_item("fact", turned(part), fact) for part in (first, *filter(_stands_alone, rest)))
    for line in persona.skills:
        text = turned(line)
        deed = text if text.startswith("I ") else f"I'm good at {_small(own(line, she_or_he))}."
        yield _item("skill", deed, line)
    for goal in persona.long_term_goals:
        text = own(goal, she_or_he)
        yield _item("goal" if text.lower().startswith("to ") else "aim", text, goal)
    for kind, prose in (("education", persona.education), ("health", persona.health)):
        for line in _sentences(prose)[:3] if ": " not in prose else ():  # an object read as text is no sentence
            text = turned(line)
            if kind == "education" or (not _OF_ANOTHER.search(text) and not _LEANS.match(text)):
                yield _item(kind, text, f"{line} {_ALSO_ABOUT[kind]}")
    for relation in persona.relationships:
        text = first_person(relation.description, she_or_he) if relation.description else ""
        text = re.sub(r"^I ", "My ", text) if re.match(r"(?:Her|His|Their) ", relation.description) else text
        yield _item("person", text, relation.description, who=relation.name)
    yield from _free_fields(persona, she_or_he, turned)


def _tastes(persona: Persona, she_or_he: str) -> Iterator[MaterialItem]:
    wishes = persona.preferences
    listed = (("interest", wishes.interests), ("like", wishes.likes), ("dislike", wishes.dislikes))
    lines = [(kind, line) for kind, of_kind in listed for line in of_kind]
    for prose in (persona.style, persona.description, *persona.personality.traits):
        lines += [(kind, match[1]) for kind, pattern in _TASTES.items() for match in pattern.finditer(prose)]
    for kind, line in lines:
        text = own(line, she_or_he)
        yield _item("fact" if text.startswith(("I ", "I'm ", "My ")) else kind, text, line)


def _work(persona: Persona, turned: Callable[[str], str]) -> Iterator[MaterialItem]:
    work, title, where = persona.occupation, persona.occupation.title.strip(), persona.residence.rstrip(".")
    if title:
        yield MaterialItem("work", title.rstrip("."), stems(f"{title} {work.organization} work job"))
    restatement = rf"You (?:are|work as) an? {re.escape(work.title)}\b(?: working at .*|\.?)"
    for sentence in _sentences(f"{work.description} {persona.description}"):
        text = turned(re.sub(r"^Now ", "", sentence))
        if not re.fullmatch(restatement, sentence, re.IGNORECASE) and _stands_alone(text):
            yield _item("fact", text, sentence)
    if where:
        yield MaterialItem("home", where, stems(f"{where} {persona.nationality}"))


def _free_fields(persona: Persona, she_or_he: str, turned: Callable[[str], str]) -> Iterator[MaterialItem]:
    """What the owner wrote under headings of their own, whatever these are called."""
    headings = {
        label: value
        for label, value in persona.document.items()
        if label not in {*_BY_NAME, *_FOR_THE_HOUSE, *_NOT_TOLD} and not is_object(value)
    }
    free = {**persona.preferences.more, **persona.behaviors.more, **as_topics(headings)}
    for label, lines in ((re.sub(r"[_\W]+", " ", heading).strip(), lines) for heading, lines in free.items()):
        for line in lines if label else ():
            kind, text = _FREE_KINDS.get(folded(label), ""), own(line, she_or_he)
            if kind:
                yield _item(kind, text if kind in LIKING else turned(line), f"{line} {label}")
            elif len(line.split()) > _LONGEST_VALUE or line.rstrip().endswith("."):
                yield _item("fact", turned(line), f"{label} {line}")
            elif len(lines) > 1:
                yield _item("field", f"{label.capitalize()}: {line}.", f"{label} {line}")
            else:
                verb = "are" if label.endswith("s") and not label.endswith("ss") else "is"
                yield _item("field", f"My {label.lower()} {verb} {text}.", f"{label} {line}")


def _stands_alone(text: str) -> bool:
    """Whether a sentence can be said without what stood around it."""
    return len(text.split()) >= _LEAST_WORDS and not _LEANS.match(text)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
