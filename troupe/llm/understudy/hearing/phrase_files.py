"""What the understudy recognises and how it speaks: heard.toml, tongues.toml and phrases.toml, read once."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from pydantic import field_validator

from troupe.core.frozen import Frozen
from troupe.core.word_tokens import fold
from troupe.people.documents.frozen_json import is_object

Lines = tuple[str, ...]
ByTemper = dict[str, Lines]

FALLBACK = "warm"
"""The temper whose lines serve those that have none of their own."""


class WordLists(Frozen):
    """Folded words: of praise, of blame, and those that name no topic."""

    positive: frozenset[str]
    negative: frozenset[str]
    empty: frozenset[str]

    @field_validator("*", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return frozenset(folded(value).split()) if isinstance(value, str) else value


class Tongue(Frozen):
    """A language: the small words and the letters it is told by, and the lines said in it, one a time."""

    words: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    lines: Lines

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return frozenset(folded(value).split()) if isinstance(value, str) else value

    @field_validator("marks", mode="before")
    @classmethod
    def _letters(cls, value: object) -> object:
        return frozenset(value) if isinstance(value, str) else value


class PhraseBook(Frozen):
    """The files, by their tables. `hear` is in the order in which intents are tried."""

    hear: dict[str, tuple[re.Pattern[str], ...]]
    words: WordLists
    subjects: dict[str, frozenset[str]]
    tongues: dict[str, Tongue]
    tempers: dict[str, frozenset[str]]
    tell: dict[str, ByTemper]
    hook: ByTemper
    say: dict[str, ByTemper]
    think: ByTemper
    emoji: dict[str, Lines]

    @field_validator("tempers", "subjects", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not is_object(value):
            return value
        return {name: frozenset(str(words).split()) for name, words in value.items()}


def folded(text: str) -> str:
    """Text without case, accents and apostrophes, the form in which it is matched."""
    return fold(text.replace("’", "").replace("'", ""))


def of_temper(table: ByTemper, temper: str) -> Lines:
    """A temper's lines, or those it borrows."""
    return table.get(temper) or table.get(FALLBACK, ())


@cache
def phrases() -> PhraseBook:
    """The phrases of the understudy."""
    folder = files("troupe.llm.understudy.hearing")
    patterns, tongues, answers = (
        tomllib.loads(folder.joinpath(name).read_text("utf-8"))
        for name in ("heard.toml", "tongues.toml", "phrases.toml")
    )
    return PhraseBook.model_validate({**patterns, "tongues": tongues, **answers})
