"""The map from kinds of work to occupations, with schooling, sex and ages of each; the data is in
personas/occupations."""

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import cache, lru_cache
from typing import Annotated

from pydantic import BeforeValidator, Field

from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.documents.house_data import house_data

LAST_AGE = 70
"""Up to which people are in an occupation, where its row says nothing else."""
MANUAL = 7
"""The first ISCO major group of work with one's hands: crafts, machines, elementary work."""
_CATCH_ALL = "services"
"""A kind that means something only where a label names no other: “business services” are business."""


class Schooling(IntEnum):
    """The schooling of somebody. NONE: not beyond compulsory school. VOCATIONAL: an upper secondary certificate or
    an apprenticeship. DEGREE: higher education."""

    NONE = 0
    VOCATIONAL = 1
    DEGREE = 2


def _schooling(word: object) -> object:
    return Schooling[word.upper()] if isinstance(word, str) else word


class MappedOccupation(Frozen):
    """An occupation. `kinds` are the kinds of work it is of, its own first; `isco` is its major group of ISCO-08,
    `schooling` the least it takes, `women` a percentage, `first` and `last` the ages at which one has it,
    `weight` how many of 10,000 who work do it, and `flesh` the trade by which ready-made lines are chosen."""

    title: str
    kinds: tuple[str, ...] = Field(alias="in", min_length=1)
    isco: int = Field(ge=0, le=9)
    schooling: Annotated[Schooling, BeforeValidator(_schooling)] = Field(alias="school")
    women: float = Field(ge=0, le=100)
    first: int = Field(alias="from", ge=14, le=60)
    last: int = Field(LAST_AGE, alias="to", ge=20, le=99)
    weight: float = Field(ge=0)
    flesh: str
    faith: bool = False
    known_to: int = Field(99, ge=40, le=99)
    """The greatest age of whoever has ever had it, since the work is young."""
    bars: frozenset[str] = frozenset()
    """Faiths whose people are not in it."""

    @property
    def manual(self) -> bool:
        """Work with one's hands, which hardly anybody with a degree does."""
        return self.isco >= MANUAL


@cache
def occupations(culture: str = "") -> tuple[MappedOccupation, ...]:
    """All occupations, with the shares of this culture where the file has them."""
    file = _data("occupations.yaml")
    own = file["countries"].get(culture, {})
    return tuple(
        MappedOccupation.model_validate({"title": title, **row, **own.get(title, {})})
        for title, row in file["occupations"].items()
    )


@lru_cache(maxsize=4096)
def kinds_of(label: str) -> frozenset[str]:
    """The kinds of work that a label of a table means; none where it names none."""
    left, kinds = label.lower(), set[str]()
    for phrase, kind in _phrases():
        if phrase.search(left):
            kinds.add(kind)
            left = phrase.sub(" ; ", left)
    other = re.search(r"\b(?:other|personal)\b", label.lower()) is not None
    return frozenset(kinds if len(kinds) == 1 or other else kinds - {_CATCH_ALL})


@lru_cache(maxsize=4096)
def occupation_of(title: str, culture: str = "") -> MappedOccupation | None:
    """The occupation of this title, also where somebody is retired from it, out of it, or learns it."""
    bare = re.sub(r"^(?:retired|former|trainee|apprentice) |, out of work$", "", title.strip().lower())
    return _by_title(culture).get(bare)


@cache
def _by_title(culture: str) -> Mapping[str, MappedOccupation]:
    return FrozenDict({occupation.title.lower(): occupation for occupation in occupations(culture)})


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrases of labels.yaml as patterns, the longest first: what one has taken, a shorter one does not
    see."""
    phrases = [(phrase, kind) for kind, some in _data("labels.yaml")["labels"].items() for phrase in some]
    phrases.sort(key=lambda phrase: -len(phrase[0]))
    return tuple((re.compile(_pattern(phrase)), kind) for phrase, kind in phrases)


def _pattern(phrase: str) -> str:
    words = re.escape(phrase).replace(r"\*", r"\w*")
    return rf"\b{words}\b"


@cache
def _data(name: str) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    return house_data("occupations", name)
