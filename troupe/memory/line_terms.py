"""The terms of a line: its words, stemmed by its language, as the index keeps and the ranking compares them.

A line whose language is not told for sure is stemmed as English. A question is stemmed in every language that it
may be in, since a question of three words may ask for a line that is surely German. Scripts without spaces between
words give pairs of neighbouring characters. Stems are by Snowball (snowballstemmer), then folded: people write
"über" and "uber".
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from troupe.core.kept_words import keeping_words
from troupe.core.text_language import SMALL_WORDS, language
from troupe.core.word_tokens import fold, spaceless

_STEMMERS = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "pl": "polish", "sv": "swedish", "tr": "turkish", "id": "indonesian", "cyrillic": "russian",
    "arabic": "arabic", "hi": "hindi", "el": "greek",
}  # fmt: skip
"""Languages, as `troupe.core.text_language` tells them, with Snowball's algorithm for each."""
_UNSURE = "en"
_WORD = re.compile(
    r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff])+"
    r"(?:['’ʼ][^\W_]+)?"
)
"""A run of letters, digits and their marks, with what follows an apostrophe."""
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)?")
"""The same in a text of nothing but ASCII, in a third of the time."""
_CUT = re.compile("['’ʼ]")
_ELISIONS = frozenset({"l", "d", "j", "m", "n", "s", "t", "c", "qu", "un", "dell", "all", "sull", "nell"})
"""What stands before an apostrophe and is no word by itself; else it is what follows that is none."""
_LONGEST = 40
"""Characters of a word: what is longer is no word that anybody asks for."""


class _Stemmer(Protocol):
    """One of Snowball's, which come without types."""

    def stemWord(self, word: str) -> str: ...


@dataclass(frozen=True, slots=True)
class QuestionTerm:
    """A word of a question: `word` folded, and the stems by which a line may have it."""

    word: str
    stems: frozenset[str]


@cache
def word_lists() -> dict[str, dict[str, str]]:
    """The small words of `memory_words.toml`."""
    return tomllib.loads((Path(__file__).parent / "memory_words.toml").read_text("utf-8"))


@cache
def _stop_words(code: str) -> frozenset[str]:
    return frozenset(word_lists()["stop"].get(code, "").split())


@keeping_words(8192)
def line_terms(text: str) -> tuple[str, ...]:
    """The terms of what somebody said, in order, each as often as it stands there."""
    code = language(text) or _UNSURE
    return tuple(term for word in raw_words(text) if (term := _term(word, code)))


def question_terms(text: str) -> tuple[QuestionTerm, ...]:
    """The words of a question that may be looked for, each once. Where a question consists of nothing but small
    words, these."""
    sure = language(text)
    words = list(dict.fromkeys(raw_words(text)))
    codes = (sure, _UNSURE) if sure in _STEMMERS else _possible(words, text)
    stop = _stop_words(sure or _UNSURE)
    telling = [word for word in words if fold(word) not in stop] or words
    terms: dict[str, QuestionTerm] = {}
    for word in telling:
        stems = frozenset(_stem(word, code) for code in codes)
        terms.setdefault(_stem(word, codes[0]), QuestionTerm(fold(word), stems))
    return tuple(terms.values())


def raw_words(text: str) -> Iterator[str]:
    """The words of a text in lower case."""
    lower = text.lower()
    for run in (_ASCII_WORD if lower.isascii() else _WORD).findall(lower):
        if not run.isascii() and any(map(spaceless, run)):
            yield from _pairs(run)
        elif run.isalnum():
            yield run[:_LONGEST]
        else:
            head, *tail = _CUT.split(run, maxsplit=1)
            yield (tail[0] if tail and head in _ELISIONS else head)[:_LONGEST]


def _pairs(run: str) -> Iterator[str]:
    """Neighbouring characters of a script without spaces; words of another script within it stay whole."""
    for stretch in re.findall(r"[a-z0-9]+|[^a-z0-9]+", run):
        if stretch.isascii() or len(stretch) == 1:
            yield stretch
        else:
            yield from (stretch[at : at + 2] for at in range(len(stretch) - 1))


def _possible(words: list[str], text: str) -> tuple[str, ...]:
    """The languages a text may be in that are not told apart: all whose small words it has, and any at all where
    its letters are not those of English."""
    plain = text.isascii()
    others = (code for code, small in SMALL_WORDS.items() if code in _STEMMERS and (not plain or small & {*words}))
    return tuple(dict.fromkeys((_UNSURE, *others)))


@keeping_words(65_536)
def _term(word: str, code: str) -> str:
    """The stem of a word; empty for a stop word."""
    return "" if fold(word) in _stop_words(code) else _stem(word, code)


@keeping_words(65_536)
def _stem(word: str, code: str) -> str:
    # A stemmer of its own for each word: it holds the word while it works, and several threads ask at once.
    algorithm = _STEMMERS.get(code)
    return fold(word if algorithm is None else _stemmer(algorithm).stemWord(word))


def _stemmer(algorithm: str) -> _Stemmer:
    import snowballstemmer  # late: it loads every language at once

    return cast("_Stemmer", snowballstemmer.stemmer(algorithm))  # pyright: ignore[reportUnknownMemberType]
