"""A persona in words, as compactly as it goes: everything its document says, known to us or not."""

import re
from collections.abc import Iterable, Iterator

from pydantic import JsonValue

from troupe.minds.prompt.lore_recall import constant_lore
from troupe.minds.prompt.persona_words import capital, folded, inline, label
from troupe.people.documents.frozen_json import thaw_object
from troupe.people.documents.size_limits import LONGEST_TOLD
from troupe.people.persona.card_macros import told_of
from troupe.people.persona.persona import Persona

_FIRST = ("age", "gender", "pronouns", "nationality", "residence", "country_of_residence")
"""Short facts, told in one line."""
_ORDER = (
    "description", "scenario", "occupation", "education", "personality", "style", "voice", "sayings", "languages",
    "beliefs", "preferences", "skills", "behaviors", "long_term_goals", "relationships", "health", "other_facts",
    "secrets",
)  # fmt: skip
_NOT_TOLD = {
    "name", "type", "avatar", "talkativeness", "rating", "tests", "provenance", "synthetic", "agent_file", "lore",
    "slug", "version", "fragments", "merges", "card", "tags", "creator_notes",
}  # fmt: skip
"""For the house, not for the person. Lore is told when it is spoken of."""
_LINES_TOLD = 2
"""Sayings told of one occasion: enough to hear the voice by, and every word is paid for on every turn."""
_LONGEST_TOLD = 400
"""Characters of one such line. The greetings of character cards are scenes of their own."""
_FOR_THE_UNDERSTUDY = frozenset(
    {"stand_in", "other_greeting", "doing", "able", "ever", "being", "personal", "choice", "because",
     "why", "more", "yes", "no", "indifferent", "joke", "back_to", "turn_to", "agree_with",
     "disagree_with", "again", "heard_yes", "heard_no", "like_me", "name", "age", "job", "home",
     "languages", "about_self", "family", "like", "dislike", "interest", "goal", "fear", "pet",
     "neutral", "comment", "hook", "agreement", "disagreement", "foreign"}
)  # fmt: skip
"""Occasions that are not told: a card's further greetings, and lines for the understudy alone; a model has the
person's voice and knows what they know."""
_PLACE = re.compile(r"\{\w+\}")
"""A place in a saying that only the understudy fills."""
_QUIET, _TALKATIVE = 0.3, 0.7


UNTOLD = "You keep secret, and tell only whom you would really tell"
CUT_OFF = "\n(More is known of you than can be told here.)"
"""How a portrait ends that was cut."""


def portrait(persona: Persona) -> str:
    """Who someone is, addressed to them. It is cut where it is longer than a persona may be: older versions kept
    such people, and lists and macros can make it longer than the document. Nobody is to stay silent for that."""
    whole = _whole_portrait(persona)
    return whole if len(whole) <= LONGEST_TOLD else f"{whole[:LONGEST_TOLD].rsplit(' ', 1)[0]}{CUT_OFF}"


def _whole_portrait(persona: Persona) -> str:
    document = thaw_object(persona.told)
    lines = [f"# Who you are\nYou are {folded(persona.name)}."]
    facts = [f"{label(key).lower()} {text}" for key in _FIRST if (text := inline(document.get(key)))]
    if facts:
        lines.append(f"{capital(', '.join(facts))}.")
    lines.extend(manner_of_talking(persona))
    for key in _told_keys(document):
        if key == "voice":
            lines.extend(_voice(persona))
        elif key == "sayings":
            lines.extend(_sayings(persona))
        elif key == "secrets":
            lines.extend(_secrets(persona.secrets))
        else:
            lines.extend(_section(label(key), document.get(key)))
    lines.extend(f"You know: {folded(told_of(entry.text))}" for entry in constant_lore(persona))
    return "\n".join(lines)


def told_fields(persona: Persona) -> Iterator[tuple[str, JsonValue]]:
    """The fields that are told of somebody's life, each with what it says: all but how they sound."""
    document = thaw_object(persona.told)
    for key in _told_keys(document):
        if key not in {"voice", "sayings"} and key in document:
            yield key, document[key]


def _told_keys(document: dict[str, JsonValue]) -> tuple[str, ...]:
    return (*_ORDER, *(key for key in document if key not in {*_FIRST, *_ORDER, *_NOT_TOLD}))


def manner_of_talking(persona: Persona) -> Iterator[str]:
    """How much they say, where that is little or much."""
    if persona.talkativeness <= _QUIET:
        yield "You say little."
    elif persona.talkativeness >= _TALKATIVE:
        yield "You like to talk."


def _voice(persona: Persona) -> Iterator[str]:
    if persona.voice:
        yield f"You sound like this: {quoted(persona.voice)}"


def _secrets(secrets: Iterable[str]) -> Iterator[str]:
    """What they keep to themselves. Nobody here has it in a prompt, so that others know it when it was told."""
    if told := inline([folded(secret) for secret in secrets]):
        yield f"{UNTOLD}: {told}"


def _sayings(persona: Persona) -> Iterator[str]:
    """Some lines for each occasion, but for those that only the understudy needs."""
    for occasion, lines in persona.sayings.items():
        fitting = [line for line in lines if not _PLACE.search(line)]
        if occasion not in _FOR_THE_UNDERSTUDY and not occasion.startswith("in_") and fitting:
            yield f"You might say, {label(occasion).lower()}: {quoted(fitting[:_LINES_TOLD])}"


def quoted(lines: Iterable[str]) -> str:
    """Lines as somebody says them, each in quotation marks."""
    return " ".join(f"“{_shortened(folded(line))}”" for line in lines)


def _shortened(line: str) -> str:
    """The line up to a word near the most that is told of it."""
    return line if len(line) <= _LONGEST_TOLD else line[:_LONGEST_TOLD].rsplit(" ", 1)[0] + " …"


def _section(heading: str, value: JsonValue) -> Iterator[str]:
    """A heading with its text beside it, or with its parts below it."""
    if isinstance(value, dict):
        parts = [f"- {label(key)}: {text}" for key, part in value.items() if (text := inline(part))]
        if parts:
            yield "\n".join((f"{heading}:", *parts))
    elif text := inline(value):
        yield f"{heading}: {text}"
