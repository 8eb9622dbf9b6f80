"""`troupe population`: the populations there are, what is in one, and a sample of people drawn from one."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.population.chart_writing import look_of, write_chart
from bot.cli.terminal.command_edge import say
from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from troupe.people.population.sampling.population_sample import Bones, PopulationSample
    from troupe.people.population.spec.population_spec import Field, Population

app = typer.Typer(help="Populations: list, show, and draw people from them.", no_args_is_help=True)

Spec = Annotated[str, typer.Argument(help="A population of the library, or a file: ours (.yaml) or TinyTroupe's.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]
SHOWN = 12
"""People told by name at the end of a sample."""


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """The populations of the library."""
    from troupe.people.population.files.population_loading import populations

    by_slug = populations()
    if as_json:
        say(json.dumps([_told(slug, population) for slug, population in by_slug.items()], ensure_ascii=False))
        return
    table = _table("slug", "title", "fields")
    for slug, population in by_slug.items():
        table.add_row(slug, population.title, ", ".join(field.name for field in population.fields))
    _print(table)


@app.command()
def show(spec: Spec, as_json: AsJson = False) -> None:
    """One population: its fields with their shares, its tables, and from where they are."""
    from troupe.people.population.files.population_loading import load_population

    population = load_population(spec)
    if as_json:
        say(json.dumps(population.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return
    table = _table("field", "of", "shares", "source")
    for field in population.fields:
        of = " and ".join(str(condition) for condition in field.when) or "everybody"
        table.add_row(field.name, of, _shares(field), field.source)
    for joint in population.tables:
        table.add_row(joint.name, "", f"{len(joint.cells)} cells", joint.source)
    _print(population.title, population.description, population.source, "", table)
    for note in population.notes:
        typer.echo(f"note: {note}", err=True)


@app.command()
def sample(
    spec: Spec,
    number: Annotated[int, typer.Option("-n", "--number", help="How many people.")],
    seed: Annotated[int, typer.Option(help="The same seed draws the same people.")] = 0,
    minimum_age: Annotated[
        int | None, typer.Option("--min-age", help="Leave out who is younger. Left out: as the population says.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="Where they live, for a population that names no country.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="A new folder: a persona file for everyone, and sample.json.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Show how they were drawn, step by step.")] = False,
    chart: Annotated[
        Path | None, typer.Option(help="Draw target against achieved into this file, .png or .svg.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Have the model write them, into the folder of --to.")
    ] = False,
    model: Annotated[str | None, typer.Option(help="Overrides TROUPE_MODEL, with --write.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Spend what --write costs without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw people so that the margins fit, and say how well they do. Needs no model unless told to --write."""
    from bot.cli.population.sample_folder import claim, save
    from troupe.people.population.sampling.population_sample import drawn
    from troupe.people.population.sampling.population_sample import sample as sampled
    from troupe.research.reports.charts.profile_charts import sample_chart

    if chart is not None and write:
        raise BadInput(
            "who is written is drawn from the folder: troupe population profile FOLDER --chart FILE",
            field="--chart",
        )
    look = look_of(chart)
    if write:
        bones = drawn(spec, number, seed=seed, minimum_age=minimum_age, country=country)
        _write(bones, to, model=model, yes=yes, as_json=as_json, plan=plan)
        return
    if to is not None:
        claim(to)
    draw = sampled(spec, number, seed=seed, minimum_age=minimum_age, country=country)
    if to is not None:
        save(draw, to)
    report(draw, as_json=as_json, plan=plan)
    if chart is not None:
        write_chart(chart, sample_chart(draw), look)


def _write(bones: "Bones", to: Path | None, *, model: str | None, yes: bool, as_json: bool, plan: bool) -> None:
    """The same with a model, which needs a folder: what was paid for is kept there."""
    from bot.cli.population.sample_writing import tell_missing, write

    if to is None:
        raise BadInput("--write needs a folder, where what was paid for is kept", field="--to")
    people = write(bones, to, model=model, yes=yes)
    report(people, as_json=as_json, plan=plan)
    tell_missing(people, to)


def report(found: "PopulationSample", *, as_json: bool, plan: bool) -> None:
    """What was drawn: for a program all of it, for a person the margins and the first few."""
    if as_json:
        say(json.dumps(found.as_json(), ensure_ascii=False))
        return
    if plan:
        _print(_steps(found), "")
    _print(_margins(found), "")
    people = _table("name", "who")
    from troupe.people.persona.persona_summary import headline

    for persona in found.personas[:SHOWN]:
        people.add_row(persona.name, headline(persona))
    _print(people)
    if len(found.personas) > SHOWN:
        say(f"and {len(found.personas) - SHOWN} more")
    say("")
    _print(*_audited(found))
    for note in (*found.plan.notes, *found.notes):
        typer.echo(f"note: {note}", err=True)


def _steps(found: "PopulationSample") -> "Table":
    """The plan: for each field who is given it, and over which tables."""
    table = _table("step", "given to", "joined by", "groups", "sweeps", "off by")
    for step in found.plan.steps:
        joined = ", ".join(step.tables) or "nothing"
        raked = (str(step.sweeps), f"{step.off:.6f}") if step.sweeps else ("", "")
        table.add_row(step.field, f"{step.people} ({step.of})", joined, str(step.groups), *raked)
    return table


def _margins(found: "PopulationSample") -> "Table":
    """Target against achieved, for every value of every field."""
    table = _table("field", "value", "share", "target", "achieved", "")
    shares = {(step.field, quota.value): quota.share for step in found.plan.steps for quota in step.quotas}
    last = ""
    for margin in found.margins:
        off = margin.achieved - margin.target
        table.add_row(
            f"{margin.field} (of {margin.people})" if margin.field != last else "",
            margin.value,
            f"{shares[margin.field, margin.value]:.1%}",
            str(margin.target),
            str(margin.achieved),
            f"{off:+d}" if off else "",
        )
        last = margin.field
    return table


def _audited(found: "PopulationSample") -> "list[str | Table]":
    """Who cannot be: how many, in which way, and some by name."""
    audit = found.audit
    if not audit.people:
        return [f"audit: nobody of {audit.asked} is impossible by the rows of personas/audit"]
    table = _table("impossible", "people", "such as")
    for row in audit.rows:
        table.add_row(row.row, str(row.people), ", ".join(row.examples))
    return [f"audit: {audit.people} of {audit.asked} cannot be, or hardly ever are", table]


def _shares(field: "Field") -> str:
    return ", ".join(f"{choice.label} {choice.share:.1%}" for choice in field.choices)


def _told(slug: str, population: "Population") -> dict[str, str | int | list[str]]:
    return {
        "slug": slug,
        "title": population.title,
        "country": population.country,
        "minimum_age": population.minimum_age,
        "fields": [field.name for field in population.fields],
        "source": population.source,
    }


def _table(*columns: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(*parts: "str | Table") -> None:
    """On the terminal, as wide as it is; what a file says is never read as markup."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)
