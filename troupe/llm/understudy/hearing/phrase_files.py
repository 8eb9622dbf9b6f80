"""The phrases that the understudy recognises and speaks: heard.toml, tongues.toml and phrases.toml, read once."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BeforeValidator

from troupe.core.frozen import Frozen
from troupe.core.word_tokens import fold

Lines = tuple[str, ...]
ByTemper = dict[str, Lines]

FALLBACK = "warm"
"""The temper whose lines serve those that have none of their own."""
_TOLD_END = r"(?=[.,;!?\n]|\s+(?:and|but|so|because|by the way|btw)\b|$)"


def folded(text: str) -> str:
    """Text without case, accents and apostrophes, the form in which it is matched."""
    return fold(text.replace("’", "").replace("'", ""))


def _split(value: object) -> object:
    return frozenset(folded(value).split()) if isinstance(value, str) else value


def _told(value: object) -> object:
    return re.compile(value.replace("END", _TOLD_END), re.IGNORECASE) if isinstance(value, str) else value


Words = Annotated[frozenset[str], BeforeValidator(_split)]
"""Folded words, written as one text."""
Told = Annotated[re.Pattern[str], BeforeValidator(_told)]
"""A pattern over text as it was written, in which END is the end of what is told."""


class WordLists(Frozen):
    """Words of praise, of blame, and those that name no topic."""

    positive: Words
    negative: Words
    empty: Words


class MemberTells(Frozen):
    """The facts that members tell of themselves, and those they ask back, each with the key it is kept under."""

    naming: Told
    owning: Told
    asks_of_mine: re.Pattern[str]
    tells: tuple[tuple[str, Told], ...]
    asks: tuple[tuple[str, re.Pattern[str]], ...]


class KinWords(Frozen):
    """By what words a question means somebody of the family, and by which one knows them."""

    any: Told
    degrees: tuple[tuple[Told, Told], ...]


class Tongue(Frozen):
    """A language: the small words and the letters it is told by, and the lines said in it, one a time."""

    words: Words = frozenset()
    marks: str = ""
    lines: Lines


class PhraseBook(Frozen):
    """The files, by their tables. `hear` is in the order in which intents are tried."""

    hear: dict[str, tuple[re.Pattern[str], ...]]
    asks: dict[str, re.Pattern[str]]
    member: MemberTells
    kin: KinWords
    words: WordLists
    subjects: dict[str, Words]
    tongues: dict[str, Tongue]
    tempers: dict[str, Words]
    tell: dict[str, ByTemper]
    hook: ByTemper
    say: dict[str, ByTemper]
    think: ByTemper
    emoji: dict[str, Lines]


@cache
def phrases() -> PhraseBook:
    """The phrases of the understudy."""
    folder = files("troupe.llm.understudy.hearing")
    patterns, tongues, answers = (
        tomllib.loads(folder.joinpath(name).read_text("utf-8"))
        for name in ("heard.toml", "tongues.toml", "phrases.toml")
    )
    return PhraseBook.model_validate({**patterns, "tongues": tongues, **answers})
