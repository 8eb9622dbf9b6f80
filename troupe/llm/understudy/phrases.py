"""What the understudy recognises and how it speaks: phrases.toml, read once."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from pydantic import field_validator

from troupe.frozen import Frozen
from troupe.people.frozen_json import is_object
from troupe.worlds.tokens import fold

Lines = tuple[str, ...]
ByTemper = dict[str, Lines]

FALLBACK = "warm"
"""The temper whose lines serve those that have none of their own."""


class WordLists(Frozen):
    """Folded words: of praise, of blame, of other languages, and those that name no topic."""

    positive: frozenset[str]
    negative: frozenset[str]
    foreign: frozenset[str]
    empty: frozenset[str]

    @field_validator("*", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return frozenset(folded(value).split()) if isinstance(value, str) else value


class Phrases(Frozen):
    """The file, by its tables. `hear` is in the order in which intents are tried."""

    hear: dict[str, tuple[re.Pattern[str], ...]]
    words: WordLists
    tempers: dict[str, frozenset[str]]
    open: dict[str, ByTemper]
    tell: dict[str, ByTemper]
    hook: ByTemper
    say: dict[str, ByTemper]
    think: ByTemper
    emoji: dict[str, Lines]
    emoji_by_word: dict[str, str]
    feel: dict[str, str]

    @field_validator("tempers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not is_object(value):
            return value
        return {temper: frozenset(str(words).split()) for temper, words in value.items()}


def folded(text: str) -> str:
    """Text without case, accents and apostrophes, the form in which it is matched."""
    return fold(text.replace("’", "").replace("'", ""))


def of_temper(table: ByTemper, temper: str) -> Lines:
    """A temper's lines, or those it borrows."""
    return table.get(temper) or table.get(FALLBACK, ())


@cache
def phrases() -> Phrases:
    """The phrases of the understudy."""
    text = files("troupe.llm.understudy").joinpath("phrases.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    words = tables["hear"].pop("words")
    return Phrases.model_validate({**tables, "words": words})
