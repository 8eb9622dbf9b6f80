"""Looking for personas by words, country, age and whose they are; a search fits into a button's id. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.features.shared.option_choices import plain
from troupe.core.errors import BadInput
from troupe.people.documents.lenient_reading import as_text
from troupe.people.documents.slug import plain_letters
from troupe.people.persona.persona import Persona

WORDS, COUNTRY = 40, 20
"""The most characters of either: with the rest they fit into a button's id of 100."""
OLDEST = 150
_BETWEEN = "|"


class Origin(StrEnum):
    """The owners whose personas are looked through."""

    ALL = "all"
    LIBRARY = "library"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Search:
    """The conditions of a search. Empty words and an empty country are no condition."""

    words: str = ""
    country: str = ""
    youngest: int = 0
    oldest: int = OLDEST
    origin: Origin = Origin.ALL

    def found(self, people: Mapping[str, Persona], own: Iterable[str]) -> list[tuple[str, Persona]]:
        """The slugs and personas that fit, by name."""
        ours = frozenset(own)
        fitting = [(slug, p) for slug, p in people.items() if self._fits(p, own=slug in ours)]
        return sorted(fitting, key=lambda item: (plain(item[1].name), item[0]))

    def _fits(self, persona: Persona, *, own: bool) -> bool:
        if self.origin is not Origin.ALL and own is not (self.origin is Origin.OWN):
            return False
        if (self.youngest, self.oldest) != (0, OLDEST) and (
            persona.age is None or not self.youngest <= persona.age <= self.oldest
        ):
            return False
        return plain(self.country) in _home(persona) and all(
            word in _everything(persona) for word in plain(self.words).split()
        )

    def packed(self, page: int) -> str:
        """The search and a page of it, as a button's id carries them."""
        words, country = (text.replace(_BETWEEN, " ") for text in (self.words[:WORDS], self.country[:COUNTRY]))
        parts = (str(page), self.origin.value[0], str(self.youngest), str(self.oldest), country, words)
        return _BETWEEN.join(parts)

    def told(self) -> str:
        """The conditions in words; empty if there are none."""
        ages = f"{self.youngest} to {self.oldest} years old" if (self.youngest, self.oldest) != (0, OLDEST) else ""
        origin = {Origin.ALL: "", Origin.LIBRARY: "of the library", Origin.OWN: "your own"}[self.origin]
        words = f"“{self.words}”" if self.words else ""
        return ", ".join(part for part in (words, self.country, ages, origin) if part)


_ORIGINS = {origin.value[0]: origin for origin in Origin}


def unpacked(text: str) -> tuple[Search, int]:
    """The search and the page of a button's id. Raises BadInput for an id that is none of ours."""
    try:
        page, origin, youngest, oldest, country, words = text.split(_BETWEEN, 5)
        whose = _ORIGINS[origin]
        return Search(words, country, int(youngest), int(oldest), whose), int(page)
    except (KeyError, ValueError) as error:
        raise BadInput("This button cannot be read any more. Use `/persona browse` again.") from error


def countries(people: Iterable[Persona]) -> list[str]:
    """Where these people live, as far as it can be told from how they put it."""
    homes = {p.country_of_residence or p.residence.rpartition(",")[2].strip() for p in people}
    return sorted(home for home in homes if home and len(home) <= COUNTRY)


@lru_cache(maxsize=4096)
def _home(persona: Persona) -> str:
    return plain(" ".join((persona.residence, persona.country_of_residence, persona.nationality)))


@lru_cache(maxsize=4096)
def _everything(persona: Persona) -> str:
    """All that is known of someone, to be looked through."""
    return plain_letters(as_text(persona.shared.document))
