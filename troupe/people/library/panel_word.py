"""The word by which people are called, as after `--panel`: `NAME`, `FOLDER` or `POPULATION:N`. Pure."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeAlias

from troupe.core.errors import BadInput
from troupe.people.library.file_importing import SUFFIXES

MOST_DRAWN = 1_000
"""People that one word may draw from a population."""

_DRAW = re.compile(r"(.+):\s*(\d{1,9})")
_PATH = re.compile(r"[/\\*?\[]|^[.~]")


@dataclass(frozen=True, slots=True)
class Named:
    """A saved panel, or whatever else bears a name where the word is read."""

    name: str


@dataclass(frozen=True, slots=True)
class InFiles:
    """A persona file, a folder of them, or a pattern such as `people/*.yaml`."""

    path: str


@dataclass(frozen=True, slots=True)
class DrawnFrom:
    """So many people of a population, by its name in the library or its file."""

    population: str
    number: int


PanelWord: TypeAlias = Named | InFiles | DrawnFrom


def nowhere(_: str) -> bool:
    """No path is there: for where no files are read."""
    return False


def read_panel_word(
    word: str, saved: Collection[str] = (), is_there: Callable[[str], bool] = nowhere
) -> PanelWord:
    """What is meant. A name among `saved` is meant first, whatever it looks like; then a path that `is_there`;
    then `POPULATION:N`, then what looks like a path. Raises BadInput for an empty word, and for a number of people
    that cannot be."""
    text = " ".join(word.split())
    if not text:
        raise BadInput(
            "name a panel, a folder of persona files, or a population such as germany:12", field="panel"
        )
    if _key(text) in {_key(name) for name in saved}:
        return Named(text)
    if is_there(word.strip()):
        return InFiles(word.strip())
    if draw := _DRAW.fullmatch(text):
        number = int(draw[2])
        if not 1 <= number <= MOST_DRAWN:
            raise BadInput(f"{text}: from 1 to {MOST_DRAWN} people can be drawn, not {number}", field="panel")
        return DrawnFrom(draw[1].strip(), number)
    if _PATH.search(text) or PurePath(text).suffix.lower() in SUFFIXES:
        return InFiles(word.strip())
    if ":" in text:
        raise BadInput(f"{text}: after the colon stands how many to draw, such as germany:12", field="panel")
    return Named(text)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
