"""What a persona has to say: its lines, each with what it is about, and how well it fits what was said."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from troupe.llm.understudy.first_person import first_person, own
from troupe.llm.understudy.hearing import Heard, stem, stems
from troupe.llm.understudy.phrases import folded
from troupe.people.macros import said_to
from troupe.people.persona import Persona

WEIGHTS = {
    "lore": 3.0, "belief": 2.2, "interest": 1.6, "like": 1.5, "dislike": 1.6, "person": 1.0, "work": 1.1,
    "fact": 1.2, "habit": 0.8, "skill": 0.9, "goal": 0.9, "health": 0.9, "home": 1.2,
}  # fmt: skip
"""How gladly each kind is told when it fits: what was written to be said first, opinions next, then the rest."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell, in the first person. `about` are stems; `phrases` words that, said as they stand, call
    for it; `who` a name."""

    kind: str
    text: str
    about: frozenset[str]
    phrases: tuple[str, ...] = ()
    who: str = ""


@lru_cache(maxsize=256)
def material(persona: Persona) -> tuple[Item, ...]:
    """All that this persona can tell."""
    return tuple(item for item in _items(persona) if item.text)


def pronoun(persona: Persona) -> str:
    """`she`, `he` or empty, from the pronouns or else the gender."""
    told = f"{persona.pronouns} {persona.gender}".lower()
    if re.search(r"\b(she|her|female|woman|girl)\b", told):
        return "she"
    return "he" if re.search(r"\b(he|him|male|man|boy)\b", told) else ""


def fitting(heard: Heard, items: tuple[Item, ...]) -> list[tuple[float, Item]]:
    """Items that have to do with what was said, the best first. A rare word says more than a common one."""
    spread = Counter(word for item in items for word in item.about)
    low = " ".join(["", *re.findall(r"[^\W_]+", folded(heard.text)), ""])
    scored: list[tuple[float, Item]] = []
    for item in items:
        shared = heard.stems & item.about
        score = sum(1.0 / spread[word] ** 0.5 for word in sorted(shared)) * WEIGHTS[item.kind]
        if any(f" {phrase} " in low for phrase in item.phrases):
            score += WEIGHTS[item.kind]
        if item.who and set(folded(item.who).split()) & set(heard.about):
            score += 6.0
        if score:
            scored.append((score, item))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].kind, pair[1].text))


def _items(persona: Persona) -> Iterator[Item]:
    she_or_he = pronoun(persona)
    for entry in persona.lore:
        single = frozenset(stem(key) for key in entry.keys if " " not in key)
        several = tuple(folded(key) for key in entry.keys if " " in key)
        told = said_to(entry.text)
        text = first_person(told) if told.startswith(("You ", "Your ")) else told
        yield Item("lore", text, single, several)
    for belief in persona.beliefs:
        yield Item("belief", first_person(belief) if belief.startswith("You ") else belief, stems(belief))
    for kind, lines in (
        ("interest", persona.preferences.interests),
        ("like", persona.preferences.likes),
        ("dislike", persona.preferences.dislikes),
    ):
        yield from (Item(kind, own(line, she_or_he), stems(line)) for line in lines)
    yield from _work(persona)
    yield from _lines(persona, she_or_he)
    for known in persona.relationships:
        text = first_person(known.description) if known.description else ""
        yield Item("person", text, stems(known.description), who=known.name)


def _work(persona: Persona) -> Iterator[Item]:
    work = persona.occupation
    if work.title:
        yield Item("work", work.title.strip().rstrip("."), stems(f"{work.title} {work.organization}"))
    for sentence in _sentences(work.description):
        yield Item("fact", first_person(sentence), stems(sentence))
    if persona.residence:
        yield Item("home", persona.residence.rstrip("."), stems(f"{persona.residence} {persona.nationality}"))


def _lines(persona: Persona, she_or_he: str) -> Iterator[Item]:
    yield from (Item("habit", first_person(line, she_or_he), stems(line)) for line in persona.behaviors.general)
    for when, lines in persona.behaviors.routines.items():
        yield from (Item("habit", first_person(line, she_or_he), stems(line), (folded(when),)) for line in lines)
    for fact in persona.other_facts:
        yield from (
            Item("fact", first_person(sentence, she_or_he), stems(fact)) for sentence in _sentences(fact)[:1]
        )
    yield from (
        Item("skill", first_person(line, she_or_he), stems(line)) for line in persona.skills if _told(line)
    )
    yield from (Item("goal", own(goal, she_or_he), stems(goal)) for goal in persona.long_term_goals)
    if ": " not in persona.health:  # an object read as text is no sentence
        yield from (
            Item("health", first_person(line, she_or_he), stems(line)) for line in _sentences(persona.health)
        )


def _told(skill: str) -> bool:
    """Whether a skill reads as a sentence once turned round; `Proficient in Python` does not."""
    return first_person(skill).startswith("I ")


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
