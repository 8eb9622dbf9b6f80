"""`troupe population profile`: whom a set of people consists of, alone or compared, as tables, chart or JSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.population.chart_writing import Dark, Size, Source, Title, look_of, write_chart
from bot.cli.terminal.command_edge import say
from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from troupe.people.profile.field_distribution import Comparison, Distribution
    from troupe.people.profile.profile_report import Profile
    from troupe.people.profile.set_statistics import SetStatistics

_MOST_ROWS = 20
_BAR = 20
"""Characters of the longest bar."""


def profile(
    people: Annotated[
        list[str], typer.Argument(help="Persona files, folders, patterns, names of the library, or `library`.")
    ],
    field: Annotated[
        str, typer.Option(help="Fields to tell, separated by commas, such as age,gender,employment.")
    ] = "",
    against: Annotated[
        list[str] | None, typer.Option(help="A second set to compare with; may be given again.")
    ] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw a chart into this file, .png or .svg.")] = None,
    title: Title = "",
    source: Source = "",
    size: Size = "",
    dark: Dark = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Distributions, statistics and warnings of a set of people, or of two sets side by side."""
    from bot.cli.persona.people_sets import people_named
    from bot.cli.population.sample_folder import targets_in
    from troupe.people.profile.profile_report import comparisons, statistics_of_both
    from troupe.people.profile.profile_report import profile as profiled
    from troupe.research.reports.charts.profile_charts import comparison_chart, profile_chart

    fields = tuple(part.strip() for part in field.split(",") if part.strip())
    look = look_of(chart, title=title, source=source, size=size, dark=dark)
    first = people_named(people)
    name = ", ".join(people)
    if against:
        second = people_named(against)
        compared = comparisons(first, second, fields)
        both = statistics_of_both(first, second, fields)
        document: object = {
            "comparisons": [comparison.model_dump(mode="json") for comparison in compared],
            "statistics": [of and of.model_dump(mode="json") for of in both],
        }
        if chart is not None:
            other = ", ".join(against)
            write_chart(chart, comparison_chart(compared, name, other, f"{name} and {other}"), look)
        tables = _compared(compared, name, ", ".join(against), both)
    else:
        figures = profiled(first, fields)
        if not figures.distributions:
            raise BadInput(f"nobody here has {', '.join(fields)}", field="field")
        document = figures.model_dump(mode="json")
        if chart is not None:
            ages = [persona.age for persona in first.values() if persona.age is not None]
            targets = targets_in(people, len(first))
            write_chart(chart, profile_chart(figures, name, targets=targets, ages=ages), look)
        tables = _told(figures)
    if as_json:
        say(json.dumps(document, ensure_ascii=False))
        return
    from bot.cli.terminal.tables import show

    show(*tables)


def _told(found: "Profile") -> list["str | Table"]:
    varied = {diversity.field: diversity for diversity in found.diversity}
    parts: list[str | Table] = [f"{found.people} people"]
    for of in found.distributions:
        note = _figures(of)
        if of.field in varied:
            diversity = varied[of.field]
            note += f"; diversity {diversity.simpson:.2f} (Simpson), {diversity.shannon:.2f} (Shannon, evenness)"
        parts += ["", f"{of.field}: {note}", _bars(of)]
    if found.empty:
        parts += ["", f"Nobody says anything in: {', '.join(found.empty)}"]
    alike = found.likeness
    about = "" if alike.exact else ", estimated"
    parts += [
        "",
        f"Fields filled: {found.coverage.mean:.0%} on average; {found.coverage.rich} lack nothing.",
        f"Likeness of biographies: {alike.mean:.1%} on average{about}.",
    ]
    if found.statistics is not None:
        parts += ["", _statistics(found.statistics)]
    parts += [f"! {warning}" for warning in found.warnings]
    return parts


def _statistics(first: "SetStatistics", second: "SetStatistics | None" = None) -> "Table":
    """Difference, coverage, uniformity and complexity of a set, or of two."""
    from bot.cli.terminal.tables import table
    from troupe.people.profile.statistics_words import MEANING, figure_of

    columns = table("statistics of the set", *(("first", "second") if second else ("",)), "")
    for name, words in MEANING.items():
        figures = [f"{figure_of(of, name):.2f}" for of in (first, second) if of is not None]
        columns.add_row(name, *figures, words)
    return columns


def _figures(of: "Distribution") -> str:
    from troupe.people.profile.field_distribution import Numbers

    unknown = f", {of.people - of.known} not given" if of.known < of.people else ""
    if isinstance(of, Numbers):
        return f"mean {of.mean:.3g}, median {of.median:.3g}, {of.least:g} to {of.most:g}{unknown}"
    return f"{len(of.shares)} values{unknown}"


def _bars(of: "Distribution") -> "Table":
    from bot.cli.terminal.tables import table
    from troupe.people.profile.field_distribution import Numbers, shares

    rows = table("", "", "", "")
    rows.show_header = False
    lines = shares(of)
    part = lines if isinstance(of, Numbers) else lines[:_MOST_ROWS]
    most = max(line.share for line in lines)
    for line in part:
        bar = "█" * max(1 if line.count else 0, round(_BAR * line.share / most))
        rows.add_row(line.value, str(line.count), f"{line.share:.0%}", bar)
    if len(lines) > len(part):
        rows.add_row(f"… {len(lines) - len(part)} more")
    return rows


def _compared(
    compared: "Sequence[Comparison]",
    first: str,
    second: str,
    both: "tuple[SetStatistics | None, SetStatistics | None]",
) -> list["str | Table"]:
    from bot.cli.terminal.tables import table
    from troupe.people.profile.field_distribution import Numbers

    parts: list[str | Table] = [f"{first} ({compared[0].first.people}) and {second} ({compared[0].second.people})"]
    for comparison in compared:
        ks = f", Kolmogorov–Smirnov {comparison.ks:.2f}" if comparison.ks is not None else ""
        columns = table("", "first", "second")
        rows = comparison.rows if isinstance(comparison.first, Numbers) else comparison.rows[:_MOST_ROWS]
        for row in rows:
            columns.add_row(row.value, f"{row.first:.0%}", f"{row.second:.0%}")
        if len(comparison.rows) > len(rows):
            columns.add_row(f"… {len(comparison.rows) - len(rows)} more")
        figures = f"{_figures(comparison.first)} | {_figures(comparison.second)}"
        parts += ["", f"{comparison.field}: {comparison.apart:.0%} apart{ks} ({figures})", columns]
        if comparison.matched:
            pairs = "; ".join(f"{label} as {name}" for label, name in comparison.matched)
            parts.append(f"counted by meaning: {pairs}")
    left, right = both
    if left is not None and right is not None:
        parts += ["", _statistics(left, right)]
    return parts
