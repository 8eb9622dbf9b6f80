"""The places of panels on the sheet of a chart, in inches: how many columns, how high each panel, how wide the
bars."""

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from troupe.research.reports.charts.chart_look import ChartSize
from troupe.research.reports.charts.chart_panels import ChartPanel

MARGIN, GUTTER = 0.32, 0.38
LABELS, FIGURES = 1.68, 0.86
"""Inches for the labels left of the bars and the figures right of them."""
LEAST_BARS = 1.5
HEADING, AXIS, BELOW_LINE, GAP = 0.5, 0.26, 0.145, 0.28
LABEL_LINE, ROW_PAD = 0.145, 0.1
PAIR = 0.3
"""Inches that a pair of bars takes at least."""
_LABEL_LETTERS = 23
"""Letters of a line of a label."""
_LABEL_LINES = 4
_SHAPE, _LEAST_WIDTH, _COLUMNS_UNASKED = 16 / 10, 5.6, 3
"""Width to height of a sheet where nobody asks for a size, its least width, and its columns at most: more cannot
be read in a chat."""
_MOST_COLUMNS = 5
_FOOT = 0.34


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel and where it stands. `labels` are the lines of each bar's label, `heights` the height of each
    row."""

    panel: ChartPanel
    x: float
    y: float
    labels: tuple[tuple[str, ...], ...]
    heights: tuple[float, ...]
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartLayout:
    """A whole sheet. `bars` is the width of the longest bar there can be."""

    width: float
    height: float
    bars: float
    panels: tuple[PlacedPanel, ...]


@dataclass(frozen=True, slots=True)
class _Measured:
    labels: tuple[tuple[str, ...], ...]
    heights: tuple[float, ...]
    below: tuple[str, ...]

    @property
    def height(self) -> float:
        below = len(self.below) * BELOW_LINE + (0.06 if self.below else 0.0)
        return HEADING + sum(self.heights) + AXIS + below + GAP


def layout_of(
    panels: Sequence[ChartPanel], shown: Sequence[Sequence[str]], head: float, size: ChartSize | None
) -> ChartLayout:
    """The sheet whose shape is nearest to the one asked for. `shown` are the labels of each panel as they are to
    be drawn, `head` the inches that title and legend take."""
    if size is None:
        sheets = [_sheet(panels, shown, head, n, None) for n in range(1, min(_COLUMNS_UNASKED, len(panels)) + 1)]
        best = min(sheets, key=lambda sheet: _off(sheet, _SHAPE))
        return best if best.width >= _LEAST_WIDTH else _widened(best, _LEAST_WIDTH)
    shape = size.width / size.height
    sheets = [_sheet(panels, shown, head, n, shape) for n in range(1, min(_MOST_COLUMNS, len(panels)) + 1)]
    return min(sheets, key=lambda sheet: sheet.width)  # the smallest sheet has the largest letters


def lines_of(text: str, letters: float, most: int) -> tuple[str, ...]:
    """A text in lines of about so many letters; wide letters, as of Chinese, count as two."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    width = max(6, int(letters * len(text) / (len(text) + wide))) if text else 6
    lines = textwrap.wrap(text, width, break_long_words=True, break_on_hyphens=True)
    if len(lines) <= most:
        return tuple(lines) or ("",)
    return (*lines[: most - 1], f"{lines[most - 1][: width - 1]}…")


def _sheet(
    panels: Sequence[ChartPanel], shown: Sequence[Sequence[str]], head: float, columns: int, shape: float | None
) -> ChartLayout:
    bars, tries = LEAST_BARS, 4
    while True:  # wider bars make room for longer lines below them, which makes the sheet lower
        placed, deepest = _placed(panels, shown, head, columns, bars)
        width = 2 * MARGIN + columns * (LABELS + bars + FIGURES) + (columns - 1) * GUTTER
        height = deepest + _FOOT
        tries -= 1
        if shape is None or width / height >= shape or not tries:
            break
        bars += (height * shape - width) / columns
    if shape is not None:
        height = max(height, width / shape)
        width = height * shape
    return ChartLayout(width=width, height=height, bars=bars, panels=placed)


def _placed(
    panels: Sequence[ChartPanel], shown: Sequence[Sequence[str]], head: float, columns: int, bars: float
) -> tuple[tuple[PlacedPanel, ...], float]:
    """Each panel in the column that is the shortest so far, so that they read from left to right."""
    depths = [head] * columns
    placed: list[PlacedPanel] = []
    for panel, labels in zip(panels, shown, strict=True):
        measure = _measured(panel, labels, bars)
        column = depths.index(min(depths))
        x = MARGIN + column * (LABELS + bars + FIGURES + GUTTER)
        placed.append(PlacedPanel(panel, x, depths[column], measure.labels, measure.heights, measure.below))
        depths[column] += measure.height
    return tuple(placed), max(depths)


def _measured(panel: ChartPanel, shown: Sequence[str], bars: float) -> _Measured:
    labels = tuple(lines_of(label, _LABEL_LETTERS, _LABEL_LINES) for label in shown)
    least = PAIR if any(bar.second is not None for bar in panel.bars) else 0.0
    heights = tuple(max(len(lines) * LABEL_LINE, least) + ROW_PAD for lines in labels)
    below = lines_of(panel.below, (LABELS + bars + FIGURES) * 16.5, 12) if panel.below else ()
    return _Measured(labels, heights, below)


def _off(sheet: ChartLayout, shape: float) -> float:
    """How far a sheet is from a shape, the nearer the better."""
    ratio = sheet.width / sheet.height / shape
    used = sum(sum(placed.heights) + HEADING + AXIS for placed in sheet.panels) * (LABELS + sheet.bars + FIGURES)
    return max(ratio, 1 / ratio) - used / (sheet.width * sheet.height)


def _widened(sheet: ChartLayout, width: float) -> ChartLayout:
    return ChartLayout(width, sheet.height, sheet.bars + width - sheet.width, sheet.panels)
