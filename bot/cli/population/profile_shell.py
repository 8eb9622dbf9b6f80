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
        told = [one.model_dump(mode="json") for one in compared]
        if png is not None:
            _write(png, comparison_chart(compared, title, ", ".join(against), "Two sets of people"))
            key = comparison_key(compared)
        tables = _compared(compared, title, ", ".join(against))
    else:
        found = profiled(first, fields)
        if not found.distributions:
            raise BadInput(f"nobody here has {', '.join(fields)}", field="field")
        told = found.model_dump(mode="json")
        if png is not None:
            _write(png, profile_chart(found, title))
            key = chart_key(found.distributions)
        tables = _told(found)
    if key:
        typer.echo(f"In the picture {', '.join(key)}.", err=True)
    if as_json:
        say(json.dumps(told, ensure_ascii=False))
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
    varied = {one.field: one for one in found.diversity}
    parts: list[str | Table] = [f"{found.people} people"]
    for of in found.distributions:
        note = _figures(of)
        if of.field in varied:
            one = varied[of.field]
            note += f"; diversity {one.simpson:.2f} (Simpson), {one.shannon:.2f} (Shannon, evenness)"
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

    made = table("", "", "", "")
    made.show_header = False
    lines = shares(of)
    shown = lines if isinstance(of, Numbers) else lines[:_MOST_ROWS]
    most = max(line.share for line in lines)
    for line in shown:
        bar = "█" * max(1 if line.count else 0, round(_BAR * line.share / most))
        made.add_row(line.value, str(line.count), f"{line.share:.0%}", bar)
    if len(lines) > len(shown):
        made.add_row(f"… {len(lines) - len(shown)} more")
    return made


def _compared(compared: "Sequence[Comparison]", first: str, second: str) -> list["str | Table"]:
    from bot.cli.terminal.tables import table
    from troupe.people.profile.field_distribution import Numbers

    parts: list[str | Table] = [f"{first} ({compared[0].first.people}) and {second} ({compared[0].second.people})"]
    for one in compared:
        ks = f", Kolmogorov–Smirnov {one.ks:.2f}" if one.ks is not None else ""
        made = table("", "first", "second")
        rows = one.rows if isinstance(one.first, Numbers) else one.rows[:_MOST_ROWS]
        for row in rows:
            made.add_row(row.value, f"{row.first:.0%}", f"{row.second:.0%}")
        if len(one.rows) > len(rows):
            made.add_row(f"… {len(one.rows) - len(rows)} more")
        figures = f"{_figures(one.first)} | {_figures(one.second)}"
        parts += ["", f"{one.field}: {one.apart:.0%} apart{ks} ({figures})", made]
    return parts
