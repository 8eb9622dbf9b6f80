"""A server's own personas from a shell: looked at with `--guild`, put in from files, and taken out."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.persona.persona_files import FileFinding, expanded, read, told_name, with_progress
from bot.cli.terminal.command_edge import BAD_INPUT, read_settings, say
from bot.cli.terminal.opened_database import opened
from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from troupe.people.library.file_importing import Imported
    from troupe.people.persona.persona import Persona
    from troupe.people.persona.persona_version import KeptPersona
    from troupe.ports import Stores

Found = TypeVar("Found")

SHELL = "a shell"
"""Who is said to have made a version that was put in here."""
Guild = Annotated[str, typer.Option(help="The server's id.")]
AnyGuild = Annotated[str | None, typer.Option(help="A server's id: its own personas as well.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


def people_of(guild: str | None) -> "Mapping[str, Persona]":
    """The library, and beside it a server's own personas, which stand in the place of the library's. Raises
    BadInput for what is no server's id."""
    from troupe.people.library.library import library

    if guild is None:
        return library()
    own = _asked(guild, lambda stores: stores.personas.all())
    return {**library(), **{row.slug: row.persona for row in own}}


def save(
    files: Annotated[list[str], typer.Argument(help="Files, folders of them, or patterns, of every format.")],
    guild: Guild,
    as_json: AsJson = False,
) -> None:
    """Put people into a server's own personas; somebody who is there already gets a new version.

    A picture in a card becomes the face. A bad file gets one line and changes nothing; the good ones are put in
    all the same. Exit code 2 if any was bad. A running bot knows them at once, a new face from its next start.
    """
    findings = _asked(guild, lambda stores: _all_saved(stores, files, quiet=as_json))
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            for line in (finding.line(), *(f"     {note}" for note in finding.notes)):
                say(line)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(BAD_INPUT)


def remove(
    name: Annotated[str, typer.Argument(help="A name, nickname or slug among the server's own.")],
    guild: Guild,
    as_json: AsJson = False,
) -> None:
    """Take one of a server's own personas out; people who live as them live on."""
    from troupe.people.library.library import find_persona
    from troupe.people.persona.persona_version import Editor

    async def take_out(stores: "Stores") -> "KeptPersona":
        own = {row.slug: row.persona for row in await stores.personas.all()}
        slug, _ = find_persona(name, own)
        return await stores.personas.remove(slug, Editor(name=SHELL))

    gone = _asked(guild, take_out)
    record = {"slug": gone.slug, "name": gone.persona.name}
    words = f"{gone.persona.name} is out of the catalogue of server {guild}"
    say(json.dumps(record, ensure_ascii=False) if as_json else words)


async def _all_saved(stores: "Stores", files: list[str], *, quiet: bool) -> list[FileFinding]:
    findings: list[FileFinding] = []
    for path, by_name in with_progress(expanded(files), quiet=quiet):
        content = read(path, named=by_name)
        if content is not None:
            findings.append(content if isinstance(content, FileFinding) else await _saved(stores, path, content))
    return findings


async def _saved(stores: "Stores", path: Path, held: "Imported") -> FileFinding:
    if held.fragment is not None:
        return _bad(path, BadInput(f"{path}: is a fragment; `troupe fragment apply` merges it into somebody"))
    try:
        rows = await _keep(stores, held)
    except BadInput as error:
        return _bad(path, error)
    text = ", ".join(f"version {row.ref.version} of {row.slug}" for row in rows)
    return FileFinding(str(path), ok=True, name=text, format=held.format.value, notes=held.notes)


def _bad(path: Path, error: BadInput) -> FileFinding:
    return FileFinding(str(path), ok=False, field=error.field, error=str(error))


async def _keep(stores: "Stores", held: "Imported") -> "list[KeptPersona]":
    from bot.faces.uploaded_pictures import face_from
    from troupe.people.documents.slug import slug_of
    from troupe.people.persona.persona_version import Editor

    by = Editor(name=SHELL)
    face = None if held.picture is None else face_from(held.picture)  # before anything is changed
    there = {rows.slug: rows.ref.version for rows in await stores.personas.all()}
    rows: list[KeptPersona] = []
    for persona in held.personas:
        slug = slug_of(persona.name)
        rows.append(await stores.personas.save(slug, persona, by, f"from {told_name(held)}", there.get(slug)))
        if face is not None:
            await stores.personas.set_avatar(slug, face, by)
    return rows


def _asked(guild: str, work: "Callable[[Stores], Awaitable[Found]]") -> Found:
    """What this work finds in the stores of a server."""
    if not (guild.isascii() and guild.isdecimal()):
        raise BadInput(f"“{guild}” is no server's id; copy it from Discord (developer mode)", field="--guild")

    async def ask() -> Found:
        async with opened(read_settings()) as database:
            return await work(database.tenant(f"guild:{guild}"))

    return asyncio.run(ask())
