"""Charts of a set of people as PNG bytes, drawn without a screen, readable in Discord's dark and light."""
# pyright: reportUnknownMemberType=false
# (matplotlib's own types leave **kwargs open in nearly every call.)

import io
import math
import textwrap
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from troupe.core.errors import Misconfigured
from troupe.people.profile.field_distribution import Both, Comparison, Distribution, Lists, Numbers, shares
from troupe.people.profile.profile_report import Profile
from troupe.research.reports.chart_letters import Letters, letters_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAPER, INK, FAINT, RULE = "#FBF7F0", "#33302E", "#8A827A", "#E5DCCF"
FIRST, SECOND, PALE = "#5B6EE1", "#E0A458", "#C4CAF2"
"""The house's colours on warm paper: the picture brings its own ground, so it reads the same in dark and light."""
DPI = 150
COLUMN = 3.5
"""Inches of width a panel takes. Discord fits a picture into about 550 × 350 pixels, so panels stand three abreast
and lists of values are cut."""
MOST_BARS = 7
MOST_PANELS = 9
_OTHERS = " others"
_LINE = 0.3
"""Inches of height a bar takes; a pair takes a third more."""
DRAWING = threading.Lock()
"""matplotlib draws one picture at a time."""
_HEAD = 0.7
"""Inches above the panels, for the title."""


def profile_chart(profile: Profile, title: str) -> bytes:
    """All distributions of a profile, one panel each, in two columns. Raises Misconfigured without matplotlib."""
    return panels_chart(profile.distributions, title, f"{profile.people} people")


def distribution_chart(of: Distribution, title: str) -> bytes:
    """One field."""
    return panels_chart((of,), title, f"{of.people} people")


def panels_chart(distributions: Sequence[Distribution], title: str, below: str) -> bytes:
    """Several fields of one set, at most MOST_PANELS."""
    panels_shown = distributions[:MOST_PANELS]
    with DRAWING:
        figure, panels = _sheet(title, below, [len(_bars(panel)) for panel in panels_shown], _LINE)
        letters = _letters(panels_shown)
        for (axis, slots), panel in zip(panels, panels_shown, strict=True):
            _draw_one(axis, panel, letters)
            axis.set_ylim(slots - 0.5, -0.5)
        return _png(figure, letters)


def chart_key(distributions: Sequence[Distribution]) -> tuple[str, ...]:
    """What the numbers stand for that such a chart shows in place of labels whose letters no font here has; a line
    each, mostly none."""
    with DRAWING:
        return _letters(distributions[:MOST_PANELS]).key()


def comparison_key(compared: Sequence[Comparison]) -> tuple[str, ...]:
    """The same of a comparison."""
    with DRAWING:
        return _compared_letters(compared[:MOST_PANELS]).key()


def comparison_chart(compared: Sequence[Comparison], first: str, second: str, title: str) -> bytes:
    """Two sets in each field, bars side by side. Raises Misconfigured without matplotlib."""
    panels_shown = compared[:MOST_PANELS]
    sizes = (panels_shown[0].first.people, panels_shown[0].second.people)
    with DRAWING:
        figure, panels = _sheet(title, "", [len(_rows(panel)) for panel in panels_shown], _LINE * 1.35)
        letters = _compared_letters(panels_shown)
        for (axis, slots), panel in zip(panels, panels_shown, strict=True):
            _draw_both(axis, panel, letters)
            axis.set_ylim(slots - 0.5, -0.5)
        names = (_named(first, "the first"), _named(second, "the second"))
        _legend(figure, ((names[0], sizes[0], FIRST), (names[1], sizes[1], SECOND)))
        return _png(figure, letters)


def _letters(panels_shown: Sequence[Distribution]) -> Letters:
    headings = [_heading(panel.field) for panel in panels_shown]
    return letters_for([*headings, *(label for panel in panels_shown for label, _, _ in _bars(panel))])


def _compared_letters(panels_shown: Sequence[Comparison]) -> Letters:
    headings = [_heading(panel.field) for panel in panels_shown]
    return letters_for([*headings, *(row.value for panel in panels_shown for row in _rows(panel))])


def _named(name: str, otherwise: str) -> str:
    """What a set or chart is called, if it can be drawn."""
    return otherwise if letters_for([name]).numbers else name


def _draw_one(axis: "Axes", of: Distribution, letters: Letters) -> None:
    bars = _bars(of)
    places = range(len(bars))
    most = max((count for _, count, _ in bars), default=1) or 1
    colours = [PALE if label.endswith(_OTHERS) else FIRST for label, _, _ in bars]
    axis.barh(places, [count for _, count, _ in bars], color=colours, height=0.66, zorder=2)
    for place, (_, count, share) in enumerate(bars):
        label = f"{count}  ·  {share:.0%}" if count else "0"
        axis.text(count + most * 0.03, place, label, va="center", ha="left", fontsize=7.5, color=FAINT)
    axis.set_xlim(0, most * 1.4)
    axis.set_yticks(list(places), [_short(letters.shown(label)) for label, _, _ in bars])
    axis.spines["left"].set_bounds(-0.5, len(bars) - 0.5)
    _plain(axis, letters.shown(_heading(of.field)), _note(of))


