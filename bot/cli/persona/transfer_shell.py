"""`troupe persona import` and `troupe persona export`: people from files of every format, and into them."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.persona.own_personas import AnyGuild, people_of
from bot.cli.persona.persona_files import FACE, FileFinding, expanded, read, told_name, with_progress
from bot.cli.terminal.command_edge import BAD_INPUT, say
from troupe.core.errors import BadInput, Misconfigured

if TYPE_CHECKING:
    from troupe.people.library.file_exporting import Exported, FileFormat
    from troupe.people.library.file_importing import Imported
    from troupe.people.persona.persona import Persona

PEOPLE = Path("people")
"""Where people are put if nothing else is said."""

AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")]


@dataclass(frozen=True, slots=True)
class WrittenFile(FileFinding):
    """A file that was read, and what was written of it."""

    files: tuple[str, ...] = ()


def import_(
    files: Annotated[list[str], typer.Argument(help="Files, folders of them, or patterns such as *.png.")],
    to: Annotated[Path, typer.Option(help="The folder to write into; made if it is not there.")] = PEOPLE,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Bring in people and fragments: ours, TinyTroupe's, character cards (JSON, PNG, CHARX).

    Each person becomes a YAML file of ours, with the picture that came along beside it. A bad file gets one line
    and changes nothing; the good ones are brought in all the same. Exit code 2 if any was bad.
    """
    paths: set[Path] = set()
    results: list[FileFinding | None] = []
    for path, by_name in with_progress(expanded(files), quiet=as_json):
        results.append(_brought(path, to, paths, named=by_name, force=force))
    findings = [finding for finding in results if finding is not None]
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            say(finding.line())
            for note in finding.notes:
                say(f"     {note}")
        say(_summary(results, to))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(BAD_INPUT)


def export(
    names: Annotated[list[str], typer.Argument(help="Names of the library, or persona files.")],
    written_as: Annotated[
        str, typer.Option("--format", help="yaml, json, tinytroupe, card-v2, card-v3, png or charx.")
    ] = "yaml",
    to: Annotated[Path, typer.Option(help="The folder to write into; made if it is not there.")] = Path(),
    picture: Annotated[
        Path | None, typer.Option(help="For png and charx: this PNG instead of the generated face.")
    ] = None,
    guild: AnyGuild = None,
    secrets: Annotated[bool, typer.Option("--secrets", help="What they keep secret goes along.")] = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write people as files: ours, TinyTroupe's or character cards."""
    from troupe.people.library.file_exporting import export as exported

    kind = _format(written_as)
    files: list[Path] = []
    people = [meant(name, guild) for name in names]
    for persona, own_picture in people:
        face = _face(persona, own_picture, picture) if kind.holds_picture else None
        shared = persona if secrets else persona.shared
        files.append(write(exported(shared, kind, face), to, force=force))
    if as_json:
        records = [{"name": p.name, "file": str(f)} for (p, _), f in zip(people, files, strict=True)]
        say(json.dumps(records, ensure_ascii=False))
        return
    for (persona, _), file in zip(people, files, strict=True):
        say(f"{persona.name}: {file}")


def meant(name: str, guild: str | None = None) -> "tuple[Persona, bytes | None]":
    """Somebody of the library or of a server, or the persona of a file with the picture that is in it or beside
    it. Raises BadInput."""
    from troupe.people.cards.png_chunks import MAX_PIXELS
    from troupe.people.library.file_importing import SUFFIXES
    from troupe.people.library.library import find_persona, load_people, load_persona

    path = Path(name)
    if path.suffix.lower() not in SUFFIXES:
        return find_persona(name, people_of(guild))[1], None
    persona, inside = load_persona(path), load_people(path).picture
    beside = path.with_name(path.stem + FACE)
    if inside is None and beside.is_file() and beside.stat().st_size <= MAX_PIXELS:
        return persona, beside.read_bytes()
    return persona, inside


def write(file: "Exported", to: Path, *, force: bool) -> Path:
    """Writes the file into the folder. What is overwritten stays until the new file is whole. Raises BadInput if
    it is there already or cannot be written."""
    path = to / file.name
    try:
        to.mkdir(parents=True, exist_ok=True)
        if force:
            new = path.with_name(f"{path.name}.new")
            new.write_bytes(file.content)
            new.replace(path)
        else:
            with path.open("xb") as opened:
                opened.write(file.content)
    except FileExistsError:
        raise BadInput(f"{path}: is there already; --force overwrites it", field="--to") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})", field="--to") from error
    return path


