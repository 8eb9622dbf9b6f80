"""The country of a population, where no field of its file names one: read from its title, or asked for."""

import re
from collections.abc import Iterator

from troupe.core.errors import BadInput
from troupe.people.population.naming.person_names import FALLBACK, cultures
from troupe.people.population.spec.population_spec import Population

_NAMED_SO = {
    "USA": "United States", "US": "United States", "America": "United States", "UK": "United Kingdom",
    "Britain": "United Kingdom", "England": "United Kingdom", "Holland": "Netherlands",
}  # fmt: skip
"""Short names in titles, by what the names of cultures are filed under."""


def country_in(title: str) -> str:
    """The first country that a title names; empty if it names none."""
    places = sorted(_places(), key=lambda place: -len(place[0]))
    matches = [(match.start(), country) for word, country in places if (match := _whole(word).search(title))]
    return min(matches, key=lambda match: match[0])[1] if matches else ""


def at_home(population: Population, country: str | None) -> Population:
    """The population of this country, or of the one its file names. Raises BadInput where neither is known: names
    and places would have to be guessed."""
    if country is not None:
        culture = _culture(country)
        naming = population.naming.model_copy(update={"otherwise": culture or FALLBACK})
        notes = population.notes if culture else (*population.notes, _nameless(country))
        return population.model_copy(update={"country": country, "naming": naming, "notes": notes})
    if population.naming.otherwise:
        return population
    if not population.country:
        raise BadInput(
            f"“{population.title}” names no country, so names and places would be guessed; give --country, or "
            "`country` in the file",
            field="country",
        )
    naming = population.naming.model_copy(update={"otherwise": FALLBACK})
    notes = (*population.notes, _nameless(population.country))
    return population.model_copy(update={"naming": naming, "notes": notes})


def culture_named(country: str) -> str:
    """The culture whose names are borne in this country; empty where none is on file, or no country is named."""
    return _culture(country) if country else ""


def _nameless(country: str) -> str:
    return f"there are no names of {country} here, so those of the United States are borne; `names` says others"


def _culture(country: str) -> str:
    word = _NAMED_SO.get(country.strip(), country).strip().casefold()
    for name, culture in cultures().items():
        if word in {name, *(place.casefold() for place in culture.countries)}:
            return name
    return ""


def _places() -> Iterator[tuple[str, str]]:
    for culture in cultures().values():
        for place in culture.countries:
            yield place, place
    yield from _NAMED_SO.items()


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}\b", 0 if word.isupper() else re.IGNORECASE)
