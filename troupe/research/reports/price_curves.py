"""The curves of a price ballot (van Westendorp 1976): for each price, how many people call it too cheap, cheap,
dear and too dear, and where these counts cross. Only from thirty people on: of fewer, a curve shows each one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from troupe.research.analysis.ballot_results import PRICES, BallotResult, price_words
from troupe.research.guides.guide import BallotForm
from troupe.research.reports.svg_drawing import WIDTH, InlineChart, chart, joined, line, rule, text

LEAST = 30
_TALL = 190.0
_TOP = 54.0
_CROSSINGS = (
    (0, 2, "lower end: as many call it too cheap as dear"),
    (0, 3, "as many call it too cheap as too dear"),
    (1, 2, "as many call it cheap as dear"),
    (1, 3, "upper end: as many call it cheap as too dear"),
)
"""Pairs of curves, one falling and one rising, with what their crossing says."""


@dataclass(frozen=True, slots=True)
class PriceCurves:
    """The four curves over the prices that were named: how many people call each price so, in the order of PRICES.
    `disordered` named prices that do not rise, and are not in them."""

    prices: tuple[float, ...]
    counts: tuple[tuple[int, ...], ...]
    people: int
    disordered: int

    def crossing(self, falling: int, rising: int) -> float | None:
        """The price at which two curves cross, on straight lines between the named prices."""
        gaps = [down - up for down, up in zip(self.counts[falling], self.counts[rising], strict=True)]
        for at in range(1, len(gaps)):
            before, after = gaps[at - 1], gaps[at]
            if before >= 0 >= after and before != after:
                low, high = self.prices[at - 1], self.prices[at]
                return low + (high - low) * before / (before - after)
        return None

    def crossings(self) -> Iterator[tuple[float, str]]:
        """Each crossing with what it says."""
        for falling, rising, words in _CROSSINGS:
            if (price := self.crossing(falling, rising)) is not None:
                yield price, words


def price_curves(result: BallotResult) -> PriceCurves | None:
    """The curves; None for another ballot, and of fewer than thirty people."""
    if result.ballot.form is not BallotForm.PRICE:
        return None
    rows = [vote.prices for vote in result.votes if vote.prices]
    sound = [row for row in rows if list(row) == sorted(row)]
    if len(sound) < LEAST:
        return None
    prices = tuple(sorted({0.0, *(price for row in sound for price in row)}))

    def counted(calls_so: Callable[[float, float], bool], at: int) -> tuple[int, ...]:
        return tuple(sum(calls_so(price, row[at]) for row in sound) for price in prices)

    falling = [counted(lambda price, named: price <= named, at) for at in (0, 1)]
    rising = [counted(lambda price, named: price >= named, at) for at in (2, 3)]
    return PriceCurves(prices, (*falling, *rising), len(sound), len(rows) - len(sound))


def curves_chart(curves: PriceCurves, currency: str) -> InlineChart:
    """The curves as a picture: price to the right, people upwards; each line of its own kind, for print too."""
    top = _shown_top(curves)

    def point(price: float, count: int) -> tuple[float, float]:
        return WIDTH * min(price, top) / top, _TOP + _TALL * (1 - count / curves.people)

    base = _TOP + _TALL
    parts: list[Markup] = [rule(0, base, WIDTH, base), rule(0, _TOP, WIDTH, _TOP)]
    for at, name in enumerate(PRICES):
        x, y = (at % 2) * WIDTH / 2, 12 + 20 * (at // 2)
        parts += [line([(x, y - 4), (x + 34, y - 4)], f"curve c{at}"), text(x + 42, y, name)]
        shown = zip(curves.prices, curves.counts[at], strict=True)
        parts.append(line([point(price, count) for price, count in shown if price <= top], f"curve c{at}"))
    told: list[str] = []
    for price, words in curves.crossings():
        told.append(f"{price_words(round(price, 2), currency)}: {words}")
        if price <= top:
            parts.append(rule(WIDTH * price / top, base - 5, WIDTH * price / top, base + 5, "mark"))
    parts += [
        text(0, _TOP - 5, f"{curves.people} of {curves.people} people", "faint"),
        text(0, base + 20, price_words(0, currency), "faint"),
        text(WIDTH, base + 20, price_words(round(top, 2), currency), "faint", "end"),
    ]
    return chart(parts, base + 26, f"Price curves of {curves.people} people. {joined(told)}.")


def _shown_top(curves: PriceCurves) -> float:
    """The price up to which is drawn: nine in ten have called it too dear by then, so that one person who would
    pay anything does not press the rest together."""
    enough = 0.9 * curves.people
    reached = (p for p, count in zip(curves.prices, curves.counts[3], strict=True) if count >= enough)
    return next(reached, curves.prices[-1]) or 1.0
