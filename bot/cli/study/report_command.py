"""`troupe report`: the report of a study that was held, in any form; read by a model if one is named."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from bot.cli.study.analyst_shell import with_codes, with_table
from bot.cli.terminal.command_edge import read_settings, say
from bot.cli.terminal.spending_consent import agree
from troupe.core.errors import BadInput, NotFound

if TYPE_CHECKING:
    from bot.environment.language_models import Counted
    from troupe.research.analysis.analysis import StudyAnalysis
    from troupe.research.reports.report_layout import StudyReport
    from troupe.research.sessions.study import Study

SAMPLE = "sample"
FORMS = ("html", "docx", "md", "json", "csv", "jsonl", "png", "next")
READING = "reading.json"
D = TypeVar("D", bound=BaseModel)


def report(
    studies: Annotated[
        list[str],
        typer.Argument(help="A folder that `troupe run` made, its run.json, or `sample`; several are compared."),
    ],
    form: Annotated[
        list[str] | None, typer.Option("--format", help=f"{', '.join(FORMS)}; may be given again. Else html.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Have it read by this model; else as it was read before, or by rule.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A folder for the files; else that of the study.")] = None,
    read_by: Annotated[
        str, typer.Option(help="Your name, once you have read whether the evidence supports each claim.")
    ] = "",
    extract: Annotated[
        str,
        typer.Option(help="Fields to take out: `price named; would switch (yes/no)`, or a YAML file."),
    ] = "",
    per: Annotated[str, typer.Option(help="A row of that table: a person, or a session.")] = "person",
    code: Annotated[str, typer.Option(help="The key of a question: have its answers coded.", metavar="STEP")] = "",
    seed: Annotated[int, typer.Option(help="The same seed and the same model's answers: the same reading.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Spend what the reading costs without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Write the report of a study: findings first, every quote with its line, ballots with their n."""
    from troupe.research.analysis.by_analyst.code_book import NAME as CODE_BOOK
    from troupe.research.analysis.by_analyst.code_book import written_book
    from troupe.research.analysis.reading_check import checked
    from troupe.research.reports.forms.report_formats import ReportFormat, report_files
    from troupe.research.reports.report_layout import StudyReport

    if len(studies) > 1:
        _compare(studies, out or Path("comparison"), as_json=as_json)
        return
    study, wanted = studies[0], form or ["html"]
    if unknown := [word for word in wanted if word not in FORMS]:
        raise BadInput(f"{unknown[0]}: must be one of {', '.join(FORMS)}", field="--format")
    held, kept, folder = _study(study)
    anew = model is not None and not (extract or code)
    reading = _read(held, model if anew else None, seed, yes=yes) if anew or kept is None else kept
    analyst = ""
    if not anew:
        reading, analyst = _by_hand(held, reading, folder)
    if extract or code:
        if model is None:
            raise BadInput("taking out fields and coding answers need a language model", field="--model")
        if extract:
            reading = with_table(held, reading, extract, per, model, seed, yes=yes)
        if code:
            reading = with_codes(held, reading, code, model, seed, yes=yes)
        reading = checked(held, reading)
    if read_by.strip():
        reading = reading.model_copy(update={"read_by": " ".join(read_by.split())})
    made = StudyReport(study=held, analysis=reading)
    files = {name: data for word in wanted for name, data in report_files(made, ReportFormat(word)).items()}
    if reading is not kept:
        files[READING] = (reading.model_dump_json(indent=1) + "\n").encode("utf-8", "replace")
    if study != SAMPLE:
        files[CODE_BOOK] = written_book(held, reading, analyst).encode("utf-8", "replace")
    target = out or folder
    _write(target, files)
    _tell(made, target, list(files), as_json=as_json)


def _compare(studies: list[str], out: Path, *, as_json: bool) -> None:
    """Studies side by side, each read as it was read before, or by rule."""
    from troupe.research.analysis.by_rule.rule_reading import read_by_rule
    from troupe.research.reports.forms.comparison_files import comparison_files
    from troupe.research.reports.report_layout import StudyReport

    reports: dict[str, StudyReport] = {}
    for word in studies:
        held, kept, _ = _study(word)
        name = Path(word).name or word
        name = name if name not in reports else f"{name} ({len(reports) + 1})"
        reports[name] = StudyReport(study=held, analysis=kept or read_by_rule(held))
    files = comparison_files(reports)
    _write(out, dict(files))
    paths = [str(out / name) for name in files]
    say(json.dumps({"files": paths}, ensure_ascii=False) if as_json else f"Written: {', '.join(paths)}")


