"""`troupe run`: a guide played with a panel, headless, into a folder."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from bot.cli.terminal.command_edge import FAILED, read_settings, say
from bot.cli.terminal.needed_model import with_model
from bot.cli.terminal.spending_consent import agree
from troupe.core.errors import BadInput
from troupe.research.reruns.change_words import FORMS

if TYPE_CHECKING:
    from bot.environment.settings import Settings
    from troupe.headless.study_playing import StudyProgress
    from troupe.llm.port.llm import LLM
    from troupe.people.persona.panel import PanelMember
    from troupe.research.conducting.study_quote import StudyQuote
    from troupe.research.reruns.study_order import StudyOrder
    from troupe.research.sessions.session_plan import SessionPlan
    from troupe.research.sessions.study import Study

REPORT = "report.html"
_TWINS = 5
"""Runs of each condition, where a difference is looked for and nothing else is said."""
AT_CAP = 3
"""The exit code of a study that waits for more money; what was said by then is kept."""


def run(
    guide: Annotated[
        str,
        typer.Argument(
            help="A guide: .md, .txt, .docx, .yaml, .json, or one of the house; or the folder of a study, to run "
            "it again.",
            metavar="GUIDE",
        ),
    ],
    panel: Annotated[
        str | None,
        typer.Option(help="People: germany:12, names of the library, files, folders, a saved panel; with commas."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A new folder for all that comes of it.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed and the same answers: the same study.")] = 0,
    moderator: Annotated[
        str | None,
        typer.Option(help="A moderator person who probes, reframes, keeps time: imke, tobias, or any person."),
    ] = None,
    replicates: Annotated[
        int | None, typer.Option(min=1, help="Unchanged twins: fresh worlds, other seeds.")
    ] = None,
    change: Annotated[
        list[str] | None, typer.Option(help=f"One more condition: {FORMS}. May be given again.")
    ] = None,
    fork_at: Annotated[
        str,
        typer.Option(help="Play the rest anew from here: the key of a step, or in a folder the id of a line."),
    ] = "",
    model: Annotated[
        str | None, typer.Option(help="Overrides TROUPE_MODEL; `understudy` is the offline stand-in.")
    ] = None,
    max_usd: Annotated[float | None, typer.Option(min=0.0, help="Pause before it costs more than this.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it takes, and ask nobody.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the study in --out.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Spend what it costs without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Play a discussion guide with simulated people; exit code 3: paused at --max-usd."""

    from bot.environment.language_models import build_model
    from troupe.core.clock import SystemClock
    from troupe.research.conducting.study_quote import quote_runs

    settings = read_settings(TROUPE_MODEL=model)
    order, plans = _ordered(
        guide, panel, settings, _Runs(seed, moderator, replicates, change or [], fork_at, max_usd)
    )
    if Path(guide).is_dir():
        out, resume = Path(guide), True
    llm = build_model(with_model(settings), SystemClock())
    quote = quote_runs(plans, llm)
    if dry_run:
        _tell_quote(order, quote, llm.name, len(plans), as_json=as_json)
        return
    if out is None:
        raise BadInput("name a new folder for what comes of it", field="--out")
    _agreed(quote, llm.name, yes=yes)
    study = asyncio.run(_held(order, llm, out, resume=resume, quiet=as_json))
    _report(study, out)
    _tell(study, out, as_json=as_json)


class _Runs(NamedTuple):
    """The runs that are asked for, as they were written."""

    seed: int
    moderator: str | None
    replicates: int | None
    changes: list[str]
    fork_at: str
    max_usd: float | None


def _ordered(
    guide: str, panel: str | None, settings: "Settings", runs: _Runs
) -> "tuple[StudyOrder, list[SessionPlan]]":
    """The order, and the plans of what is still to be played."""
    from bot.cli.study.panel_people import members_named
    from troupe.headless.study_reruns import order_in, runs_in
    from troupe.research.guides.reading.ready_guides import guide_named
    from troupe.research.reruns.change_words import change_of
    from troupe.research.reruns.panel_redrawing import redrawn
    from troupe.research.reruns.study_order import StudyOrder
    from troupe.research.sessions.session_plan import SessionPlan

    folder = Path(guide)
    there = folder.is_dir()
    if there and (panel is not None or runs.seed or runs.moderator is not None):
        raise BadInput("a study in a folder has its people, its moderator and its seed", field="--panel")
    if there:
        order = asyncio.run(order_in(folder))
    elif panel is None:
        raise BadInput("name people, such as germany:12", field="--panel")
    else:
        members = members_named(panel, runs.seed, settings)
        words = " ".join(panel.split())
        order = StudyOrder(
            guide=guide_named(guide).guide,
            panel=words,
            members=members,
            seed=runs.seed,
            moderator=_moderator(runs, settings),
            redraw=partial(redrawn, words),
        )

    def called(word: str) -> "tuple[str, PanelMember]":
        return next(iter(members_named(word, order.seed, settings).items()))

    usual = _TWINS if runs.fork_at or there else 1
    order = replace(
        order,
        replicates=runs.replicates or usual,
        changes=tuple(change_of(text, order.members, called) for text in runs.changes),
        fork_at=runs.fork_at,
        max_usd=runs.max_usd,
    )
    if there:
        return order, asyncio.run(runs_in(folder, order))
    return order, [SessionPlan.model_validate_json(run.plan) for run in order.runs()]


