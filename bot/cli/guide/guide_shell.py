"""`troupe guide`: whether a guide can be read and is asked well, a draft of one, and those of the house."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.terminal.command_edge import BAD_INPUT, read_settings, say
from bot.cli.terminal.tables import show as show_parts
from bot.cli.terminal.tables import table
from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from bot.environment.language_models import Counted
    from troupe.research.guides.drafting.guide_brief import GuideBrief
    from troupe.research.guides.drafting.guide_drafting import GuideDrafted
    from troupe.research.guides.guide import StudyKind
    from troupe.research.guides.linting.lint_finding import LintFinding

app = typer.Typer(help="Discussion guides: check, draft, list, show.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]
Model = Annotated[
    str | None,
    typer.Option(help="Overrides TROUPE_MODEL; `understudy` is the offline stand-in, no language model."),
]


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A guide: .txt, .md, .docx, .yaml or .json.")],
    as_json: AsJson = False,
) -> None:
    """Read a guide, tell how it was understood, and look it over. Exit code 2 if it cannot be read; warnings
    alone leave it at 0."""
    from bot.cli.guide.guide_outline import headline, outline
    from troupe.research.guides.guide_minutes import minutes_of
    from troupe.research.guides.linting.guide_linter import lint
    from troupe.research.guides.reading.guide_faults import GuideUnreadable
    from troupe.research.guides.reading.guide_reading import load_guide

    try:
        read = load_guide(file)
    except GuideUnreadable as error:
        if as_json:
            faults = [fault.model_dump() for fault in error.faults]
            say(json.dumps({"ok": False, "faults": faults}, indent=2, ensure_ascii=False))
        else:
            for fault in error.faults:
                typer.echo(f"troupe: {file}: {fault}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    findings = lint(read.guide)
    if as_json:
        document = {
            "ok": True,
            "guide": read.guide.model_dump(mode="json"),
            "notes": [note.model_dump() for note in read.notes],
            "findings": [_finding(finding) for finding in findings],
            "minutes": minutes_of(read.guide),
        }
        say(json.dumps(document, indent=2, ensure_ascii=False))
        return
    say(headline(read.guide))
    for line in ("", *outline(read.guide), ""):
        say(line)
    for note in read.notes:
        say(f"note: {note}")
    for finding in findings:
        say(f"warning: {finding}")


@app.command()
def draft(
    about: Annotated[str, typer.Argument(help='What it is to be about, such as "why people stop cooking".')],
    kind: Annotated[str | None, typer.Option(help="discussion, interviews, dyads, review, …")] = None,
    minutes: Annotated[int, typer.Option(min=5, max=240, help="How long it may take.")] = 45,
    seed: Annotated[int, typer.Option(help="The same seed and the same model's answer give the same guide.")] = 1,
    to: Annotated[
        Path | None, typer.Option(help="Save as this .yaml or .md file, which is not there yet.")
    ] = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Draft a guide from a sentence, with a model; printed as YAML, to be looked over by you."""
    from troupe.research.guides.drafting.guide_brief import LONGEST_ABOUT, GuideBrief
    from troupe.research.guides.writing.guide_writing import guide_text, guide_yaml

    if not 3 <= len(about.strip()) <= LONGEST_ABOUT:
        raise BadInput(f"must be a sentence or a page, of 3 to {LONGEST_ABOUT} characters", field="about")
    _check_target(to)
    brief = GuideBrief(about=about.strip(), study=None if kind is None else _kind(kind), minutes=minutes)
    drafted = asyncio.run(_drafted(_model(model), brief, seed))
    text = guide_text(drafted.guide) if to is not None and to.suffix == ".md" else guide_yaml(drafted.guide)
    if as_json:
        say(json.dumps(_as_dict(drafted), indent=2, ensure_ascii=False))
    else:
        say(text)
        _tell(drafted)
    if to is not None:
        _save(text, to)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """The guides that come with the house."""
    from troupe.research.guides.guide_minutes import minutes_of
    from troupe.research.guides.reading.ready_guides import ready_guides

    guides = ready_guides()
    if as_json:
        say(json.dumps([{"slug": s, "title": g.title, "study": g.study} for s, g in guides.items()]))
        return
    rows = table("slug", "title", "kind", "steps", "minutes")
    for slug, guide in guides.items():
        rows.add_row(slug, guide.title, guide.study.value, str(len(list(guide.steps))), f"{minutes_of(guide):g}")
    show_parts(rows)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A guide of the house by its slug, or a file.")],
    yaml: Annotated[bool, typer.Option("--yaml", help="In the form that is kept and edited.")] = False,
    as_json: AsJson = False,
) -> None:
    """A guide as text, to be read or changed: `troupe guide show concept-test > mine.md`."""
    from troupe.research.guides.reading.ready_guides import guide_named
    from troupe.research.guides.writing.guide_writing import guide_text, guide_yaml

    guide = guide_named(name).guide
    if as_json:
        say(json.dumps(guide.model_dump(mode="json"), indent=2, ensure_ascii=False))
    else:
        say((guide_yaml(guide) if yaml else guide_text(guide)).rstrip())


def _finding(finding: "LintFinding") -> dict[str, object]:
    return {**finding.model_dump(mode="json"), "why": finding.why, "better": finding.better}


def _kind(word: str) -> "StudyKind":
    from troupe.research.guides.guide import StudyKind

    try:
        return StudyKind(word.strip().casefold())
    except ValueError as error:
        raise BadInput(f"must be one of {', '.join(StudyKind)}, not {word!r}", field="--kind") from error


def _model(name: str | None) -> "Counted":
    from bot.cli.terminal.needed_model import with_model
    from bot.environment.language_models import build_model, counted
    from troupe.core.clock import SystemClock

    clock = SystemClock()
    return counted(build_model(with_model(read_settings(TROUPE_MODEL=name)), clock), clock)


async def _drafted(asked: "Counted", brief: "GuideBrief", seed: int) -> "GuideDrafted":
    from troupe.research.guides.drafting.guide_drafting import draft_guide

    try:
        return await draft_guide(asked.llm, brief, seed=seed)
    finally:
        await asked.close()


def _tell(drafted: "GuideDrafted") -> None:
    """What is to be said besides: on standard error, so that the guide alone can be piped."""
    for finding in drafted.findings:
        typer.echo(f"warning: {finding}", err=True)
    if drafted.stand_in:
        typer.echo("Drafted by the understudy, the offline stand-in, by rule: no language model.", err=True)
        return
    usage = drafted.usage
    price = f", ${usage.usd:.4f}" if usage.usd is not None else ""
    typer.echo(f"Drafted by {drafted.model}: {usage.calls} calls, {usage.tokens:,} tokens{price}.", err=True)


def _as_dict(drafted: "GuideDrafted") -> dict[str, object]:
    return {
        "guide": drafted.guide.model_dump(mode="json"),
        "findings": [_finding(finding) for finding in drafted.findings],
        "usage": drafted.usage.model_dump(),
        "model": drafted.model,
        "stand_in": drafted.stand_in,
    }


def _check_target(to: Path | None) -> None:
    if to is None:
        return
    if to.suffix not in (".yaml", ".yml", ".md"):
        raise BadInput(f"{to}: must end in .yaml or .md", field="--to")
    if to.exists():
        raise BadInput(f"{to}: is there already; name another file", field="--to")


def _save(text: str, to: Path) -> None:
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{to}: cannot be written ({error.strerror or type(error).__name__})") from error
    typer.echo(f"Saved as {to}.", err=True)
