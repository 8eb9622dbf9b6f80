"""What prices and rankings come to: van Westendorp's crossings, and scores of best and worst. Pure."""

from collections.abc import Sequence

from troupe.core.frozen import Frozen
from troupe.worlds.sessions.vote import Vote

LEAST_FOR_CURVES = 30
"""People from whom on curves may be drawn: a curve of fewer shows the few."""


class PriceCurvePoint(Frozen):
    """At one price, the share of people to whom it is too cheap, cheap, dear, too dear."""

    price: float
    too_cheap: float
    cheap: float
    dear: float
    too_dear: float


class PricePoints(Frozen):
    """Where the curves cross (van Westendorp 1976), None where they do not. OPTIMAL: as many find it too cheap as
    too dear. INDIFFERENT: as many find it cheap as dear. From `low`, where as many find it too cheap as dear, to
    `high`, cheap as too dear, a price is acceptable. `curves` are empty below LEAST_FOR_CURVES people."""

    n: int
    optimal: float | None = None
    indifferent: float | None = None
    low: float | None = None
    high: float | None = None
    curves: tuple[PriceCurvePoint, ...] = ()


def price_points(votes: Sequence[Vote]) -> PricePoints:
    """The crossings of everyone's four prices."""
    rows = [vote.prices for vote in votes if len(vote.prices) == 4 and not vote.missing]
    if not rows:
        return PricePoints(n=0)
    curves = [_at(price, rows) for price in sorted({price for row in rows for price in row})]
    return PricePoints(
        n=len(rows),
        optimal=_crossing(curves, "too_cheap", "too_dear"),
        indifferent=_crossing(curves, "cheap", "dear"),
        low=_crossing(curves, "too_cheap", "dear"),
        high=_crossing(curves, "cheap", "too_dear"),
        curves=tuple(curves) if len(rows) >= LEAST_FOR_CURVES else (),
    )


def _at(price: float, rows: Sequence[tuple[float, ...]]) -> PriceCurvePoint:
    """The shares at a price: what was named as cheap is cheap at any lower price, as dear at any higher."""

    def share(count: int) -> float:
        return count / len(rows)

    return PriceCurvePoint(
        price=price,
        too_cheap=share(sum(row[0] >= price for row in rows)),
        cheap=share(sum(row[1] >= price for row in rows)),
        dear=share(sum(row[2] <= price for row in rows)),
        too_dear=share(sum(row[3] <= price for row in rows)),
    )


def _crossing(curves: Sequence[PriceCurvePoint], falling: str, rising: str) -> float | None:
    """The price at which a falling curve meets a rising one, between two named prices in proportion."""
    before: tuple[float, float] | None = None
    for point in curves:
        gap: float = getattr(point, rising) - getattr(point, falling)
        if gap >= 0:
            if before is None or gap == 0:
                return point.price
            price, low = before
            return round(price + (point.price - price) * -low / (gap - low), 4)
        before = (point.price, gap)
    return None


def best_worst_scores(options: Sequence[str], votes: Sequence[Vote]) -> dict[str, float]:
    """For each option, how many named it best less how many named it worst, by the number of votes: −1 to 1."""
    cast = [vote for vote in votes if vote.best and not vote.missing]
    return {
        option: sum((vote.best == option) - (vote.worst == option) for vote in cast) / len(cast) if cast else 0.0
        for option in options
    }
