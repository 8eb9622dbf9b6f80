"""A persona's document in single facts, each with the heading it stands under: what can be told or left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from troupe.minds.prompt.persona_words import folded, inline, label

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^\sa-z])|(?<=[。！？।])\s*")
_SHORT = 50
"""Characters. Sentences as short as this go with the one after them, since alone they say little."""


@dataclass(frozen=True, slots=True)
class PersonaFact:
    """One thing about a person: `heading` such as `Beliefs` or `Morning`, in a field of the document."""

    field: str
    heading: str
    text: str


def facts_of(field: str, value: JsonValue) -> Iterator[PersonaFact]:
    """The facts of one field of a document, in order."""
    for heading, text in _parts(label(field), value):
        yield PersonaFact(field, heading, text)


def texts_of(value: JsonValue) -> tuple[str, ...]:
    """The same without headings."""
    return tuple(text for _, text in _parts("", value))


def _parts(heading: str, value: JsonValue) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            if text := inline(item):
                yield heading, text
    elif isinstance(value, dict) and not inline(value.get("name")):
        for key, part in value.items():
            yield from _parts(label(key), part)
    else:
        yield from ((heading, text) for text in sentences_of(inline(value)))


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a text, very short ones together with the next."""
    waiting = ""
    for part in _SENTENCE_END.split(text):
        waiting = folded(f"{waiting} {part}")
        if len(waiting) >= _SHORT:
            yield waiting
            waiting = ""
    if waiting:
        yield waiting
