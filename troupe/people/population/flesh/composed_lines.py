"""Lines composed of two parts, so that many people can be told apart where ready-made lines would be used up."""

import random
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from troupe.core.frozen import Frozen
from troupe.people.population.life.flesh_line import FleshLine, flesh_line
from troupe.people.population.life.told_before import ToldBefore

TRIES = 40
"""Draws of two parts before a line that others have too is taken."""


class TwoPartForm(Frozen):
    """A form with two places, and the parts for each. The second part sees what kind of thing the first one is."""

    form: str
    first: tuple[FleshLine, ...]
    second: tuple[FleshLine, ...]


class ComposedLine(Frozen):
    """A line for somebody, and the tags they have from then on."""

    text: str
    gives: frozenset[str]


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
    filled: Callable[[str], str],
    told: ToldBefore,
    rng: random.Random,
    had: set[str],
) -> ComposedLine | None:
    """A line for someone with these tags that as few as possible have already, and none of whose parts is among
    those they `had` in another line of this kind; None where every part is."""
    form, known = two_part_forms()[what], tags & _told_apart(what)
    tries: list[tuple[int, str, FleshLine, FleshLine]] = []
    for _ in range(TRIES):
        first = rng.choice(_fitting(what, 0, known))
        seconds = _fitting(what, 1, known | first.kinds)
        if not seconds or first.text in had:
            continue
        second = rng.choice(seconds)
        if second.text in had or _stutters(first.text, second.text):
            continue
        # Parts hold slots in braces, so `format` cannot put them in.
        line = filled(form.form.replace("{a}", first.text).replace("{b}", second.text))
        tries.append((told.number(line), line, first, second))
        if tries[-1][0] < told.most:
            break
    if not tries:
        return None
    _, line, first, second = min(tries, key=lambda one: one[0])
    had.update((first.text, second.text))
    told.add(line)
    return ComposedLine(text=line, gives=first.gives | second.gives)


def _stutters(first: str, second: str) -> bool:
    """Whether a word of weight stands in both parts, or the second begins with the word that the first ends with:
    `fly once` and `once, and properly`."""
    heads, tails = ([word.strip(".,;:").casefold() for word in part.split()] for part in (first, second))
    return heads[-1] == tails[0] or any(len(word) > _LIGHT and word in tails for word in heads)


_LIGHT = 3
"""Letters. Longer words are heard when they come twice in a line."""


@cache
def _told_apart(what: str) -> frozenset[str]:
    """The tags that matter for these parts."""
    form = two_part_forms()[what]
    return frozenset[str]().union(*(part.needs | part.bars for part in (*form.first, *form.second)))


@lru_cache(maxsize=4096)
def _fitting(what: str, place: int, tags: frozenset[str]) -> tuple[FleshLine, ...]:
    form = two_part_forms()[what]
    return tuple(part for part in (form.first, form.second)[place] if part.fits(tags))
