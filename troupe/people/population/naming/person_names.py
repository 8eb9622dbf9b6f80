"""The names of people: given and family names by culture, gender and age, and no two alike in a sample."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from pydantic import Field as Setting

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict, is_object
from troupe.people.documents.house_data import house_data
from troupe.people.documents.lenient_reading import as_text
from troupe.people.documents.slug import slug_of

FALLBACK = "united-states"
"""Whose names are borne where the country is unknown."""

OLDER_FROM, YOUNGER_TO = 55, 39
"""Ages: from the one on people bear the names given to their generation, up to the other those of today's
young; in between either."""

LONG_NAME = 10
"""Letters. In shorter names one letter makes another name: `Wei Li`, `Lei Li`."""

MOST_DRAWS = 2_000
"""Tries to find a free name of three parts before giving up."""

_SOUNDS = (
    ("ph", "f"), ("dt", "t"), ("ck", "k"), ("th", "t"), ("y", "i"), ("j", "i"), ("c", "k"), ("z", "s"), ("w", "v"),
    ("h", ""),
)  # fmt: skip

Lines = tuple[str, ...]


class Culture(Frozen):
    """Names that are common somewhere. A family name with two forms is written `male/female`; `faiths` are those
    of the people who bear them."""

    countries: Lines
    language: str
    faiths: Lines
    female: Lines
    male: Lines
    older_female: Lines = ()
    older_male: Lines = ()
    family: Lines
    regional: Mapping[str, Lines] = Setting(default_factory=FrozenDict[Lines])
    """Family names by the region of a country where they are borne; elsewhere those of `family`."""


@cache
def cultures() -> Mapping[str, Culture]:
    """All that have a file, by its name."""
    folder = files("personas").joinpath("names")
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".yaml")), key=lambda entry: entry.name)
    return FrozenDict(
        {
            e.name.removesuffix(".yaml"): Culture.model_validate(_split(house_data("names", e.name)))
            for e in entries
        }
    )


def _split(file: Mapping[str, object]) -> dict[str, object]:
    """The names of a file stand as running text, separated by commas."""
    return {
        key: _names(value) if isinstance(value, str) and key != "language" else value
        for key, value in file.items()
        if not is_object(value)
    } | {
        key: {region: _names(as_text(names)) for region, names in value.items()}
        for key, value in file.items()
        if is_object(value)
    }


def _names(text: str) -> Lines:
    return tuple(name.strip() for name in text.split(","))


def culture_of(country: str) -> str:
    """The culture whose file names this country, or the fallback."""
    slug = slug_of(country) if country else ""
    for name, culture in cultures().items():
        if slug in {name, *(slug_of(place) for place in culture.countries)}:
            return name
    return FALLBACK


def of_faith(names: Sequence[str], creed: str) -> Sequence[str]:
    """Those of some cultures whose names people of this faith bear; all of them where none has it, or it is
    empty."""
    return [name for name in names if creed in cultures()[name].faiths] or names


def told_in(culture: str) -> list[str]:
    """The language of a culture, as a list of one."""
    return [cultures()[culture].language]


def gender_of(label: str) -> str:
    """`female`, `male` or empty, from what a table calls it."""
    word = label.strip().lower()
    if re.search(r"\b(females?|wom[ae]n|girls?|f)\b", word):
        return "female"
    return "male" if re.search(r"\b(males?|m[ae]n|boys?|m)\b", word) else ""


class Register:
    """Names given so far. A given and a family name are taken that have been used least."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._full: set[tuple[Lines, Lines]] = set()

    def name(self, culture: str, gender: str, age: int | None, region: str = "") -> str:
        """A name nobody in this sample has, nor one that could be taken for another's; the given name first. Where
        the culture has family names of the `region`, it is one of these."""
        culture_names = cultures()[culture]
        gender = gender or self._rng.choice(("female", "male"))
        given_names = _given(culture_names, gender, age)
        families = tuple(_form(name, gender) for name in culture_names.regional.get(region, culture_names.family))
        if (given_names, families) not in self._full:
            for first, family in _near_the_front(self._by_use(given_names), self._by_use(families)):
                if self._take(first, family):
                    return f"{first} {family}"
            self._full.add((given_names, families))
        for _ in range(MOST_DRAWS):
            first, second = self._rng.sample(given_names, 2)
            family = self._rng.choice(families)
            if self._take(f"{first} {second}", family):
                return f"{first} {second} {family}"
        raise BadInput(f"there are not enough names of {culture} for so many people", field="names")

    def _by_use(self, names: Sequence[str]) -> list[str]:
        return sorted(self._rng.sample(names, len(names)), key=lambda name: self._used[name])

    def _take(self, first: str, family: str) -> bool:
        forms = likeness_forms(f"{first} {family}")
        if first == family or not self._taken.isdisjoint(forms):
            return False
        self._taken.update(forms)
        self._used.update((first, family))
        return True


def _near_the_front(given_names: Sequence[str], families: Sequence[str]) -> Iterator[tuple[str, str]]:
    """All pairs, those first whose parts both stand near the front."""
    for steps in range(len(given_names) + len(families) - 1):
        for i in range(max(0, steps - len(families) + 1), min(steps + 1, len(given_names))):
            yield given_names[i], families[steps - i]


def likeness_forms(name: str) -> frozenset[str]:
    """What two names have one of in common if one can be taken for the other: those that are read or heard as the
    same (`Anna Schmidt` and `Ana Schmitt`), whichever part comes first, and long ones that differ by a letter."""
    text = " ".join(sorted(slug_of(name).split("-")))
    for letters, sound in _SOUNDS:
        text = text.replace(letters, sound)
    text = re.sub(r"(.)\1+", r"\1", text)
    if len(text) < LONG_NAME:
        return frozenset({text})
    return frozenset({text, *(text[:i] + text[i + 1 :] for i in range(len(text)))})


def given_names(culture: str, gender: str, age: int | None) -> Lines:
    """Given names that somebody of this age bears there; of either sex where none is given."""
    names = cultures()[culture]
    genders = (gender,) if gender else ("female", "male")
    return tuple(dict.fromkeys(name for each in genders for name in _given(names, each, age)))


def _given(culture: Culture, gender: str, age: int | None) -> Lines:
    young, old = (
        (culture.female, culture.older_female) if gender == "female" else (culture.male, culture.older_male)
    )
    if age is None or not old or YOUNGER_TO < age < OLDER_FROM:
        return tuple(dict.fromkeys((*young, *old)))
    return young if age <= YOUNGER_TO else old


def _form(family: str, gender: str) -> str:
    male, _, female = family.partition("/")
    return female if female and gender == "female" else male
