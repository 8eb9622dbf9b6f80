"""A written person made sound: what no persona may contain is left out, what cannot be is said."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import JsonValue

from troupe.minds.gate.output_gate import clean_speech

if TYPE_CHECKING:
    from troupe.people.persona.persona import Persona

LONGEST_NAME = 60
LONGEST_TEXT = 1_200
MOST_ITEMS = 14

_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\[(?:insert|your|name|placeholder|todo)[^\]]*\]|<(?:name|city|age|insert)[^>]*>"
    r"|\blorem ipsum\b|\bTODO\b|\bplaceholder\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:unknown|unnamed|n/?a|none|null|name|no name|persona|person|character|anonymous|string|"
    r"(?:john|jane) (?:doe|smith)|(?:full|first) name)\.?",
    re.IGNORECASE,
)
_RETIRED = re.compile(r"\b(?:retired|pensioner|retiree|rentner(?:in)?|jubilad[oa]|reformad[oa])\b", re.IGNORECASE)
_SCHOOL = re.compile(r"\b(?:pupil|student|school|apprentice|trainee|learner|schüler(?:in)?)\b", re.IGNORECASE)
_DEGREE = re.compile(
    r"\b(?:ph\.?d|doctorate|m\.?d\.?|master(?:'s|’s)?\b(?: degree| of)|m\.?sc\b|mba)\b", re.IGNORECASE
)
_YOUNGEST, _OLDEST = 8, 110


def cleaned(document: dict[str, JsonValue], name: str) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """The document without schema text, placeholders, assistant's words and doubles, and what was left out."""
    notes: list[str] = []
    parts: dict[str, JsonValue] = {}
    for key, value in document.items():
        if (part := _clean(value, key, name, notes)) is not None:
            parts[key] = part
    return parts, tuple(notes)


def _clean(value: JsonValue, path: str, name: str, notes: list[str]) -> JsonValue:
    if isinstance(value, str):
        return _clean_text(value, path, name, notes)
    if isinstance(value, list):
        items: list[JsonValue] = []
        for item in value:
            part = _clean(item, path, name, notes)
            if part is not None and not any(_same(part, had) for had in items):
                items.append(part)
        return items[:MOST_ITEMS] or None
    if isinstance(value, dict):
        parts = {key: _clean(member, f"{path}.{key}", name, notes) for key, member in value.items()}
        return {key: part for key, part in parts.items() if part is not None} or None
    return value


def _clean_text(text: str, path: str, name: str, notes: list[str]) -> str | None:
    line = " ".join(text.replace("\0", "").split())
    if not line:
        return None
    fault = clean_speech(line, own=name, others=()).fault
    if not fault and _PLACEHOLDER.search(line):
        fault = "it left a place to be filled"
    if fault:
        notes.append(f"{path}: a line was left out, {fault}")
        return None
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1].rstrip()}…"


def _same(one: JsonValue, other: JsonValue) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold().strip(" .!?") == other.casefold().strip(" .!?")
    return one == other


def sound_name(name: str) -> str:
    """The name on one line, without quotes around it; empty if it is none."""
    line = " ".join(name.split()).strip("\"'“”«»*_ ")
    if not line or len(line) > LONGEST_NAME or _NO_NAME.fullmatch(line) or _PLACEHOLDER.search(line):
        return ""
    return line if any(letter.isalpha() for letter in line) and not re.search(r"[\d{}\[\]<>]", line) else ""


def doubts(persona: "Persona") -> tuple[str, ...]:
    """What of this person is hard to believe, one line each; nothing is a fault by itself."""
    return tuple(_doubts(persona))


def _doubts(persona: "Persona") -> Iterator[str]:
    age = persona.age
    if age is None:
        return
    work = f"{persona.occupation.title} {persona.occupation.organization}"
    if not _YOUNGEST <= age <= _OLDEST:
        yield f"age: {age} is no age at which people chat"
    if age < 45 and _RETIRED.search(work):
        yield f"age: retired at {age}"
    if age < 15 and persona.occupation.title and not _SCHOOL.search(work):
        yield f"occupation.title: {persona.occupation.title} at {age}"
    if age < 21 and _DEGREE.search(persona.education):
        yield f"education: a higher degree at {age}"
