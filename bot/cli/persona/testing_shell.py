"""`troupe persona test`: somebody is interviewed and judged, beside a wrong person if one is named."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.persona.transfer_shell import meant
from bot.cli.persona.writing_shell import Model
from bot.cli.terminal.command_edge import FAILED, read_settings, say
from bot.cli.terminal.needed_model import with_model
from bot.cli.terminal.spending_consent import agree

if TYPE_CHECKING:
    from rich.table import Table

    from troupe.core.usage import Estimate
    from troupe.llm.port.llm import LLM
    from troupe.people.persona.persona import Persona
    from troupe.research.validating.validation_result import TestedPersona, ValidationResult


def interview(
    name: Annotated[str, typer.Argument(help="A name of the library, or a persona file.")],
    expectations: Annotated[
        Path | None,
        typer.Option(
            help="What should show: a line each (.txt, .md), or a list of expect and ask (.yaml, .json)."
        ),
    ] = None,
    control: Annotated[
        str | None, typer.Option(help="A wrong person, asked the same: they should score low.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed and the same answers: the same score.")] = 0,
    model: Model = None,
    yes: Annotated[bool, typer.Option("--yes", help="Spend what it costs without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Interview somebody and have a judge say whether they are who they should be; exit code 1 if not.

    Expected is what the file says, and the persona's own tests. The judge (TROUPE_JUDGE_MODEL, else the model)
    sees the answers alone; the understudy compares words."""
    from bot.environment.language_models import build_judge, build_model
    from troupe.core.clock import SystemClock
    from troupe.headless.selfhood.persona_validating import quoted_validation, tests_of

    settings = with_model(read_settings(TROUPE_MODEL=model))
    persona = meant(name)[0]
    wrong = None if control is None else meant(control)[0]
    tests = tests_of(persona, expectations or ())
    clock = SystemClock()
    llm, judge = build_model(settings, clock), build_judge(settings, clock)
    people = [persona] if wrong is None else [persona, wrong]
    _agreed(quoted_validation(llm, judge or llm, people, tests), llm.name, yes=yes)
    result = asyncio.run(_run(persona, expectations, llm, judge, wrong, seed, quiet=as_json))
    if as_json:
        say(json.dumps(_document(result), indent=2, ensure_ascii=False))
    else:
        _tell(result)
    if not result.passes:
        raise typer.Exit(FAILED)


def _agreed(cost: "Estimate", model: str, *, yes: bool) -> None:
    """Say what it costs, and ask, unless it is free or that was said before."""
    if not cost.tokens:
        return
    price = f"${cost.usd:.2f}" if cost.usd is not None else "at a price that is not known"
    typer.echo(f"An interview with {model}: at most {cost.tokens} tokens, {price}.", err=True)
    agree("Begin?", yes=yes)


async def _run(
    persona: "Persona",
    expectations: Path | None,
    llm: "LLM",
    judge: "LLM | None",
    control: "Persona | None",
    seed: int,
    *,
    quiet: bool,
) -> "ValidationResult":
    from rich.console import Console
    from rich.progress import Progress

    from troupe.headless.selfhood.persona_validating import validate

    try:
        with Progress(console=Console(stderr=True), transient=True, disable=quiet) as bar:
            task = bar.add_task("Interviewing", total=None)
            return await validate(
                persona,
                expectations or (),
                model=llm,
                judged_by=judge,
                control=control,
                seed=seed,
                progress=lambda done, most: bar.update(task, completed=done, total=most),
            )
    finally:
        await llm.close()
        if judge is not None:
            await judge.close()


def _document(result: "ValidationResult") -> dict[str, object]:
    return {
        "passes": result.passes,
        **_one(result.person),
        "control": None if result.control is None else _one(result.control),
        "tells_apart": result.tells_apart,
        "model": result.model,
        "judge": result.judge,
        "stand_in": result.stand_in,
        "cost": result.usage.model_dump(mode="json"),
    }


def _one(tested: "TestedPersona") -> dict[str, object]:
    return {
        "name": tested.name,
        "score": None if tested.score is None else round(tested.score, 3),
        "expectations": [
            {
                "expect": each.expectation.expect,
                "ask": each.expectation.ask,
                "source": each.expectation.source.value,
                "verdict": each.verdict.value,
                "score": each.score,
                "reason": each.reason,
                "quote": each.quote,
            }
            for each in tested.judged
        ],
        "broken": [breach.model_dump(mode="json") for breach in tested.broken],
        "interview": [answer.model_dump(mode="json") for answer in tested.answers],
    }


def _tell(result: "ValidationResult") -> None:
    from bot.cli.terminal.tables import show

    person = result.person
    parts: list[str | Table] = [_scored(person, result.passes), "", _table(person)]
    parts += [f"Never says “{breach.rule}”, but said: {breach.quote}" for breach in person.broken]
    if (control := result.control) is not None:
        parts += ["", f"The wrong person: {_scored(control, None)}", "", _table(control)]
        if not result.tells_apart:
            parts += ["", "They score as high: what is expected fits others too. Expect what is theirs alone."]
    if result.stand_in:
        parts += [
            "",
            "Played or judged by the understudy, the offline stand-in: it compares words and is no model.",
        ]
    show(*parts)
    if result.usage.calls and not result.stand_in:
        price = f", ${result.usage.usd:.2f}" if result.usage.usd is not None else ""
        typer.echo(
            f"Played by {result.model}, judged by {result.judge}: {result.usage.calls} calls, "
            f"{result.usage.tokens} tokens{price}.",
            err=True,
        )


def _scored(tested: "TestedPersona", passes: bool | None) -> str:
    score = "nothing could be judged" if tested.score is None else f"{tested.score:.2f} of 1"
    ending = "" if passes is None else ", passes" if passes else ", does not pass"
    return f"{tested.name}: {score}{ending}"


def _table(tested: "TestedPersona") -> "Table":
    from bot.cli.terminal.tables import table

    rows = table("expected", "", "why", "said")
    for each in tested.judged:
        rows.add_row(each.expectation.expect, each.verdict.value, each.reason, each.quote)
    return rows
