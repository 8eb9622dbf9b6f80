"""A ready-made line and the people it is for: the conditions that stand in front of it in a file."""

import re
from functools import lru_cache

from troupe.core.frozen import Frozen

_TAGGED = re.compile(r"^\[([^\]]+)\]\s*")


class FleshLine(Frozen):
    """A line, or a part of one, and for whom it is."""

    text: str
    needs: frozenset[str]
    bars: frozenset[str]

    def fits(self, tags: frozenset[str]) -> bool:
        return self.needs <= tags and not self.bars & tags


def flesh_line(text: str) -> FleshLine:
    """A line of a file: `[tags]` in front say for whom it is, those with ! for whom it is not."""
    tagged = _TAGGED.match(text)
    tags = tagged[1].split() if tagged else []
    return FleshLine(
        text=_TAGGED.sub("", text),
        needs=frozenset(tag for tag in tags if not tag.startswith("!")),
        bars=frozenset(tag[1:] for tag in tags if tag.startswith("!")),
    )


@lru_cache(maxsize=16_384)
def fitting(lines: tuple[str, ...], tags: frozenset[str]) -> tuple[str, ...]:
    """The texts of those lines that people with these tags may have."""
    return tuple(line.text for line in _read(lines) if line.fits(tags))


@lru_cache(maxsize=1024)
def _read(lines: tuple[str, ...]) -> tuple[FleshLine, ...]:
    return tuple(map(flesh_line, lines))
