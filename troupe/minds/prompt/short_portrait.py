"""A persona in at most 500 tokens: voice, convictions, work, and what matters to them now.

A processor alone reads some twenty tokens a second, so that a whole portrait of two thousand keeps people waiting
for over a minute. The short one is made by rule from the persona alone, so that it is the same on every turn and
stays in the endpoint's prefix cache; what it leaves out is told when it is spoken of (field_recall).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pydantic import JsonValue

from troupe.minds.prompt.persona_facts import facts_of, texts_of
from troupe.minds.prompt.persona_words import capital, folded, inline
from troupe.minds.prompt.portrait import UNTOLD, manner_of_talking, portrait, quoted, told_fields
from troupe.minds.prompt.prompt_size import tokens
from troupe.people.documents.frozen_json import thaw_object
from troupe.people.persona.persona import Persona

MOST = 480
"""Tokens by our estimate, which a tokenizer may exceed a little."""
_FACTS = ("age", "gender", "nationality", "residence", "country_of_residence")
_LONGEST_FACT = 60
"""Characters of one short fact."""
_CONVICTIONS, _VOICES, _GOALS, _PEOPLE = 3, 4, 2, 3
_ROOMS = {
    "work": 75, "description": 130, "scenario": 45, "traits": 70, "style": 75, "voice": 80, "languages": 25,
    "convictions": 75, "goals": 50, "people": 55, "secrets": 45,
}  # fmt: skip
"""Tokens of each part at most. Together with the head they are about MOST; most people have no description."""
_LEAST = 200
"""Tokens below which a portrait is completed from whatever else the document says."""
_KEPT = 512


@lru_cache(maxsize=_KEPT)
def short_portrait(persona: Persona) -> str:
    """Who someone is, addressed to them, in at most about MOST tokens; the whole portrait where that is no
    longer. Kept for each persona, whose document is its identity."""
    whole = portrait(persona)
    if tokens(whole) <= MOST:
        return whole
    document = thaw_object(persona.told)
    lines: list[str] = []
    for line in (*_head(persona, document), *_parts(persona, document)):
        if tokens("\n".join((*lines, line))) <= MOST:
            lines.append(line)
    if tokens("\n".join(lines)) < _LEAST:
        lines.extend(_rest(persona, lines))
    return "\n".join(lines)


def _head(persona: Persona, document: dict[str, JsonValue]) -> Iterator[str]:
    yield f"# Who you are\nYou are {folded(persona.name)}."
    facts = [f"{key.replace('_', ' ')} {text}" for key in _FACTS if (text := _short(document.get(key)))]
    if facts:
        yield f"{capital(', '.join(facts))}."
    yield from manner_of_talking(persona)


def _short(value: JsonValue) -> str:
    text = inline(value)
    if len(text) <= _LONGEST_FACT:
        return text
    begin = text[:_LONGEST_FACT]
    return begin.rsplit("," if "," in begin else " ", 1)[0]


def _parts(persona: Persona, document: dict[str, JsonValue]) -> Iterator[str]:
    """The parts in the order in which a whole portrait tells them."""
    occupation = persona.occupation
    work = ", ".join(text for part in (occupation.title, occupation.organization) if (text := _short(part)))
    personality = document.get("personality")
    traits = personality.get("traits") if isinstance(personality, dict) else personality
    yield from _told("", "description", texts_of(document.get("description")))
    yield from _told("", "scenario", texts_of(document.get("scenario")))
    yield from _told("Work: ", "work", (*((f"{work}.",) if work else ()), *_about_work(document)))
    yield from _told("", "traits", texts_of(traits))
    yield from _told("Style: ", "style", texts_of(document.get("style")))
    if voice := _fitting(persona.voice[:_VOICES], _ROOMS["voice"]):
        yield f"You sound like this: {quoted(voice)}"
    yield from _told("Languages: ", "languages", texts_of(document.get("languages")), "; ")
    yield from _told("You believe: ", "convictions", texts_of(document.get("beliefs"))[:_CONVICTIONS])
    yield from _told("What matters to you now: ", "goals", texts_of(document.get("long_term_goals"))[:_GOALS])
    yield from _told(f"{UNTOLD}: ", "secrets", texts_of(document.get("secrets")))
    yield from _told("Close to you: ", "people", texts_of(document.get("relationships"))[:_PEOPLE])


def _about_work(document: dict[str, JsonValue]) -> tuple[str, ...]:
    occupation = document.get("occupation")
    return texts_of(occupation.get("description")) if isinstance(occupation, dict) else ()


def _told(before: str, part: str, texts: Sequence[str], between: str = " ") -> Iterator[str]:
    """A line of those of the texts that fit into the part's room; the first is cut if it has to be."""
    if fitting := _fitting(texts, _ROOMS[part]):
        yield f"{before}{between.join(fitting)}"


def _fitting(texts: Sequence[str], room: int) -> list[str]:
    fitting: list[str] = []
    for text in texts:
        if tokens(text) <= room:
            fitting.append(text)
            room -= tokens(text)
        elif not fitting:
            return [cut_to(text, room)]
    return fitting


def cut_to(text: str, room: int) -> str:
    """The beginning of a text that has so many tokens, up to a word."""
    end = len(text)
    while end > 1 and tokens(text[:end]) > room:
        end = end * 7 // 8
    begin = text[:end]
    return f"{begin.rsplit(' ', 1)[0] if ' ' in begin else begin} …"


def _rest(persona: Persona, lines: Sequence[str]) -> Iterator[str]:
    """Facts, in order, of somebody whose document has few of the fields that are known."""
    told = "\n".join(lines)
    room = MOST - tokens(told)
    for field, value in told_fields(persona):
        for fact in facts_of(field, value):
            if fact.text.rstrip(".") in told:
                continue
            line = f"{fact.heading}: {fact.text}"
            if tokens(line) + 1 > room:
                yield cut_to(line, room - 2)
                return
            room -= tokens(line) + 1
            yield line
