"""Charts of a report as inline SVG: a dot for each person as long as they can be counted, bars beyond that.
Nowhere a share without its n."""

from collections.abc import Sequence

from markupsafe import Markup

from troupe.research.analysis.ballot_results import PRICES, BallotResult, OptionCount, price_words
from troupe.research.analysis.run_differences import Difference, RunFigure
from troupe.research.guides.guide import BallotForm
from troupe.research.reports.svg_drawing import (
    LINE,
    STEP,
    WIDTH,
    InlineChart,
    bar,
    chart,
    dot,
    joined,
    rule,
    text,
    wrapped,
)

MOST_DOTS = 18
"""People whose dots stand in a row; of more, bars tell."""
_COUNT_ROOM = 62.0
"""Units at the right end for `6 of 9`."""


def ballot_chart(result: BallotResult) -> InlineChart | None:
    """The picture of a ballot; None for words, and where nobody voted."""
    if not result.n:
        return None
    match result.ballot.form:
        case BallotForm.SINGLE | BallotForm.MULTIPLE:
            return _options(result)
        case BallotForm.LIKERT | BallotForm.RATING:
            return _scale(result)
        case BallotForm.BEST_WORST:
            return _best_worst(result)
        case BallotForm.PRICE:
            return _prices(result)
        case BallotForm.OPEN:
            return None


def _options(result: BallotResult) -> InlineChart:
    parts: list[Markup] = []
    y, n = 4.0, result.n
    for row in result.counts:
        for line in wrapped(row.option):
            y += LINE
            parts.append(text(0, y, line))
        y += 16
        parts += _units(0, y, row.count, n)
        end = STEP * n + 12 if n <= MOST_DOTS else WIDTH - _COUNT_ROOM + 8
        parts.append(text(end, y + 5, f"{row.count} of {n}", "count"))
        y += 18
    return chart(parts, y, joined([f"{row.option}: {row.count} of {n}" for row in result.counts]))


def _units(x: float, y: float, count: int, n: int) -> list[Markup]:
    """So many of n: dots, the rest faint; a bar where they are too many."""
    if n > MOST_DOTS:
        room = WIDTH - x - _COUNT_ROOM
        return [bar(x, y - 6, room, 12, "track"), bar(x, y - 6, room * count / n, 12)]
    kinds = ["dot"] * count + ["off"] * (n - count)
    return [dot(x + 8 + STEP * at, y, kind) for at, kind in enumerate(kinds)]


def _scale(result: BallotResult) -> InlineChart:
    """A column of dots over each point, the mean as a mark."""
    ballot, tall = result.ballot, max(1, *(row.count for row in result.counts))
    step = min(STEP, 150 / tall)
    base = 26 + step * tall
    gap = WIDTH / ballot.points
    parts = [rule(0, base + 2, WIDTH, base + 2)]
    if result.mean is not None:
        x = gap * (result.mean - 0.5)
        mean = f"mean {result.mean:.2f}"
        parts += [rule(x, 18, x, base + 2, "mark"), text(_inside(x, 30), 12, mean, "count", "middle")]
    for at, row in enumerate(result.counts):
        x = gap * (at + 0.5)
        parts += [dot(x, base - 8 - step * up, "dot", min(6.5, step / 2.4)) for up in range(row.count)]
        parts.append(text(x, base + 20, row.option, "count", "middle"))
    y = base + 38
    for at, words in ((0.0, ballot.low), (WIDTH, ballot.high)):
        for row, line in enumerate(wrapped(words, WIDTH / 2 - 12, 2) if words else ()):
            parts.append(text(at, y + LINE * row, line, "faint", "start" if at == 0 else "end"))
    rows = max(len(wrapped(words, WIDTH / 2 - 12, 2)) if words else 0 for words in (ballot.low, ballot.high))
    told = joined([f"{row.option}: {row.count} of {result.n}" for row in result.counts])
    mean = f" Mean {result.mean:.2f}." if result.mean is not None else ""
    return chart(parts, base + 26 + LINE * rows, f"{told}.{mean}")


def _best_worst(result: BallotResult) -> InlineChart:
    """Dots to the right for best, to the left for worst, one line an option."""
    most = max(max(row.count, row.worst) for row in result.counts)
    step = min(STEP, (WIDTH / 2 - 44) / max(1, most))
    middle = WIDTH / 2
    parts = [text(middle - 8, 14, "worst", "faint", "end"), text(middle + 8, 14, "best", "faint")]
    y = 18.0
    for row in _ranked(result.counts):
        for line in wrapped(row.option):
            y += LINE
            parts.append(text(middle, y, line, "ink", "middle"))
        y += 16
        parts.append(rule(middle, y - 9, middle, y + 9, "mark"))
        radius = min(6.5, step / 2.4)
        parts += [dot(middle - 12 - step * at, y, "off", radius) for at in range(row.worst)]
        parts += [dot(middle + 12 + step * at, y, "dot", radius) for at in range(row.count)]
        parts.append(text(middle - 16 - step * row.worst, y + 5, str(row.worst), "count", "end"))
        parts.append(text(middle + 16 + step * row.count, y + 5, str(row.count), "count"))
        y += 16
    told = [f"{row.option}: best for {row.count}, worst for {row.worst} of {result.n}" for row in result.counts]
    return chart(parts, y + 4, joined(told))


