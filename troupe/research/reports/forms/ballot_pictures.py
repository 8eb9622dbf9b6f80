"""The ballots of a study as PNG pictures, for a message or a slide: counts with their n, in house colours."""
# pyright: reportUnknownMemberType=false
# (matplotlib's own types leave **kwargs open in nearly every call.)

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from troupe.core.errors import Misconfigured
from troupe.research.analysis.ballot_results import PRICES, BallotResult, ballot_results, price_words
from troupe.research.guides.guide import BallotForm
from troupe.research.reports.charts.chart_drawing import DRAWING
from troupe.research.reports.charts.chart_letters import letters_for
from troupe.research.reports.charts.chart_look import FAINT, FIRST, INK, PALE, PAPER
from troupe.research.reports.report_words import SYNTHETIC, ballot_n
from troupe.research.reports.svg_drawing import wrapped
from troupe.research.sessions.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DPI = 150
_WIDE = 6.4
_LINE = 0.46
"""Inches of height of a bar with its label."""
_LABEL_ROOM = 270.0


def ballot_pictures(study: Study) -> Mapping[str, bytes]:
    """A picture for each ballot that has votes to draw, by its key. Raises Misconfigured without matplotlib."""
    results = ballot_results(study.guide, study.first)
    return {r.ballot.key: _picture(r) for r in results if r.n and r.ballot.form is not BallotForm.OPEN}


def _picture(result: BallotResult) -> bytes:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.text import Text
    except ImportError as error:
        raise Misconfigured(
            "charts need matplotlib, which is not installed: pip install 'discord-troupe[research]'"
        ) from error
    rows, title = _rows(result), wrapped(result.ballot.text, 420, 3)
    head = 0.3 + 0.26 * len(title) + 0.3
    height = head + _LINE * len(rows) + 0.4
    with DRAWING:
        letters = letters_for([*title, *(label for label, _, _ in rows)])
        figure = Figure(figsize=(_WIDE, height), dpi=_DPI, facecolor=PAPER)
        FigureCanvasAgg(figure)
        for at, line in enumerate(title):
            y = 1 - (0.2 + 0.26 * at) / height
            figure.text(0.03, y, letters.shown(line), fontsize=12, fontweight="bold", color=INK, va="top")
        figure.text(0.03, 1 - (head - 0.2) / height, ballot_n(result), fontsize=8.5, color=FAINT, va="center")
        figure.text(0.03, 0.16 / height, SYNTHETIC, fontsize=7.5, color=FAINT, va="center")
        axis = figure.add_axes((0.42, 0.34 / height, 0.55, _LINE * len(rows) / height))
        top = max(1.0, *result.price_medians) if result.price_medians else float(result.n)
        _bars(
            axis, top, [("\n".join(wrapped(letters.shown(label), _LABEL_ROOM, 2)), v, w) for label, v, w in rows]
        )
        for text in figure.findobj(Text):
            text.set_parse_math(False)  # pyright: ignore[reportAttributeAccessIssue]
            text.set_fontfamily(list(letters.families))  # pyright: ignore[reportAttributeAccessIssue]
        out = io.BytesIO()
        figure.savefig(out, format="png", facecolor=PAPER, metadata={"Software": "Troupe", "Comment": SYNTHETIC})
    return out.getvalue()


def _rows(result: BallotResult) -> list[tuple[str, float, str]]:
    """Label, length and words of each bar."""
    n, ballot = result.n, result.ballot
    match ballot.form:
        case BallotForm.PRICE:
            return [
                (f"{p}, median", v, price_words(v, ballot.currency))
                for p, v in zip(PRICES, result.price_medians, strict=False)
            ]
        case BallotForm.BEST_WORST:
            return [(r.option, float(r.count), f"best {r.count}, worst {r.worst} of {n}") for r in result.counts]
        case BallotForm.LIKERT | BallotForm.RATING:
            ends = {"1": ballot.low, str(ballot.points): ballot.high}
            names = [f"{r.option}  {ends.get(r.option, '')}".strip() for r in result.counts]
            return [
                (name, float(r.count), f"{r.count} of {n}") for name, r in zip(names, result.counts, strict=True)
            ]
        case _:
            return [(r.option, float(r.count), f"{r.count} of {n}") for r in result.counts]


def _bars(axis: "Axes", top: float, rows: list[tuple[str, float, str]]) -> None:
    """Bars in tracks as long as `top`: of counts, all who voted."""
    places = list(range(len(rows)))
    axis.set_facecolor(PAPER)
    axis.barh(places, [top] * len(rows), color=PALE, alpha=0.35, height=0.5)
    axis.barh(places, [value for _, value, _ in rows], color=FIRST, height=0.5, zorder=2)
    for at, (_, _, words) in enumerate(rows):
        axis.text(top * 1.03, at, words, va="center", fontsize=9, color=INK)
    axis.set_xlim(0, top * 1.55)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_yticks(places, [label for label, _, _ in rows], fontsize=9, color=INK)
    axis.tick_params(axis="y", length=0)
    axis.set_xticks([])
    for side in ("top", "right", "bottom", "left"):
        axis.spines[side].set_visible(False)
