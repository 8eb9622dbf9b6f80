"""A question to somebody's memory, read once: its terms, whom it is about, and which sort of answer it wants."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from troupe.core.word_tokens import fold
from troupe.memory.line_terms import QuestionTerm, question_terms, raw_words, word_lists
from troupe.memory.time_expressions import TimeSpan, time_spans


@dataclass(frozen=True, slots=True)
class MemoryQuestion:
    """`times` are the spans of time that it names; `asks_when` and `asks_how_many` what its answer must tell.
    `about` are the names of those that its "I" and "you" mean."""

    terms: tuple[QuestionTerm, ...]
    times: tuple[TimeSpan, ...] = ()
    asks_when: bool = False
    asks_how_many: bool = False
    about: frozenset[str] = field(default_factory=frozenset[str])


def memory_question(text: str, now: datetime, *, asker: str = "", person: str = "") -> MemoryQuestion:
    """Read what is asked at this time, by someone called `asker`, of someone called `person`."""
    words = [fold(word) for word in raw_words(text)]
    about = {
        name
        for name, list_name in ((asker, "self"), (person, "other"))
        if name and not _listed("asks", list_name).isdisjoint(words)
    }
    return MemoryQuestion(
        terms=question_terms(text),
        times=time_spans(text, now),
        asks_when=_asks("when", words),
        asks_how_many=_asks("how_many", words),
        about=frozenset(about),
    )


def tells_time(text: str) -> bool:
    """Whether a line has a word for a time, or a year."""
    words = _folded(text)
    return not words.isdisjoint(_listed("tells", "time")) or any(map(_year, words))


def tells_number(text: str) -> bool:
    """Whether a line has a number."""
    words = _folded(text)
    return not words.isdisjoint(_listed("tells", "number")) or any(word[0].isdigit() for word in words)


def name_words(names: Iterable[str]) -> dict[str, frozenset[str]]:
    """The words of these names, folded, each with the names that have it."""
    owners: dict[str, set[str]] = {}
    for name in names:
        for word in raw_words(name):
            owners.setdefault(fold(word), set()).add(name)
    return {word: frozenset(named) for word, named in owners.items()}


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in raw_words(text) if word)


def _year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _asks(list_name: str, words: list[str]) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in _phrases(list_name))


@cache
def _phrases(list_name: str) -> tuple[str, ...]:
    listed = word_lists()["asks"][list_name].split("|")
    return tuple(" ".join(phrase.split()) for phrase in listed)


@cache
def _listed(part: str, list_name: str) -> frozenset[str]:
    return frozenset(word_lists()[part][list_name].split())