def _draw_both(axis: "Axes", compared: Comparison, letters: Letters) -> None:
    rows = _rows(compared)
    places = list(range(len(rows)))
    axis.barh([place - 0.2 for place in places], [r.first for r in rows], color=FIRST, height=0.36, zorder=2)
    axis.barh([place + 0.2 for place in places], [r.second for r in rows], color=SECOND, height=0.36, zorder=2)
    most = max((max(row.first, row.second) for row in rows), default=1.0) or 1.0
    for place, row in enumerate(rows):
        for shift, share in ((-0.2, row.first), (0.2, row.second)):
            axis.text(share + most * 0.02, place + shift, f"{share:.0%}", va="center", fontsize=7, color=FAINT)
    axis.set_xlim(0, most * 1.25)
    axis.set_yticks(places, [_short(letters.shown(row.value)) for row in rows])
    axis.spines["left"].set_bounds(-0.5, len(rows) - 0.5)
    note = f"{compared.apart:.0%} apart" + (f"  ·  KS {compared.ks:.2f}" if compared.ks is not None else "")
    hidden = len(compared.rows) - len(rows)
    heading = letters.shown(_heading(compared.field))
    _plain(axis, heading, note + (f"  ·  {hidden} rarer ones not drawn" if hidden else ""))


def _rows(compared: Comparison) -> Sequence[Both]:
    """The rows drawn: all bands, or the values that weigh most in either set."""
    if isinstance(compared.first, Numbers) or len(compared.rows) <= MOST_BARS:
        return compared.rows
    return sorted(compared.rows, key=lambda row: -max(row.first, row.second))[:MOST_BARS]


def _bars(of: Distribution) -> list[tuple[str, int, float]]:
    """Label, count and share of each bar; what is rare of a long list of values stands together."""
    lines = [(share.value, share.count, share.share) for share in shares(of)]
    if isinstance(of, Numbers) or len(lines) <= MOST_BARS:
        return lines
    first_lines, last_lines = lines[: MOST_BARS - 1], lines[MOST_BARS - 1 :]
    if isinstance(of, Lists):
        return lines[:MOST_BARS]
    count = sum(number for _, number, _ in last_lines)
    return [*first_lines, (f"{len(last_lines)}{_OTHERS}", count, count / of.known)]


def _note(of: Distribution) -> str:
    parts: list[str] = []
    if isinstance(of, Numbers):
        parts.append(f"mean {of.mean:.3g}, median {of.median:.3g}, {of.least:g} to {of.most:g}")
    elif isinstance(of, Lists):
        parts.append(f"share of people who have each; {len(of.shares)} in all")
    else:
        parts.append(f"{len(of.shares)} value{'s' if len(of.shares) != 1 else ''}")
    if of.known < of.people:
        parts.append(f"{of.people - of.known} unknown")
    return "  ·  ".join(parts)


def _heading(field: str) -> str:
    text = field.split(".")[-1].replace("_", " ")
    return text[:1].upper() + text[1:]


def _short(label: str) -> str:
    return textwrap.shorten(label, 22, placeholder="…") if " " in label else label[:22]


def _sheet(title: str, below: str, bars: Sequence[int], line: float) -> "tuple[Figure, list[tuple[Axes, int]]]":
    """An empty sheet with its title, and for so many panels the axes and how many bars each has room for: as many
    as the fullest of its row. Raises Misconfigured without matplotlib."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Misconfigured(
            "charts need matplotlib, which is not installed: pip install 'discord-troupe[research]'"
        ) from error
    columns = 2 if len(bars) == 4 else min(3, len(bars))
    rows = math.ceil(len(bars) / columns)
    slots = [max(bars[row * columns : (row + 1) * columns]) for row in range(rows)]
    heights = [count * line + 0.7 for count in slots]
    whole, width = sum(heights) + _HEAD, max(2, columns) * COLUMN
    figure = Figure(figsize=(width, whole), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    figure.set_layout_engine("constrained", rect=(0.01, 0.01, 0.98, 1 - _HEAD / whole), w_pad=0.1, h_pad=0.08)
    heading = _named(title, "A set of people")
    figure.text(0.18 / width, 1 - 0.16 / whole, heading, fontsize=14, fontweight="bold", color=INK, va="top")
    figure.text(0.18 / width, 1 - 0.44 / whole, below, fontsize=9, color=FAINT, va="top")
    grid = figure.add_gridspec(rows, columns, height_ratios=heights)
    places = [(place // columns, place % columns) for place in range(len(bars))]
    return figure, [(figure.add_subplot(grid[row, column]), slots[row]) for row, column in places]


def _legend(figure: "Figure", sets: Sequence[tuple[str, int, str]]) -> None:
    """The names and colours of the sets, below the title, one after the other."""
    width, height = figure.get_size_inches()
    x = 0.18
    for name, people, colour in sets:
        label = f"{textwrap.shorten(name, 30, placeholder='…')} ({people})"
        figure.text(x / width, 1 - 0.44 / height, "■", fontsize=10, color=colour, va="top")
        figure.text((x + 0.17) / width, 1 - 0.44 / height, label, fontsize=9, color=INK, va="top")
        x += 0.45 + 0.075 * len(label)


def _plain(axis: "Axes", heading: str, note: str) -> None:
    """Nothing but the bars, their names, and a heading with a note under it."""
    axis.set_facecolor(PAPER)
    for side in ("top", "right", "bottom"):
        axis.spines[side].set_visible(False)
    axis.spines["left"].set_color(RULE)
    axis.tick_params(axis="y", length=0, labelsize=8.5, labelcolor=INK)
    axis.set_xticks([])
    axis.set_title(f"{heading}\n", loc="left", fontsize=10.5, fontweight="bold", color=INK)
    axis.text(0, 1.0, note, transform=axis.transAxes, fontsize=8, color=FAINT, va="bottom", ha="left")


def _png(figure: "Figure", letters: Letters) -> bytes:
    """The picture. Dollar signs in what people wrote are no formulas."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        text.set_parse_math(False)  # pyright: ignore[reportAttributeAccessIssue]
        text.set_fontfamily(list(letters.families))  # pyright: ignore[reportAttributeAccessIssue]
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor=PAPER)
    return out.getvalue()