def _ranked(counts: Sequence[OptionCount]) -> list[OptionCount]:
    return sorted(counts, key=lambda row: row.worst - row.count)


def _prices(result: BallotResult) -> InlineChart:
    """A strip for each of the four prices: a dot a person, the median as a mark."""
    rows = [vote.prices for vote in result.votes if vote.prices]
    top = max((price for row in rows for price in row), default=0.0) or 1.0
    parts: list[Markup] = []
    told: list[str] = []
    y = 0.0

    def priced(amount: float) -> str:
        return price_words(amount, result.ballot.currency)

    for at, name in enumerate(PRICES):
        middle = result.price_medians[at]
        x = _along(middle, top)
        parts += [text(0, y + 16, name), text(WIDTH, y + 16, f"median {priced(middle)}", "count", "end")]
        y += 34
        parts.append(rule(0, y, WIDTH, y))
        parts += [dot(_along(row[at], top), y, "see", 5.5) for row in rows]
        parts.append(rule(x, y - 10, x, y + 10, "mark"))
        span = f"from {priced(min(row[at] for row in rows))} to {priced(max(row[at] for row in rows))}"
        told.append(f"{name}: median {priced(middle)}, {span}")
        y += 18
    parts += [text(0, y + 12, priced(0), "faint"), text(WIDTH, y + 12, priced(top), "faint", "end")]
    return chart(parts, y + 18, joined(told) + f". {len(rows)} people.")


def _along(value: float, top: float) -> float:
    return 6 + (WIDTH - 12) * value / top


def difference_chart(difference: Difference) -> InlineChart:
    """The figure in each run: the unchanged ones above, with their spread, the changed ones below."""
    low, top = (0.0, 1.0) if difference.share else (1.0, difference.top)

    def x(figure: RunFigure) -> float:
        return 8 + (WIDTH - 16) * (difference.place(figure) - low) / (top - low)

    parts: list[Markup] = []
    spread = [x(figure) for figure in difference.unchanged]
    for y, name, figures, kind in (
        (48.0, "unchanged", difference.unchanged, "off"),
        (116.0, difference.condition, difference.changed, "dot"),
    ):
        parts += [text(0, y - 30, line, "ink") for line in wrapped(name, WIDTH, 1)]
        if kind == "off":
            parts.append(bar(min(spread) - 8, 32, max(spread) - min(spread) + 16, 92, "band"))
        parts.append(rule(0, y, WIDTH, y))
        parts += [dot(x(figure), y - 11 * _same_before(figures, at), kind) for at, figure in enumerate(figures)]
    least, most = ("none", "all") if difference.share else ("1", f"{difference.top:g}")
    parts += [text(0, 142, least, "faint"), text(WIDTH, 142, most, "faint", "end")]
    groups = (("Unchanged", difference.unchanged), ("Changed", difference.changed))
    told = [f"{name}: {', '.join(figure_words(difference, figure) for figure in of)}" for name, of in groups]
    return chart(parts, 148, joined(told))


def _same_before(figures: Sequence[RunFigure], at: int) -> int:
    """How many of the figures before this one are the same: their dots stand on one another."""
    return sum((f.value, f.n) == (figures[at].value, figures[at].n) for f in figures[:at])


def figure_words(difference: Difference, figure: RunFigure) -> str:
    """A figure with its n."""
    return f"{figure.value:g} of {figure.n}" if difference.share else f"{figure.value:.2f} (n = {figure.n})"


def people_dots(count: int, total: int) -> InlineChart:
    """How many of those who were asked, small enough for a line."""
    if total > 40:
        return chart(
            [bar(0, 2, WIDTH, 8, "track"), bar(0, 2, WIDTH * count / total, 8)], 12, f"{count} of {total} people"
        )
    parts = [dot(5 + 13 * at, 6, "dot" if at < count else "off", 4.5) for at in range(total)]
    width = 13 * total
    alt = f"{count} of {total} people"
    svg = Markup(
        '<svg class="dots" viewBox="0 0 {} 12" width="{}" height="12" role="img" aria-label="{}">{}</svg>'
    )
    return InlineChart(svg.format(width, width, alt, Markup("").join(parts)), alt)


def _inside(x: float, margin: float) -> float:
    return min(max(x, margin), WIDTH - margin)
