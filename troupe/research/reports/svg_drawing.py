"""Small pieces that inline charts are drawn of: text that wraps, dots, bars. Colours are classes, which the page's
style sheet fills for light, dark and print."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 400.0
"""Units across: about as many as a phone has pixels, so that letters keep their size there."""
LINE = 18.0
_LETTER = 7.1
"""Units of width that a letter takes on average, at the charts' size of type."""
DOT = 6.5
STEP = 17.0


@dataclass(frozen=True, slots=True)
class InlineChart:
    """A chart as SVG, and what it shows in words."""

    svg: Markup
    alt: str


def chart(parts: Sequence[Markup], height: float, alt: str) -> InlineChart:
    """The parts as one picture with its words for those who cannot see it."""
    body = Markup("").join(parts)
    svg = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        num(WIDTH), num(height), alt, body
    )
    return InlineChart(svg, alt)


def text(x: float, y: float, words: str, kind: str = "ink", anchor: str = "start") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        kind, num(x), num(y), anchor, words
    )


def dot(x: float, y: float, kind: str = "dot", radius: float = DOT) -> Markup:
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(kind, num(x), num(y), num(radius))


def bar(x: float, y: float, width: float, height: float, kind: str = "dot") -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>').format(
        kind, num(x), num(y), num(max(0.0, width)), num(height)
    )


def rule(x1: float, y1: float, x2: float, y2: float, kind: str = "rule") -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        kind, num(x1), num(y1), num(x2), num(y2)
    )


def line(points: Sequence[tuple[float, float]], kind: str) -> Markup:
    """Straight lines from point to point."""
    return Markup('<polyline class="{}" points="{}"/>').format(
        kind, " ".join(f"{num(x)},{num(y)}" for x, y in points)
    )


def num(value: float) -> str:
    """A number as SVG has it, never in scientific notation, the same on every machine."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def wrapped(words: str, room: float = WIDTH, most: int = 3) -> list[str]:
    """The text in lines that fit into so many units, cut after the last."""
    lines = list(_lines(" ".join(words.split()), room / _LETTER))
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1].rstrip()}…"]


def _lines(words: str, room: float) -> Iterator[str]:
    line = ""
    for word in words.split(" "):
        for piece in _pieces(word, room):
            if line and _width(line) + 1 + _width(piece) > room:
                yield line
                line = piece
            else:
                line = f"{line} {piece}".strip()
    yield line


def _pieces(word: str, room: float) -> Iterator[str]:
    """A word, cut where it is longer than a line."""
    piece = ""
    for char in word:
        if _width(piece + char) > room:
            yield piece
            piece = ""
        piece += char
    yield piece


def _width(words: str) -> float:
    """Letters' widths; those of East Asian scripts count double."""
    return sum(1.9 if unicodedata.east_asian_width(char) in "WF" else 1.0 for char in words)


def joined(words: Sequence[str]) -> str:
    """A list in words."""
    return "; ".join(words)
