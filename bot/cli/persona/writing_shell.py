"""`troupe persona from-text` and `enrich`: a person written, or completed, reviewed, then saved if asked."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.terminal.command_edge import read_settings, say
from bot.cli.terminal.needed_model import with_model
from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from bot.environment.language_models import Counted
    from troupe.authoring.persona_enriching import Enriched
    from troupe.authoring.persona_writing import WritingResult
    from troupe.people.persona.persona import Persona

W = TypeVar("W")

Model = Annotated[
    str | None,
    typer.Option(help="Overrides TROUPE_MODEL; `understudy` is the offline stand-in, no language model."),
]
Seed = Annotated[int, typer.Option(help="The same seed and the same model's answer give the same person.")]
To = Annotated[
    Path | None, typer.Option(help="Save there, a folder or a .yaml or .json file, once you have seen it.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Save without asking.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


def from_text(
    text: Annotated[str, typer.Argument(help='Who it is, such as "a retired tram driver from Porto".')],
    to: To = None,
    seed: Seed = 1,
    model: Model = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Write a person from a sentence, with a model; shown for review before anything is saved."""
    from troupe.authoring.persona_writing import write_persona
    from troupe.people.library.library import export_yaml
    from troupe.people.persona.writing_brief import Brief

    if not text.strip():
        raise BadInput("says nothing; describe a person in a few words", field="text")
    target = _checked(to, yes=yes)
    counter = _model(model)
    draft = asyncio.run(_then_close(counter, write_persona(counter.llm, Brief(text=text), seed=seed)))
    if as_json:
        say(json.dumps(_as_dict(draft), indent=2, ensure_ascii=False))
    else:
        say(export_yaml(draft.persona))
        _tell(draft)
    _save(draft.persona, target, yes=yes, over=None)


def enrich(
    who: Annotated[str, typer.Argument(help="A persona file, or a name of the library.")],
    to: To = None,
    seed: Seed = 1,
    model: Model = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Complete a thin persona with a model: adds what is missing, changes nothing that is there."""
    from bot.cli.persona.people_sets import people_named
    from troupe.authoring.persona_enriching import enrich as complete

    people = people_named([who])
    if len(people) != 1:
        raise BadInput(f"{who}: holds {len(people)} people; name one", field="who")
    (persona,) = people.values()
    target = _checked(to, yes=yes)
    counter = _model(model)
    enriched = asyncio.run(_then_close(counter, complete(counter.llm, persona, seed=seed)))
    if as_json:
        say(json.dumps({**_as_dict(enriched), "changes": list(enriched.changes)}, indent=2, ensure_ascii=False))
    else:
        _tell_changes(enriched)
    if enriched.changes:
        _save(enriched.persona, target, yes=yes, over=Path(who))


def _model(name: str | None) -> "Counted":
    from bot.environment.language_models import build_model, counted
    from troupe.core.clock import SystemClock

    clock = SystemClock()
    return counted(build_model(with_model(read_settings(TROUPE_MODEL=name)), clock), clock)


async def _then_close(asked: "Counted", work: Coroutine[object, object, W]) -> W:
    try:
        return await work
    finally:
        await asked.close()


def _tell(written: "WritingResult") -> None:
    """What is to be said of it besides: on standard error, so that the person alone can be piped."""
    if written.unfinished:
        typer.echo(
            f"UNFINISHED: {written.model} stopped before the end; the rest is missing. Save it and go on with "
            "`troupe persona enrich FILE`, or write the rest by hand.",
            err=True,
        )
    for note in written.notes:
        typer.echo(f"note: {note}", err=True)
    if written.stand_in:
        typer.echo("Written by the understudy, the offline stand-in: no language model.", err=True)
        return
    usage = written.usage
    price = f", ${usage.usd:.4f}" if usage.usd is not None else ""
    calls = f"{usage.calls} call{'s' if usage.calls != 1 else ''}"
    typer.echo(f"Written by {written.model}: {calls}, {usage.tokens:,} tokens{price}.", err=True)


def _tell_changes(enriched: "Enriched") -> None:
    if not enriched.changes:
        say(f"{enriched.persona.name} lacks nothing.")
        return
    for line in enriched.changes:
        say(line)
    _tell(enriched)


def _as_dict(written: "WritingResult") -> dict[str, object]:
    return {
        "persona": written.persona.model_dump(mode="json"),
        "notes": list(written.notes),
        "unfinished": written.unfinished,
        "usage": written.usage.model_dump(),
        "model": written.model,
        "stand_in": written.stand_in,
    }


def _checked(to: Path | None, *, yes: bool) -> Path | None:
    """The place to save to. Raises BadInput, before anything is paid for, where nothing can be saved."""
    if to is None:
        return None
    if not yes and not sys.stdin.isatty():
        raise BadInput("nobody is there to ask; give --yes to save without asking", field="--to")
    if to.is_dir() or to.suffix.lower() in (".yaml", ".yml", ".json"):
        return to
    raise BadInput(f"{to}: must be a folder that is there, or a file ending in .yaml, .yml or .json", field="--to")


def _save(persona: "Persona", to: Path | None, *, yes: bool, over: Path | None) -> None:
    """Write the person down, if asked to. No file is replaced but the one that `over` names."""
    from troupe.people.library.library import export_json, export_yaml, slug_of

    if to is None:
        return
    path = to / f"{slug_of(persona.name)}.yaml" if to.is_dir() else to
    if path.exists() and path != over:
        raise BadInput(f"{path}: is there already; name another file", field="--to")
    if not yes and not typer.confirm(f"Save as {path}?", err=True):
        return
    text = export_json(persona) if path.suffix.lower() == ".json" else export_yaml(persona)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from error
    typer.echo(f"Saved as {path}.", err=True)
