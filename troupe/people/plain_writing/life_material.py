"""The material people are made of beside the population's plain flesh: places, and stocks of lines, each read
once."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BeforeValidator, Field

from troupe.core.frozen import Frozen


def _listed(value: object) -> object:
    """A list, also of a single text."""
    return (value,) if isinstance(value, str) else value


def _split(value: object) -> object:
    return [word.replace("_", " ") for word in value.split()] if isinstance(value, str) else value


def _compiled(value: object) -> object:
    return re.compile(rf"\b(?:{value})s?\b", re.IGNORECASE)


def _told(value: object) -> object:
    return re.compile(value, re.IGNORECASE) if isinstance(value, str) else value


Lines = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Names = Annotated[tuple[str, ...], BeforeValidator(_split)]
Words = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
Told = Annotated[re.Pattern[str], BeforeValidator(_told)]


class Country(Frozen):
    """A country: what its people are called, speak, eat, and where they live. `also` names it in a sentence."""

    adjective: str
    also: Names
    languages: Lines
    cities: Lines
    women: Names
    men: Names
    surnames: Names
    dishes: Lines


class Stock(Frozen):
    """Lines for people of one trade, manner, pastime or attitude, by where they stand in a persona. `words` are
    how a sentence names it; `noun` says whether one can be "a …" of a trade, `talk` how much somebody of a manner
    talks."""

    words: Words = re.compile("(?!)")
    title: str = ""
    noun: bool = True
    talk: float = 0.5
    big_five: dict[str, str] = Field(default_factory=dict)
    sayings: dict[str, Lines] = Field(default_factory=dict)
    organization: Lines = ()
    description: Lines = ()
    style: Lines = ()
    voice: Lines = ()
    traits: Lines = ()
    interests: Lines = ()
    likes: Lines = ()
    dislikes: Lines = ()
    beliefs: Lines = ()
    habits: Lines = ()
    skills: Lines = ()
    facts: Lines = ()
    lore: Lines = ()

    def lines(self, part: str) -> tuple[str, ...]:
        """The lines of one part."""
        lines: tuple[str, ...] = getattr(self, part)
        return lines


class SentenceWords(Frozen):
    """The patterns by which a sentence tells of a person; `cased` are words that mean a country only with a
    capital."""

    age: Told
    ages: tuple[tuple[Told, int, int], ...]
    female: Told
    male: Told
    neither: Told
    retired: Told
    named: re.Pattern[str]
    somewhere: re.Pattern[str]
    calling: Told
    no_calling: Names
    at_school: Told
    stated: Told
    meatless: Told
    high_schooled: Told
    partners: tuple[tuple[str, Told], ...]
    cased: Names


class Lives(Frozen):
    """The file of lives, by its tables; `trade` is for a calling that has no lines of its own."""

    manner: dict[str, Stock]
    pastime: tuple[Stock, ...]
    attitude: dict[str, Stock]
    people: dict[str, Lines]
    education: dict[str, Lines]
    flaws: dict[str, Lines]
    trade: Stock


@cache
def countries() -> dict[str, Country]:
    """The countries, by a short name."""
    return {name: Country.model_validate(table) for name, table in _tables("places.toml").items()}


@cache
def trades() -> dict[str, Stock]:
    """The callings, by a short name."""
    return {name: Stock.model_validate(table) for name, table in _tables("trades.toml").items()}


@cache
def lives() -> Lives:
    """The stocks beside those of trades."""
    return Lives.model_validate(_tables("lives.toml"))


@cache
def sentence_words() -> SentenceWords:
    """The patterns of sentence.toml."""
    return SentenceWords.model_validate(_tables("sentence.toml"))


def _tables(name: str) -> dict[str, object]:
    return tomllib.loads(files("troupe.people.plain_writing").joinpath(name).read_text("utf-8"))