def _brought(path: Path, to: Path, taken: set[Path], *, named: bool, force: bool) -> FileFinding | None:
    imported = read(path, named=named)
    if imported is None or isinstance(imported, FileFinding):
        return imported
    try:
        files = _apart(_files(imported, path), to, taken)
        for file in files:
            if not force and (to / file.name).exists():
                raise BadInput(f"{path}: {to / file.name} is there already; --force overwrites it")
        paths = [write(file, to, force=force) for file in files]
    except BadInput as error:
        return FileFinding(str(path), ok=False, field=error.field, error=str(error))
    taken.update(paths)
    text = f"{told_name(imported)} → {', '.join(map(str, paths))}"
    return WrittenFile(
        str(path),
        ok=True,
        name=text,
        format=imported.format.value,
        notes=imported.notes,
        files=tuple(str(file) for file in paths),
    )


def _apart(files: "list[Exported]", to: Path, taken: set[Path]) -> "list[Exported]":
    """The files of one import under names that none of this command has taken: people of one name get a number."""
    number, named = 1, files
    while any(to / file.name in taken for file in named):
        number += 1
        named = [replace(file, name=_numbered(file.name, number)) for file in files]
    return named


def _numbered(name: str, number: int) -> str:
    """`ana.yaml` as `ana-2.yaml`, and the picture beside it likewise."""
    stem, dot, endings = name.partition(".")
    return f"{stem}-{number}{dot}{endings}"


def _files(imported: "Imported", path: Path) -> "list[Exported]":
    """What is to be written of a file: a fragment as it is, people as files of ours, the picture beside."""
    from troupe.people.documents.slug import slug_of
    from troupe.people.library.file_exporting import Exported, export_ours

    if imported.fragment is not None:
        return [Exported(f"{imported.fragment.slug}.fragment{path.suffix.lower()}", path.read_bytes())]
    files = [export_ours(persona) for persona in imported.personas]
    if imported.picture is not None:
        files.append(Exported(slug_of(imported.personas[0].name) + FACE, imported.picture))
    return files


def _summary(found: list[FileFinding | None], to: Path) -> str:
    good = sum(finding is not None and finding.ok for finding in found)
    bad = sum(finding is not None and not finding.ok for finding in found)
    passed_over = found.count(None)
    parts = [f"{good} of {len(found) - passed_over} files brought into {to}"]
    if bad:
        parts.append(f"{bad} bad")
    if passed_over:
        parts.append(f"{passed_over} pictures without a card passed over")
    return f"{'; '.join(parts)}."


def _format(word: str) -> "FileFormat":
    from troupe.people.library.file_exporting import FileFormat

    try:
        return FileFormat(word)
    except ValueError:
        raise BadInput(f"“{word}” is none of {', '.join(FileFormat)}", field="--format") from None


def _face(persona: "Persona", own: bytes | None, given: Path | None) -> bytes:
    """The picture given, or the persona's own, or else the generated face."""
    if given is not None:
        try:
            return given.read_bytes()
        except OSError as error:
            raise BadInput(f"{given}: cannot be read ({error.strerror})", field="--picture") from error
    if own is not None:
        return own
    try:
        from bot.faces.avatars import draw_face
    except ImportError as error:
        raise Misconfigured(
            "faces are drawn with the extra `discord-troupe[discord]`; or give --picture"
        ) from error
    return draw_face(persona)