def _moderator(runs: _Runs, settings: "Settings") -> "PanelMember | None":
    """The moderator person of this name: a ready one, else whoever `--panel` would take."""
    from bot.cli.study.panel_people import members_named
    from troupe.people.library.ready_moderators import ready_moderator

    if runs.moderator is None:
        return None
    people = members_named(runs.moderator, runs.seed, settings) if ready_moderator(runs.moderator) is None else {}
    if len(people) > 1:
        raise BadInput(f"{runs.moderator}: one person moderates, not {len(people)}", field="--moderator")
    return ready_moderator(runs.moderator) or next(iter(people.values()))


def _agreed(quote: "StudyQuote", model: str, *, yes: bool) -> None:
    """Say what it costs, and ask, unless it is free or that was said before."""
    if not quote.estimate.tokens:
        return
    typer.echo(f"{_cost(quote, model)}.", err=True)
    agree("Begin?", yes=yes)


def _cost(quote: "StudyQuote", model: str) -> str:
    usd = quote.estimate.usd
    price = f"${usd:.2f}" if usd is not None else "at a price that is not known"
    return (
        f"{quote.people} people, {quote.calls} calls of {model}: at most {quote.estimate.tokens} tokens, {price}"
    )


def _tell_quote(order: "StudyOrder", quote: "StudyQuote", model: str, runs: int, *, as_json: bool) -> None:
    if as_json:
        document = {
            "title": order.guide.title,
            "people": [member.persona.name for member in order.members.values()],
            "moderator": None if order.moderator is None else order.moderator.persona.name,
            "steps": [step.key for step in order.guide.steps],
            "runs": runs,
            "model": model,
            "calls": quote.calls,
            "tokens": quote.estimate.tokens,
            "usd": quote.estimate.usd,
        }
        say(json.dumps(document, ensure_ascii=False))
        return
    names = ", ".join(member.persona.name for member in order.members.values())
    say(f"{order.guide.title}: {len(list(order.guide.steps))} steps, {runs} {'run' if runs == 1 else 'runs'}")
    say(f"People: {names}")
    if order.moderator is not None:
        say(f"Moderator: {order.moderator.persona.name}")
    say(f"{_cost(quote, model)}. Nobody was asked.")


async def _held(order: "StudyOrder", llm: "LLM", out: Path, *, resume: bool, quiet: bool) -> "Study":
    from rich.console import Console
    from rich.progress import Progress

    from troupe.headless.headless_study import hold_study

    try:
        if quiet or not sys.stderr.isatty():
            told = None if quiet else _in_lines()
            return await hold_study(order, llm, out, resume=resume, progress=told)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Opening", total=None)

            def show(progress: "StudyProgress") -> None:
                bar.update(task, description=_line(progress), completed=progress.answered, total=progress.asked)

            return await hold_study(order, llm, out, resume=resume, progress=show)
    finally:
        await llm.close()


def _in_lines() -> "Callable[[StudyProgress], None]":
    """A line for each move, where there is no terminal to draw on."""
    told = [""]

    def tell(progress: "StudyProgress") -> None:
        line = _line(progress)
        if progress.asked and progress.answered == progress.asked and line != told[0]:
            told[0] = line
            typer.echo(line, err=True)

    return tell


def _line(progress: "StudyProgress") -> str:
    run = f"run {progress.run} of {progress.runs}, " if progress.runs > 1 else ""
    cost = f", ${progress.usage.usd:.2f}" if progress.usage.usd else ""
    count = f": {progress.answered} of {progress.asked}" if progress.asked else ""
    return f"{run}{progress.step or 'opening'}{count}{cost}"


def _tell(study: "Study", out: Path, *, as_json: bool) -> None:
    from troupe.headless.headless_study import at_cap

    answers = [answer for run in study.runs for answer in run.answers]
    votes = [vote for run in study.runs for vote in run.votes]
    given = sum(bool(answer.lines) for answer in answers) + sum(not vote.missing for vote in votes)
    asked = len(answers) + len(votes)
    usage = [run.usage for run in study.runs]
    usd = sum(one.usd or 0.0 for one in usage)
    paused = at_cap(study)
    if as_json:
        document = {
            "out": str(out),
            "runs": len(study.runs),
            "people": len(study.first.participants),
            "asked": asked,
            "given": given,
            "missing": asked - given,
            "calls": sum(one.calls for one in usage),
            "tokens": sum(one.tokens for one in usage),
            "usd": usd,
            "at_cap": paused,
            "stand_in": study.first.stand_in,
        }
        say(json.dumps(document, ensure_ascii=False))
    else:
        say(f"{given} of {asked} answers and votes are in {out} ({', '.join(path.name for path in _files(out))}).")
        if study.first.stand_in:
            say("Played by the understudy, the offline stand-in: no language model, and nothing to decide by.")
        if paused:
            say("Paused at the cap: --resume with a higher --max-usd goes on.")
    if paused:
        raise typer.Exit(AT_CAP)
    if asked and not given:
        why = next((answer.missing for answer in answers), "nobody was asked")
        typer.echo(f"troupe: nobody answered: {why}", err=True)
        raise typer.Exit(FAILED)


def _report(study: "Study", out: Path) -> None:
    """The report, read by rule, which costs nothing; `troupe report` has it read by a model."""
    from troupe.research.analysis.by_rule.rule_reading import read_by_rule
    from troupe.research.analysis.by_rule.rule_replies import with_replies_by_rule
    from troupe.research.reports.forms.report_formats import ReportFormat, report_files
    from troupe.research.reports.report_layout import StudyReport

    made = StudyReport(study=study, analysis=with_replies_by_rule(study, read_by_rule(study)))
    for name, data in report_files(made, ReportFormat.HTML).items():
        (out / name).write_bytes(data)


def _files(out: Path) -> list[Path]:
    from troupe.headless.study_folder import WRITTEN

    return [out / name for name in (*WRITTEN, REPORT) if (out / name).exists()]
