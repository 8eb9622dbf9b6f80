"""The corrections in what people say, in words that a rule knows: a value is denied ("not Porto any more"), or
what was agreed is changed ("on Thursday after all"). Pure."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import Field

from troupe.core.frozen import Frozen
from troupe.core.word_tokens import fold
from troupe.memory.line_terms import line_terms, raw_words

_CLAUSE = re.compile(r"[^,;:.!?…\n–—]+")
_NUMBER = re.compile(r"\d+(?:[:.h]\d+)?")
_NAME = re.compile(r"(?<=[\w,;] )[^\W\d_a-z][\w'’-]+")
"""A word with a capital that does not begin a sentence."""
_AT_LEAST = 2
"""Words that a denial shares with what it denies, where none of them is a name or a number."""


class _Phrases(Frozen):
    """Phrases separated by bars, and patterns for those with something between their words."""

    phrases: str
    patterns: tuple[str, ...] = ()


class _Words(Frozen):
    """The file of words; of `values` each line has words for the same."""

    denied: _Phrases
    changed: _Phrases
    values: dict[str, str]


class ToldCorrection(Frozen):
    """`denied` are the terms of what is said to hold no longer; `changed` the values, by kind, that take the place
    of others of their kind."""

    denied: frozenset[str] = frozenset()
    changed: dict[str, frozenset[str]] = Field(default_factory=dict)

    def concerns(self, known: str, around: Iterable[str], *, same_speaker: bool) -> bool:
        """Whether it corrects what is known. Of others' words, and of a value without a subject, that is sure only
        where the talk `around` it (its terms) is about the same."""
        values = told_values(known)
        terms = frozenset(line_terms(known))
        about_it = not (terms - self.denied - _value_terms(known)).isdisjoint(around)
        if any(values.get(kind, new) - new and about_it for kind, new in self.changed.items()):
            return True
        shared = terms & self.denied
        weighty = shared & _weighty(known) or len(shared) >= _AT_LEAST
        return bool(weighty) and (same_speaker or about_it)


def told_correction(text: str) -> ToldCorrection | None:
    """What a line corrects; None if nothing, and for a question."""
    if text.rstrip().endswith("?"):
        return None
    clauses = [clause for clause in _CLAUSE.findall(text.replace("’", "'")) if _denies(clause)]
    denied = frozenset(term for clause in clauses for term in line_terms(clause))
    changed = told_values(text) if denied or _stands(text, _phrases("changed")) else {}
    return ToldCorrection(denied=denied, changed=changed) if denied or changed else None


def told_values(text: str) -> dict[str, frozenset[str]]:
    """The weekdays, months, parts of the day and numbers of a text, by kind; each as one word in all languages."""
    values: dict[str, set[str]] = {}
    kinds = _values()
    for word in raw_words(text):
        for kind, value in kinds.get(fold(word), ()):
            values.setdefault(kind, set()).add(value)
    if numbers := _NUMBER.findall(text):
        values["number"] = set(numbers)
    return {kind: frozenset(of_kind) for kind, of_kind in values.items()}


def _weighty(known: str) -> frozenset[str]:
    """The terms of names and numbers."""
    weighty = " ".join((*_NAME.findall(known), *_NUMBER.findall(known)))
    # Of a language that writes nouns with a capital these are all nouns, in the stems of the whole line.
    words = {fold(word) for word in raw_words(weighty)}
    return frozenset(term for term in line_terms(known) if any(word.startswith(term) for word in words))


def _value_terms(known: str) -> frozenset[str]:
    """The terms of its values: two lines that both name Tuesday are not about the same for that."""
    words = [word for word in raw_words(known) if fold(word) in _values() or word[0].isdigit()]
    return frozenset(term for term in line_terms(known) if any(fold(word).startswith(term) for word in words))


def _denies(clause: str) -> bool:
    folded = _folded(clause)
    return _stands(clause, _phrases("denied")) or any(pattern.search(folded) for pattern in _patterns())


def _stands(text: str, phrases: Iterable[str]) -> bool:
    folded = f" {_folded(text)} "
    return any(f" {phrase} " in folded for phrase in phrases)


def _folded(text: str) -> str:
    return " ".join(fold(word) for word in re.findall(r"\w+", text))


@cache
def _words() -> _Words:
    text = (Path(__file__).parent / "told_corrections.toml").read_text("utf-8")
    return _Words.model_validate(tomllib.loads(text))


@cache
def _phrases(part: str) -> tuple[str, ...]:
    lists = _words()
    listed = lists.denied.phrases if part == "denied" else lists.changed.phrases
    return tuple(" ".join(phrase.split()) for phrase in listed.split("|"))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _words().denied.patterns)


@cache
def _values() -> dict[str, tuple[tuple[str, str], ...]]:
    """Each word, with its kinds and the value that it is of each."""
    values: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind, rows in _words().values.items():
        for line in rows.strip().splitlines():
            value, *others = map(fold, line.split())
            for word in (value, *others):
                values[word] = (*values.get(word, ()), (kind, value))
    return values
