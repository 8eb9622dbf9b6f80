"""Lines composed of two parts, so that many people can be told apart where ready-made lines would be used up."""

import random
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from troupe.core.frozen import Frozen
from troupe.people.population.life.flesh_line import FleshLine, flesh_line

TRIES = 40
"""Draws of two parts before a line that others have too is taken."""


class TwoPartForm(Frozen):
    """A form with two places, and the parts for each."""

    form: str
    first: tuple[FleshLine, ...]
    second: tuple[FleshLine, ...]


@cache
def two_part_forms() -> Mapping[str, TwoPartForm]:
    """composed.toml, read once."""
    file = tomllib.loads(files("troupe.people.population.flesh").joinpath("composed.toml").read_text("utf-8"))
    return {
        name: TwoPartForm(
            form=table["form"],
            first=tuple(flesh_line(part) for part in table["a"]),
            second=tuple(flesh_line(part) for part in table["b"]),
        )
        for name, table in file.items()
    }


def composed(
    what: str,
    tags: frozenset[str],
    number: int,
    filled: Callable[[str], str],
    used: Counter[str],
    rng: random.Random,
) -> list[str]:
    """So many lines for someone with these tags, no part twice, each a line that as few as possible have already;
    `used` counts them."""
    form, told = two_part_forms()[what], tags & _told_apart(what)
    lines: list[str] = []
    firsts, seconds = set[str](), set[str]()
    for _ in range(number):
        tries: dict[str, tuple[str, str]] = {}
        for _ in range(TRIES):
            first, second = rng.choice(_fitting(what, 0, told)), rng.choice(_fitting(what, 1, told))
            said_first = filled(first)
            if said_first not in firsts and second not in seconds and not _stutters(first, second):
                # Parts hold slots in braces, so `format` cannot put them in.
                line = filled(form.form.replace("{a}", first).replace("{b}", second))
                tries[line] = (said_first, second)
                if not used[line]:
                    break
        if tries:
            line = min(tries, key=lambda text: used[text])
            firsts.add(tries[line][0])
            seconds.add(tries[line][1])
            used[line] += 1
            lines.append(line)
    return lines


def _stutters(first: str, second: str) -> bool:
    """Whether the second part begins with the word that the first ends with: `fly once` and `once, and
    properly`."""
    return first.split()[-1].strip(".,;").casefold() == second.split()[0].strip(".,;").casefold()


@cache
def _told_apart(what: str) -> frozenset[str]:
    """The tags that matter for these parts."""
    form = two_part_forms()[what]
    return frozenset[str]().union(*(part.needs | part.bars for part in (*form.first, *form.second)))


@lru_cache(maxsize=4096)
def _fitting(what: str, place: int, tags: frozenset[str]) -> tuple[str, ...]:
    form = two_part_forms()[what]
    return tuple(part.text for part in (form.first, form.second)[place] if part.fits(tags))
