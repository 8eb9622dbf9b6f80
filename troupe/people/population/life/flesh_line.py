"""A ready-made line and the people it is for: the conditions that stand in front of it in a file."""

import re
from functools import lru_cache

from troupe.core.frozen import Frozen

_TAGGED = re.compile(r"^\[([^\]]+)\]\s*")


class FleshLine(Frozen):
    """A line, or a part of one, and for whom it is. `gives` are the tags that the person has from then on, so
    that who washes their car does not want to learn to drive; `kinds` those that only the other part of the line
    sees."""

    text: str
    needs: frozenset[str]
    bars: frozenset[str]
    gives: frozenset[str]
    kinds: frozenset[str]

    def fits(self, tags: frozenset[str]) -> bool:
        return self.needs <= tags and not self.bars & tags


def flesh_line(text: str) -> FleshLine:
    """A line of a file: `[tags]` in front say for whom it is, those with ! for whom it is not, those with + what
    it adds to the person, those with = what kind of thing it is."""
    tagged = _TAGGED.match(text)
    tags = tagged[1].split() if tagged else []

    def marked(sign: str) -> frozenset[str]:
        return frozenset(tag[1:] for tag in tags if tag.startswith(sign))

    return FleshLine(
        text=_TAGGED.sub("", text),
        needs=frozenset(tag for tag in tags if tag[0] not in "!+="),
        bars=marked("!"),
        gives=marked("+"),
        kinds=marked("="),
    )


@lru_cache(maxsize=16_384)
def fitting(lines: tuple[str, ...], tags: frozenset[str]) -> tuple[FleshLine, ...]:
    """Those of the lines that people with these tags may have."""
    return tuple(line for line in _read(lines) if line.fits(tags))


@lru_cache(maxsize=1024)
def _read(lines: tuple[str, ...]) -> tuple[FleshLine, ...]:
    return tuple(map(flesh_line, lines))
