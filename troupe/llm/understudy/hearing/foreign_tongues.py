"""Languages the understudy cannot speak: told by their small words, answered in one short line of their own."""

import re
from collections.abc import Iterable

from troupe.llm.understudy.hearing.phrase_files import folded, phrases
from troupe.people.persona.persona import Persona

_SHARE = 0.3
"""Of the words of a message so many must be small words of another language."""
_SCRIPTS = (
    ("ja", "぀", "ヿ"), ("ru", "Ѐ", "ӿ"), ("ar", "؀", "ۿ"), ("hi", "ऀ", "ॿ"), ("ko", "가", "힣"),
    ("el", "Ͱ", "Ͽ"), ("zh", "一", "鿿"),
)  # fmt: skip
"""First and last letters of scripts that are not Latin, in the order in which they are looked for."""


def is_foreign(low: str) -> bool:
    """Whether this (folded) is in a language that the understudy cannot speak."""
    return tongue(low) is not None


def tongue(low: str) -> str | None:
    """The code of the language a folded text is in, `other` for one that is not told apart, None for English."""
    letters = [c for c in low if c.isalpha()]
    if letters and sum(c.isascii() for c in letters) < len(letters) / 2:
        present = (code for code, first, last in _SCRIPTS if any(first <= c <= last for c in letters))
        return next(present, "other")
    words = [re.sub(r"\W", "", word) for word in low.split()]
    counts = {code: len(lang.words & set(words)) for code, lang in phrases().tongues.items()}
    best = max(counts, key=lambda code: counts[code], default="")
    return best if len(words) > 1 and counts.get(best, 0) >= max(2, _SHARE * len(words)) else None


def in_their_tongue(text: str, persona: Persona) -> str:
    """The one line in the language of this text that says that a stand-in plays which speaks English; empty if
    the language is not among the persona's, or there is no line in it."""
    code = tongue(folded(text)) or ""
    lang = phrases().tongues.get(code)
    if lang is None:
        return ""
    spoken = folded(" ".join(persona.languages))
    return lang.line if any(re.search(rf"\b{name}\b", spoken) for name in lang.names) else ""


def own_words(text: str, lines: Iterable[str]) -> tuple[str, ...]:
    """Those of the lines that are in the language of this text."""
    code = tongue(folded(text))
    return tuple(line for line in lines if code is not None and tongue(folded(line)) == code)
