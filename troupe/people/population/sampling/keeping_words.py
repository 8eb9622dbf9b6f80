"""The words by which a sentence says how old somebody is, what they do and where they live, in the languages that
a model may write: keeping_words.toml, and the titles and places that are on file under other names."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BeforeValidator

from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.documents.house_data import house_data
from troupe.people.population.life.life_files import every_town
from troupe.people.population.naming.person_names import cultures
from troupe.people.population.work.occupation_map import occupations


def _compiled(text: object) -> object:
    return re.compile(text, re.IGNORECASE) if isinstance(text, str) else text


Words = Annotated[re.Pattern[str], BeforeValidator(_compiled)]


class KeepingWords(Frozen):
    """The words of one language; the file says what each is for."""

    age: Words
    at_age: Words
    to_come: Words
    others: Words
    retired: Words
    works_as: Words
    lives_in: Words
    spouse: Words


@cache
def keeping_words() -> tuple[KeepingWords, ...]:
    """The words of all languages, read once."""
    text = files("troupe.people.population.sampling").joinpath("keeping_words.toml").read_text("utf-8")
    return tuple(KeepingWords.model_validate(table) for table in tomllib.loads(text).values())


def titles_meant(words: str) -> frozenset[str]:
    """The occupations on file that these words mean, in any language; none where they mean none."""
    return _titles().get(words.strip().casefold(), frozenset())


def place_meant(words: str) -> str:
    """The town or country on file that these words mean, as we call it; empty where they mean none."""
    return _places().get(words, "")


@cache
def _titles() -> Mapping[str, frozenset[str]]:
    meant: dict[str, set[str]] = {occupation.title.casefold(): {occupation.title} for occupation in occupations()}
    for title, others in house_data("occupations", "titles.yaml")["titles"].items():
        for other in others:
            meant.setdefault(other, set()).add(title)
    return FrozenDict({words: frozenset(titles) for words, titles in meant.items()})


@cache
def _places() -> Mapping[str, str]:
    countries = (country for culture in cultures().values() for country in culture.countries)
    ours = {place: place for place in (*every_town(), *countries)}
    others = house_data("places", "other_names.yaml")["names"]
    return FrozenDict(ours | {other: place for place, names in others.items() for other in names})
