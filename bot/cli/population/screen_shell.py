"""`troupe population screen`: who of some people fits a panel, by rules, questions asked of them, and quotas."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.terminal.command_edge import read_settings, say
from bot.cli.terminal.needed_model import with_model
from bot.cli.terminal.opened_database import opened
from bot.cli.terminal.spending_consent import agree
from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from troupe.llm.port.llm import LLM, PricedModel
    from troupe.people.persona.persona import Persona
    from troupe.ports import Database
    from troupe.research.recruiting.screener import Screener
    from troupe.research.recruiting.screening import Screened

ANSWERS = Path("screening-answers.sqlite3")
SHOWN = 20
"""Lines of those who were turned away."""


def screen(
    people: Annotated[
        list[str],
        typer.Argument(help="Persona files, folders, patterns, names of the library, `library`, or germany:50."),
    ],
    include: Annotated[
        list[str] | None, typer.Option(help="A rule to keep, such as 'age >= 30 and country = Germany'.")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="A rule that rules out, written the same way.")] = None,
    ask: Annotated[
        list[str] | None, typer.Option(help="A question: 'apps: Do you trust apps? | yes | no'; a model answers.")
    ] = None,
    quota: Annotated[
        list[str] | None, typer.Option(help="How many of each: 'gender: female 4, male 4' or 'country: 2 each'.")
    ] = None,
    size: Annotated[int | None, typer.Option(min=1, help="Recruit at most so many.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed and the same answers: the same panel.")] = 0,
    to: Annotated[Path | None, typer.Option(help="A new folder: a persona file for everyone recruited.")] = None,
    model: Annotated[str | None, typer.Option(help="Overrides TROUPE_MODEL, with --ask.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Spend what --ask costs without asking.")] = False,
    answers: Annotated[
        Path, typer.Option(help="The file that keeps what a model answers, so that nobody is asked twice.")
    ] = ANSWERS,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Recruit a panel: rules on fields first, then questions asked of who fits, then quotas.

    Each answer of a model is kept as it comes, for a week: the same command goes on there, and pays once."""
    from bot.cli.persona.people_sets import people_named
    from bot.cli.population.sample_folder import claim, save_people
    from troupe.research.recruiting.screener import Screener, check_screener

    screener = Screener.read(
        include=include or (), exclude=exclude or (), questions=ask or (), quotas=quota or (), size=size
    )
    candidates = people_named(people, seed)
    check_screener(screener, candidates)
    if to is not None:
        claim(to)
    outcome = _screened(screener, candidates, seed, model=model, yes=yes, answers=answers)
    if to is not None:
        try:
            save_people({person.slug: person.persona for person in outcome.recruited}, to)
        except OSError as error:
            raise BadInput(f"{to} cannot be written ({error.strerror})", field="--to") from error
    if as_json:
        say(json.dumps(outcome.model_dump(mode="json"), ensure_ascii=False))
    else:
        _tell(outcome, len(candidates))
    if outcome.usage.calls and not outcome.stand_in:
        price = f", ${outcome.usage.usd:.2f}" if outcome.usage.usd is not None else ""
        typer.echo(
            f"Asked with {outcome.model}: {outcome.usage.calls} calls, {outcome.usage.tokens} tokens{price}.",
            err=True,
        )


def _screened(
    screener: "Screener",
    candidates: "dict[str, Persona]",
    seed: int,
    *,
    model: str | None,
    yes: bool,
    answers: Path,
) -> "Screened":
    """The screening, its cost said before it is spent. A model is only needed where something is asked; what it
    answers is kept where it is paid for."""
    from bot.environment.language_models import build_model
    from troupe.core.clock import SystemClock
    from troupe.llm.understudy import Understudy

    settings = read_settings(TROUPE_MODEL=model)
    llm = build_model(with_model(settings), SystemClock()) if screener.questions else Understudy()
    _quote(llm, screener, candidates, yes=yes)
    return asyncio.run(_run(llm, screener, candidates, seed, None if llm.stand_in else answers))


def _quote(llm: "PricedModel", screener: "Screener", candidates: "dict[str, Persona]", *, yes: bool) -> None:
    from troupe.research.recruiting.screening import quote, to_be_asked

    cost = quote(llm, screener, candidates)
    if not cost.tokens:
        return
    price = f", ${cost.usd:.2f}" if cost.usd is not None else ", at a price that is not known"
    count = len(to_be_asked(screener, candidates))
    typer.echo(f"{count} people to ask with {llm.name}: at most {cost.tokens} tokens{price}.", err=True)
    agree("Ask them?", yes=yes)


async def _run(
    llm: "LLM", screener: "Screener", candidates: "dict[str, Persona]", seed: int, answers: Path | None
) -> "Screened":
    from rich.console import Console
    from rich.progress import Progress

    from troupe.headless.headless_screening import screen as screened

    async with _kept_in(answers) as store:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Screening", total=len(candidates))
            try:
                return await screened(
                    llm,
                    screener,
                    candidates,
                    seed=seed,
                    store=store,
                    progress=lambda done, most: bar.update(task, completed=done, total=most),
                )
            finally:
                await llm.close()


@asynccontextmanager
async def _kept_in(answers: Path | None) -> "AsyncGenerator[Database | None]":
    """A database of its own in this file: a bot on the usual one would go on with the screening by itself."""
    if answers is None:
        yield None
        return
    settings = read_settings(DATABASE_URL=f"sqlite:///{answers}")
    async with opened(settings) as database:
        yield database


def _tell(found: "Screened", candidates: int) -> None:
    from bot.cli.terminal.tables import show, table
    from troupe.people.persona.persona_summary import headline

    parts: list[str | Table] = [f"{len(found.recruited)} of {candidates} recruited"]
    recruited = table("", "", "")
    recruited.show_header = False
    for person in found.recruited:
        answers = ", ".join(f"{key}: {answer}" for key, answer in person.answers.items())
        recruited.add_row(person.persona.name, headline(person.persona), answers)
    parts += ["", recruited]
    if found.quotas:
        quotas = table("quota", "value", "wanted", "recruited")
        for row in found.quotas:
            quotas.add_row(row.by, row.value, str(row.wanted), str(row.recruited))
        parts += ["", quotas]
    if found.rejected:
        turned = table("turned away", "at", "why")
        for rejected in found.rejected[:SHOWN]:
            turned.add_row(rejected.slug, rejected.stage.value, rejected.reason)
        if len(found.rejected) > SHOWN:
            turned.add_row(f"… {len(found.rejected) - SHOWN} more")
        parts += ["", turned]
    if found.stand_in and any(person.answers for person in found.recruited):
        parts += ["", "Answered by the understudy, the offline stand-in: no language model."]
    show(*parts)
