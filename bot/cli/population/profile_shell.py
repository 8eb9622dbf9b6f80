"""`troupe population profile`: whom a set of people consists of, alone or compared, as tables, picture or JSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.terminal.command_edge import say
from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from troupe.people.profile.field_distribution import Comparison, Distribution
    from troupe.people.profile.profile_report import Profile

_MOST_ROWS = 12
_BAR = 20
"""Characters of the longest bar."""


def profile(
    people: Annotated[
        list[str], typer.Argument(help="Persona files, folders, patterns, names of the library, or `library`.")
    ],
    field: Annotated[
        str, typer.Option(help="Fields to tell, separated by commas, such as age,gender,interests.")
    ] = "",
    against: Annotated[
        list[str] | None, typer.Option(help="A second set to compare with; may be given again.")
    ] = None,
    png: Annotated[Path | None, typer.Option(help="Draw a chart into this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Distributions, diversity and warnings of a set of people, or two sets side by side."""
    from bot.cli.persona.people_sets import people_named
    from troupe.people.profile.field_distribution import USUAL
    from troupe.people.profile.profile_report import comparisons
    from troupe.people.profile.profile_report import profile as profiled
    from troupe.research.reports.profile_charts import chart_key, comparison_chart, comparison_key, profile_chart

    fields = tuple(part.strip() for part in field.split(",") if part.strip()) or USUAL
    first = people_named(people)
    title = ", ".join(people)
    key: tuple[str, ...] = ()
    if against:
        compared = comparisons(first, people_named(against), fields)
        document = [comparison.model_dump(mode="json") for comparison in compared]
        if png is not None:
            _write(png, comparison_chart(compared, title, ", ".join(against), "Two sets of people"))
            key = comparison_key(compared)
        tables = _compared(compared, title, ", ".join(against))
    else:
        figures = profiled(first, fields)
        if not figures.distributions:
            raise BadInput(f"nobody here has {', '.join(fields)}", field="field")
        document = figures.model_dump(mode="json")
        if png is not None:
            _write(png, profile_chart(figures, title))
            key = chart_key(figures.distributions)
        tables = _told(figures)
    if key:
        typer.echo(f"In the picture {', '.join(key)}.", err=True)
    if as_json:
        say(json.dumps(document, ensure_ascii=False))
        return
    from bot.cli.terminal.tables import show

    show(*tables)


def _write(path: Path, picture: bytes) -> None:
    try:
        path.write_bytes(picture)
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror or type(error).__name__})", field="png"
        ) from error
    typer.echo(f"Drawn into {path}.", err=True)


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
    parts += [f"! {warning}" for warning in found.warnings]
    return parts


def _figures(of: "Distribution") -> str:
    from troupe.people.profile.field_distribution import Numbers

    unknown = f", {of.people - of.known} unknown" if of.known < of.people else ""
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


def _compared(compared: "Sequence[Comparison]", first: str, second: str) -> list["str | Table"]:
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
    return parts
