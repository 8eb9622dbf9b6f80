"""A chart drawn without a screen, as PNG or SVG, in light or dark: all panels on one scale, with an axis."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (matplotlib's own types leave **kwargs open in nearly every call.)

import html
import io
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from troupe.core.errors import Misconfigured
from troupe.research.reports.charts.chart_layout import (
    AXIS,
    BELOW_LINE,
    HEADING,
    LABEL_LINE,
    LABELS,
    MARGIN,
    ROW_PAD,
    ChartLayout,
    PlacedPanel,
    layout_of,
    lines_of,
)
from troupe.research.reports.charts.chart_letters import Letters, letters_for
from troupe.research.reports.charts.chart_look import ChartColours, ChartForm, ChartLook
from troupe.research.reports.charts.chart_panels import PanelBar
from troupe.research.reports.charts.chart_words import alt_text, chart_letters
from troupe.research.reports.charts.profile_charts import PeopleChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 150
DRAWING = threading.Lock()
"""matplotlib draws one picture at a time."""
SIMULATED = "simulated people"
_TOPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Where a scale may end."""
_LONG_TITLE = 40
_TITLE_LINE, _LEGEND, _BELOW_HEAD = 0.29, 0.26, 0.17


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every part is drawn with: an axis in inches from the upper left, and the end of the scale."""

    axis: "Axes"
    layout: ChartLayout
    colours: ChartColours
    letters: Letters
    top: float

    def text(
        self, x: float, y: float, words: str, size: float, colour: str, *,
        align: Literal["left", "center", "right"] = "left", bold: bool = False,
    ) -> None:  # fmt: skip
        weight = "bold" if bold else "normal"
        self.axis.text(x, y, words, fontsize=size, color=colour, ha=align, va="center", fontweight=weight)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        from matplotlib.patches import Rectangle

        self.axis.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor="none", zorder=2))

    def line(self, x: float, y: float, to: float, colour: str, width: float = 0.8) -> None:
        self.axis.plot(
            [x, x], [y, to], color=colour, linewidth=width, zorder=1 if width < 1 else 3, solid_capstyle="butt"
        )


def draw_chart(chart: PeopleChart, look: ChartLook | None = None) -> bytes:
    """The chart as a file, the same bytes for the same chart; what it shows stands in it in words. Raises
    Misconfigured without matplotlib."""
    asked = (look or ChartLook()).titled(chart.title)
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Misconfigured(
            "charts need matplotlib, which is not installed: pip install 'discord-troupe[research]'"
        ) from error
    with DRAWING:
        letters = chart_letters(chart)
        title = asked.title if not letters_for([asked.title]).numbers else "A set of people"
        shown = [[letters.shown(bar.label) for bar in panel.bars] for panel in chart.panels]
        legend = _LEGEND if chart.aimed or len(chart.sets) > 1 else 0.0
        head = MARGIN + _TITLE_LINE * (2 if len(title) > _LONG_TITLE else 1) + _BELOW_HEAD * 2 + legend
        layout = layout_of(chart.panels, shown, head, asked.size)
        figure = Figure(figsize=(layout.width, layout.height), facecolor=asked.colours.paper)
        FigureCanvasAgg(figure)
        axis = figure.add_axes((0, 0, 1, 1))
        axis.set_xlim(0, layout.width)
        axis.set_ylim(layout.height, 0)
        axis.set_axis_off()
        sheet = _Sheet(axis, layout, asked.colours, letters, _top(chart))
        _draw_head(sheet, chart, title)
        for placed in layout.panels:
            _draw_panel(sheet, placed)
        _draw_foot(sheet, asked)
        return _written(figure, letters, asked, alt_text(chart.model_copy(update={"title": asked.title})))


def _top(chart: PeopleChart) -> float:
    """The end of the scale: the next round share above the longest bar of all panels."""
    longest = max(
        (max(bar.share, bar.second or 0.0, bar.target or 0.0) for panel in chart.panels for bar in panel.bars),
        default=1.0,
    )
    return next((top for top in _TOPS if top >= longest - 1e-9), 1.0)


def _draw_head(sheet: _Sheet, chart: PeopleChart, title: str) -> None:
    """Title, what the bars are, and the colours."""
    colours, y = sheet.colours, MARGIN + 0.02
    lines = lines_of(title, (sheet.layout.width - 2 * MARGIN) * 8.2, 2)
    for line in lines:
        sheet.text(MARGIN, y, line, 14, colours.ink, bold=True)
        y += _TITLE_LINE
    hidden = f"  ·  {chart.hidden} more fields not drawn" if chart.hidden else ""
    people = f"{chart.sets[0].people} people  ·  " if len(chart.sets) == 1 else ""
    one_scale = ", all panels on one scale" if len(chart.panels) > 1 else ""
    sheet.text(
        MARGIN, y - 0.03, f"{people}per cent of those who say anything{one_scale}{hidden}", 8.5, colours.faint
    )
    y += _LEGEND - 0.06
    x = MARGIN
    entries = [
        (of.name, of.people, colour)
        for of, colour in zip(chart.sets, (colours.first, colours.second), strict=False)
    ]
    for number, (name, people_count, colour) in enumerate(entries if len(entries) > 1 else (), 1):
        drawable = name if not letters_for([name]).numbers else f"set {number}"
        label = f"{lines_of(drawable, 44, 1)[0]} ({people_count} people)"
        sheet.box(x, y - 0.055, 0.12, 0.11, colour)
        sheet.text(x + 0.18, y, label, 9, colours.ink)
        x += 0.5 + 0.076 * len(label)
    if chart.aimed:
        sheet.box(x, y - 0.045, 0.12, 0.09, colours.first)
        sheet.text(x + 0.18, y, "achieved", 9, colours.ink)
        sheet.line(x + 1.0, y - 0.08, y + 0.08, colours.ink, 2)
        sheet.text(x + 1.08, y, "target", 9, colours.ink)


def _draw_panel(sheet: _Sheet, placed: PlacedPanel) -> None:
    panel, colours = placed.panel, sheet.colours
    sheet.text(placed.x, placed.y + 0.08, sheet.letters.shown(panel.heading), 10.5, colours.ink, bold=True)
    sheet.text(placed.x, placed.y + 0.27, panel.note, 8, colours.faint)
    left, y = placed.x + LABELS, placed.y + HEADING - 0.06
    bottom = y + sum(placed.heights)
    for step in range(5):
        x = left + sheet.layout.bars * step / 4
        sheet.line(x, y, bottom + 0.04, colours.rule)
        if step % 2 == 0:
            sheet.text(x, bottom + 0.13, f"{sheet.top * step / 4 * 100:g}%", 7, colours.faint, align="center")
    for bar, lines, height in zip(panel.bars, placed.labels, placed.heights, strict=True):
        middle = y + height / 2
        for at, line in enumerate(lines):
            offset = (at - (len(lines) - 1) / 2) * LABEL_LINE
            sheet.text(left - 0.08, middle + offset, line, 8.5, colours.ink, align="right")
        _draw_bar(sheet, bar, left, middle, min(0.2, height - ROW_PAD + 0.02))
        y += height
    for at, line in enumerate(placed.below):
        sheet.text(placed.x, bottom + AXIS + at * BELOW_LINE + 0.03, line, 7.5, colours.faint)


def _draw_bar(sheet: _Sheet, bar: PanelBar, left: float, middle: float, thick: float) -> None:
    """A bar, or a pair of them, with its figures; the target as a stroke across it."""
    colours, unit = sheet.colours, sheet.layout.bars / sheet.top
    if bar.second is not None:
        for share, colour, at in ((bar.share, colours.first, -0.085), (bar.second, colours.second, 0.085)):
            sheet.box(left, middle + at - 0.065, share * unit, 0.13, colour)
            sheet.text(left + share * unit + 0.05, middle + at, f"{share:.0%}", 7.5, colours.ink)
        return
    sheet.box(left, middle - thick / 2, bar.share * unit, thick, colours.pale if bar.pale else colours.first)
    end = max(bar.share, bar.target or 0.0) * unit
    if bar.target is not None:
        sheet.line(left + bar.target * unit, middle - thick / 2 - 0.03, middle + thick / 2 + 0.03, colours.ink, 2)
    count = "" if bar.count is None else f"  {bar.count}"
    sheet.text(left + end + 0.06, middle, f"{bar.share:.0%}{count}", 8, colours.faint)


def _draw_foot(sheet: _Sheet, look: ChartLook) -> None:
    source = look.source if look.source and not letters_for([look.source]).numbers else ""
    words = f"Source: {source}  ·  {SIMULATED}" if source else SIMULATED.capitalize()
    line = lines_of(words, (sheet.layout.width - 2 * MARGIN) * 16, 1)[0]
    sheet.text(MARGIN, sheet.layout.height - 0.2, line, 7.5, sheet.colours.faint)


def _written(figure: "Figure", letters: Letters, look: ChartLook, alt: str) -> bytes:
    """The file. Dollar signs in what people wrote are no formulas, and nothing in it tells a time."""
    from matplotlib import rc_context
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        text.set_parse_math(False)  # pyright: ignore[reportAttributeAccessIssue]
        text.set_fontfamily(list(letters.families))  # pyright: ignore[reportAttributeAccessIssue]
    dpi = look.size.width / figure.get_size_inches()[0] if look.size else DPI
    out = io.BytesIO()
    if look.form is ChartForm.PNG:
        metadata = {"Title": look.title, "Description": alt, "Software": "Troupe"}
        figure.savefig(out, format="png", facecolor=look.colours.paper, dpi=dpi, metadata=metadata)
        return out.getvalue()
    with rc_context({"svg.hashsalt": "troupe", "svg.fonttype": "path"}):
        figure.savefig(
            out, format="svg", facecolor=look.colours.paper, metadata={"Date": None, "Creator": "Troupe"}
        )
    return _with_words(out.getvalue().decode("utf-8"), look, alt).encode()


def _with_words(svg: str, look: ChartLook, alt: str) -> str:
    """The SVG with its title and its words where programs that read pictures aloud look for them, in the size
    asked for."""
    words = f'<title id="title">{html.escape(look.title)}</title><desc id="words">{html.escape(alt)}</desc>'
    if look.size:
        svg = re.sub(r'<svg ([^>]*?)width="[^"]*"', rf'<svg \1width="{look.size.width}"', svg, count=1)
        svg = re.sub(r'<svg ([^>]*?)height="[^"]*"', rf'<svg \1height="{look.size.height}"', svg, count=1)
    return re.sub(
        r"<svg ([^>]*)>",
        lambda tag: f'<svg role="img" aria-labelledby="title words" {tag[1]}>{words}',
        svg,
        count=1,
    )
