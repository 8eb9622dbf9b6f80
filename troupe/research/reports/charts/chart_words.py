"""A chart in words: what it says to those who cannot see it, and what the numbers in it stand for."""

from troupe.research.reports.charts.chart_letters import Letters, letters_for
from troupe.research.reports.charts.chart_panels import ChartPanel, PanelBar
from troupe.research.reports.charts.profile_charts import PeopleChart


def alt_text(chart: PeopleChart, most: int | None = None) -> str:
    """The chart told whole, field by field; cut after so many characters where there is a limit."""
    sets = " and ".join(f"{of.name} ({of.people} people)" for of in chart.sets)
    opening = f"Bar chart. {chart.title}." + ("" if chart.title.startswith(sets) else f" {sets}.")
    text = " ".join([opening, *(_panel(panel, chart) for panel in chart.panels)])
    return text if most is None or len(text) <= most else f"{text[: most - 1].rstrip()}…"


def chart_letters(chart: PeopleChart) -> Letters:
    """The letters of all labels: those that no font here has stand as numbers."""
    headings = [panel.heading for panel in chart.panels]
    return letters_for([*headings, *(bar.label for panel in chart.panels for bar in panel.bars)])


def chart_key(chart: PeopleChart) -> tuple[str, ...]:
    """What the numbers stand for that the chart shows in place of labels whose letters no font here has; a line
    each, mostly none."""
    return chart_letters(chart).key()


def _panel(panel: ChartPanel, chart: PeopleChart) -> str:
    bars = ", ".join(_bar(bar, chart) for bar in panel.bars)
    return f"{panel.heading}: {bars}." + (f" ({panel.below}.)" if panel.below else "")


def _bar(bar: PanelBar, chart: PeopleChart) -> str:
    if bar.second is not None:
        return f"{bar.label} {bar.share:.0%} and {bar.second:.0%}"
    aim = f" (target {bar.target:.0%})" if chart.aimed and bar.target is not None else ""
    return f"{bar.label} {bar.share:.0%}{aim}"
