"""The files a life course is told from: sentences, what fills them, and towns by region."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from troupe.core.frozen import Frozen
from troupe.people.documents.house_data import house_data

Lines = tuple[str, ...]

ELSEWHERE = ("the next town", "a town by the river", "the county town", "a village up the line", "the coast")
"""Where a region has no towns on file."""


class LifeSentences(Frozen):
    """The tables of personas/places/life.toml."""

    said: Mapping[str, Lines]
    slots: Mapping[str, Lines]
    firms: Mapping[str, Lines]
    firms_of: Mapping[str, Lines]
    """By a word of the occupation; those of `firms` go by its trade."""
    people: Mapping[str, Lines]
    people_slots: Mapping[str, Lines]


@cache
def life_sentences() -> LifeSentences:
    """life.toml, read once."""
    text = files("personas").joinpath("places", "life.toml").read_text("utf-8")
    return LifeSentences.model_validate(tomllib.loads(text))


def towns_of(country: str, region: str) -> Lines:
    """The towns of a region; of a region that is not on file, words for some."""
    return _towns().get(country, {}).get(region, ()) or ELSEWHERE


def knows_towns(country: str, region: str) -> bool:
    """Whether towns of this region are on file."""
    return region in _towns().get(country, {})


@cache
def has_winters(country: str) -> bool:
    """Whether most people of a country know ice, heating and long winters; where it is unknown, they do."""
    return country not in house_data("places", "climates.yaml")["without winters"]


def regions_of(country: str, town: str) -> Lines:
    """The regions of a country that have a town of this name on file."""
    return tuple(region for region, towns in _towns().get(country, {}).items() if town in towns)


def every_town() -> Lines:
    """All towns on file, of all countries, and the cities that everybody has heard of."""
    cities = house_data("places", "cities.yaml")["cities"]
    return (*cities, *(town for regions in _towns().values() for towns in regions.values() for town in towns))


@cache
def _towns() -> Mapping[str, Mapping[str, Lines]]:
    file = house_data("places", "towns.yaml")
    return {
        country: {region: tuple(towns) for region, towns in regions.items()} for country, regions in file.items()
    }