def _study(word: str) -> "tuple[Study, StudyAnalysis | None, Path]":
    """The study, its reading if there is one beside it, and the folder that its report belongs into."""
    from troupe.research.analysis.analysis import StudyAnalysis
    from troupe.research.reports.sample_study import sample_report
    from troupe.research.sessions.study import Study

    if word == SAMPLE:
        sample = sample_report()
        return sample.study, sample.analysis, Path()
    path = Path(word)
    path = path / "run.json" if path.is_dir() else path
    held, beside = _document(Study, path), path.parent / READING
    return held, _document(StudyAnalysis, beside) if beside.exists() else None, path.parent


def _by_hand(study: "Study", reading: "StudyAnalysis", folder: Path) -> "tuple[StudyAnalysis, str]":
    """The reading with what an analyst changed in the code book of its folder, and the analyst's name."""
    from troupe.research.analysis.by_analyst.code_book import NAME, edited, read_book

    path = folder / NAME
    if not path.exists():
        return reading, ""
    book = read_book(path.read_bytes())
    return edited(study, reading, book), book.analyst


def _document(form: type[D], path: Path) -> D:
    try:
        return form.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file; {_way_on(path.parent)}", field="study") from error
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be read ({error.strerror or type(error).__name__})", field="study"
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{path}: {where or 'the file'}: {first['msg']}", field="study") from error


def _way_on(folder: Path) -> str:
    """What makes the file: of a study that broke off in its first run, what goes on with that."""
    from troupe.headless.study_folder import DATABASE

    if (folder / DATABASE).exists():
        return "the study broke off in its first run, and `troupe run` with --resume goes on with it"
    return "`troupe run` makes one"


def _read(study: "Study", model: str | None, seed: int, *, yes: bool) -> "StudyAnalysis":
    """The study read, by the model that is named, else by rule, which costs nothing."""
    from bot.environment.language_models import build_model, counted
    from troupe.core.clock import SystemClock
    from troupe.research.analysis.by_model.model_reading import quote_reading, reading_size
    from troupe.research.analysis.by_model.reply_asking import quote_replies
    from troupe.research.analysis.by_rule.rule_reading import read_by_rule
    from troupe.research.analysis.by_rule.rule_replies import with_replies_by_rule

    if model is None:
        return with_replies_by_rule(study, read_by_rule(study))
    clock = SystemClock()
    asked = counted(build_model(read_settings(TROUPE_MODEL=model), clock), clock)
    size = reading_size(study)
    parts = (quote_reading(asked.llm, size), quote_replies(asked.llm, size.portraits))
    calls, cost = sum(number for number, _ in parts), parts[0][1] + parts[1][1]
    if cost.tokens:
        price = f", ${cost.usd:.2f}" if cost.usd is not None else ", at a price that is not known"
        typer.echo(f"{calls} calls of {asked.llm.name}: at most {cost.tokens} tokens{price}.", err=True)
        agree("Have it read?", yes=yes)
    return asyncio.run(_reading(asked, study, seed))


async def _reading(asked: "Counted", study: "Study", seed: int) -> "StudyAnalysis":
    from troupe.research.analysis.by_model.model_reading import read_study
    from troupe.research.analysis.by_model.reply_asking import ask_replies, with_replies
    from troupe.research.analysis.reading_check import checked

    try:
        reading = await read_study(asked.llm, study, seed=seed)
        replies = await ask_replies(asked.llm, study, reading, seed=seed)
        return checked(study, with_replies(reading, replies))
    finally:
        await asked.close()


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        fault = error.strerror or type(error).__name__
        raise BadInput(f"{folder}: cannot be written ({fault})", field="--out") from error


def _tell(made: "StudyReport", folder: Path, names: list[str], *, as_json: bool) -> None:
    """What was written, and the line by which the report can be held to account."""
    from troupe.research.reports.report_layout import report_view

    view = report_view(made)
    if as_json:
        paths = [str(folder / name) for name in names]
        document = {"files": paths, "check": view.check, "findings": [finding.text for finding in view.findings]}
        say(json.dumps(document, ensure_ascii=False))
        return
    for number, finding in enumerate(view.findings, 1):
        say(f"{number}. {finding.text} ({finding.sure})")
    say(view.check)
    say(f"Written: {', '.join(str(folder / name) for name in names)}")
    if view.stand_in:
        say(view.stand_in)
