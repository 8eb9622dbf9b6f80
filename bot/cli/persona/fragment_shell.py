"""`troupe fragment`: parts to merge into people: what they bring, merging them after a look, taking them out."""

import json
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.persona.transfer_shell import PEOPLE, meant, write
from bot.cli.terminal.command_edge import say
from bot.cli.terminal.tables import show as show_parts
from bot.cli.terminal.tables import table

if TYPE_CHECKING:
    from troupe.people.persona.persona import Persona

app = typer.Typer(help="Fragments, parts of a persona: list, show, apply, remove.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]
Who = Annotated[str, typer.Argument(help="A name of the library, or a persona file.")]
Which = Annotated[list[str], typer.Argument(help="Fragments, by name or file.")]
To = Annotated[Path, typer.Option(help="Where people go who are not in a file of ours yet.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """The fragments of the library."""
    from troupe.people.library.library import fragments

    if as_json:
        say(json.dumps([{"slug": f.slug, "fields": list(f.document)} for f in fragments().values()]))
        return
    rows = table("slug", "brings")
    for slug, part in fragments().items():
        rows.add_row(slug, ", ".join(key.replace("_", " ") for key in part.document))
    show_parts(rows)


@app.command()
def show(
    fragment: Annotated[str, typer.Argument(help="A fragment, by name or file.")],
    on: Annotated[str | None, typer.Option(help="What it would do to this persona, by name or file.")] = None,
    as_json: AsJson = False,
) -> None:
    """What a fragment brings, or what it would do to someone: + is added, ~ takes the place of something."""
    from troupe.people.documents.frozen_json import thaw_object
    from troupe.people.fragments.fragment import preview
    from troupe.people.library.library import load_fragment

    part = load_fragment(fragment)
    lines = preview(meant(on)[0].document if on is not None else {}, part)
    if as_json:
        say(json.dumps({"slug": part.slug, "persona": thaw_object(part.document), "preview": lines}))
        return
    for line in lines or ("nothing that is not there already",):
        say(line)


@app.command()
def apply(
    persona: Who,
    fragments: Which,
    to: To = PEOPLE,
    yes: Yes = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Merge fragments into someone, after showing what they do. `remove` takes them out again.

    A file of ours or TinyTroupe's is written anew where it is; anyone else is written into the folder of --to.
    """
    from troupe.people.fragments.fragment import preview
    from troupe.people.library.library import load_fragment

    whole = meant(persona)[0]
    lines: list[str] = []
    for part in [load_fragment(word) for word in fragments]:
        lines += [f"{part.slug}:", *(f"  {line}" for line in preview(whole.document, part))]
        with _named(part.slug):
            whole = whole.with_fragment(part)
    _settle(whole, persona, lines, to, yes=yes, force=force, as_json=as_json)


@app.command()
def remove(
    persona: Who,
    fragments: Which,
    to: To = PEOPLE,
    yes: Yes = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Take fragments out of someone: what they brought goes, what gave way comes back, later changes stay."""
    from troupe.people.documents.slug import slug_of

    whole = meant(persona)[0]
    lines: list[str] = []
    for word in fragments:
        before = whole
        with _named(word):
            whole = before.without_fragment(slug_of(word))
        fields = [*before.document, *(key for key in whole.document if key not in before.document)]
        changed = (key for key in fields if before.document.get(key) != whole.document.get(key))
        lines.append(f"{word}: takes back what it did to {', '.join(_told(changed))}")
    _settle(whole, persona, lines, to, yes=yes, force=force, as_json=as_json)


@contextmanager
def _named(slug: str) -> Generator[None]:
    """What makes no sound persona becomes BadInput with the field's path."""
    from pydantic import ValidationError

    from troupe.core.errors import BadInput

    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadInput(f"{slug}: {first['msg']}", field=".".join(map(str, first["loc"]))) from error


def _told(fields: Iterable[str]) -> list[str]:
    return [field.replace("_", " ") for field in fields if field not in ("merges", "fragments")]


def _settle(
    whole: "Persona", source: str, lines: list[str], to: Path, *, yes: bool, force: bool, as_json: bool
) -> None:
    """Shows what is to be done, asks, and writes."""
    from troupe.people.library.file_exporting import Exported, FileFormat, export, export_ours

    for line in lines:
        typer.echo(line, err=as_json)
    if not yes:
        typer.confirm("Write it?", abort=True, err=True)
    path, ending = Path(source), Path(source).suffix.lower()
    if ending in (".yaml", ".yml"):
        file = write(Exported(path.name, export(whole, FileFormat.YAML).content), path.parent, force=True)
    elif ending == ".json" and whole.card is None:
        written_as = FileFormat.JSON if "agent_file" not in whole.document else FileFormat.TINYTROUPE
        file = write(Exported(path.name, export(whole, written_as).content), path.parent, force=True)
    else:
        file = write(export_ours(whole), to, force=force)
    say(json.dumps({"file": str(file), "lines": lines}) if as_json else f"Written: {file}.")
