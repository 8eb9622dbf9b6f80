"""What the understudy makes people of: places, trades and the rest of a life, each file read once."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from pydantic import field_validator

from troupe.core.frozen import Frozen

Lines = tuple[str, ...]


class Country(Frozen):
    """A country: what its people are called, speak, eat, and where they live. `also` names it in a sentence."""

    adjective: str
    also: Lines
    languages: Lines
    cities: Lines
    women: Lines
    men: Lines
    surnames: Lines
    dishes: Lines

    @field_validator("also", "women", "men", "surnames", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [word.replace("_", " ") for word in value.split()] if isinstance(value, str) else value


class Trade(Frozen):
    """A calling, with what it brings. `noun` says whether one can be "a …" of it."""

    words: re.Pattern[str]
    title: str
    organization: str
    description: str
    skills: Lines
    beliefs: Lines
    hours: Lines
    likes: Lines
    dislikes: Lines
    lore: str
    noun: bool = True

    @field_validator("words", mode="before")
    @classmethod
    def _compile(cls, value: object) -> object:
        return re.compile(rf"\b(?:{value})s?\b", re.IGNORECASE)


class AnyTrade(Frozen):
    """Lines for a calling that has none of its own."""

    organization: Lines
    description: Lines
    skills: Lines
    beliefs: Lines
    hours: Lines
    likes: Lines
    dislikes: Lines
    lore: Lines


class SpeakingManner(Frozen):
    """A way of being among people: one of the tempers that the understudy plays."""

    words: frozenset[str]
    style: Lines
    traits: Lines
    voice: Lines
    big_five: dict[str, str]
    greeting: Lines
    farewell: Lines
    agree: Lines
    disagree: Lines
    comment: Lines
    dont_know: Lines
    hook: Lines
    talk: float

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.split() if isinstance(value, str) else value


class Pastime(Frozen):
    """What somebody does for love."""

    words: re.Pattern[str]
    interest: str
    like: str
    habit: str
    fact: str
    skill: str

    @field_validator("words", mode="before")
    @classmethod
    def _compile(cls, value: object) -> object:
        return re.compile(rf"\b(?:{value})\b", re.IGNORECASE)


class Attitude(Frozen):
    """Being for or against something: the verbs that say so, and what follows."""

    verbs: str
    traits: Lines
    interests: Lines
    beliefs: Lines
    likes: Lines
    dislikes: Lines
    voice: Lines
    habit: Lines
    fact: Lines
    lore: Lines


class Topic(Frozen):
    """A subject people bring up, and lines to say about it."""

    keys: Lines
    text: Lines


class Lives(Frozen):
    """The file of lives, by its tables."""

    manner: dict[str, SpeakingManner]
    pastime: tuple[Pastime, ...]
    attitude: dict[str, Attitude]
    beliefs: dict[str, Lines]
    people: dict[str, Lines]
    facts: dict[str, Lines]
    health: dict[str, Lines]
    education: dict[str, Lines]
    goals: dict[str, Lines]
    habits: dict[str, Lines]
    likes: dict[str, Lines]
    flaws: dict[str, Lines]
    lore: dict[str, Topic]
    trade: AnyTrade


@cache
def countries() -> dict[str, Country]:
    """The countries, by a short name."""
    return {name: Country.model_validate(table) for name, table in _tables("places.toml").items()}


@cache
def trades() -> dict[str, Trade]:
    """The callings, by a short name."""
    return {name: Trade.model_validate(table) for name, table in _tables("trades.toml").items()}


@cache
def lives() -> Lives:
    """The material of a life beyond places and trades."""
    return Lives.model_validate(_tables("lives.toml"))


def _tables(name: str) -> dict[str, object]:
    return tomllib.loads(files("troupe.llm.understudy.forms").joinpath(name).read_text("utf-8"))
