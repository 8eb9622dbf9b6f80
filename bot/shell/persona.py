"""`troupe persona`: the people of the library, one of them in full, and whether persona files are sound."""

import glob
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.shell.edge import BAD_INPUT, say
from troupe.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from troupe.people.persona import Persona

app = typer.Typer(help="Personas: list, show, validate.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """The people of the library."""
    from troupe.people.library import library
    from troupe.people.profile_text import headline

    people = library()
    if as_json:
        say(json.dumps([_listed(slug, persona) for slug, persona in people.items()], ensure_ascii=False))
        return
    table = _table("slug", "name", "who", "talks")
    for slug, persona in people.items():
        table.add_row(slug, persona.name, headline(persona), f"{persona.talkativeness:.0%}")
    _print(table)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name, nickname or slug of the library, or a persona file.")],
    as_json: AsJson = False,
    fragment: Annotated[
        list[str] | None, typer.Option(help="A fragment to merge in, by name or file; may be given again.")
    ] = None,
) -> None:
    """One persona: a paragraph, then everything its file says."""
    from troupe.people.library import load_fragment
    from troupe.people.profile_text import summary

    persona = _meant(name)
    for word in fragment or ():
        persona, conflicts = persona.merged_with(load_fragment(word))
        for conflict in conflicts:
            typer.echo(f"{word}: {conflict}", err=True)
    if as_json:
        say(json.dumps(persona.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return
    table = _table("", "")
    table.show_header = False
    for label, lines in _sections(persona):
        table.add_row(label, "\n".join(lines))
    _print(f"{summary(persona)}\n", table)


@app.command()
def validate(
    files: Annotated[
        list[str], typer.Argument(help="Persona files, folders of them, or patterns such as *.yaml.")
    ],
    as_json: AsJson = False,
) -> None:
    """Check persona files, ours and TinyTroupe's: one line each. Exit code 2 if any is wrong."""
    findings = [_checked(path) for path in _expanded(files)]
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            say(f"OK   {finding.file}: {finding.name}" if finding.ok else f"BAD  {finding.error}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(BAD_INPUT)


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one file. `field` is the path of what is wrong, empty for the file as a whole."""

    file: str
    ok: bool
    name: str = ""
    field: str = ""
    error: str = ""


def _checked(path: Path) -> Finding:
    from troupe.people.library import load_fragment, load_persona

    try:
        persona = load_persona(path)
    except BadInput as error:
        if error.field != "type":
            return Finding(str(path), ok=False, field=error.field, error=str(error))
    else:
        return Finding(str(path), ok=True, name=persona.name)
    try:
        return Finding(str(path), ok=True, name=f"the fragment {load_fragment(path).slug}")
    except BadInput as error:
        return Finding(str(path), ok=False, field=error.field, error=str(error))


def _expanded(files: list[str]) -> Iterator[Path]:
    """The files meant: a folder's persona files, what a pattern finds, or the path as it stands."""
    from troupe.people.library import SUFFIXES

    for given in files:
        path = Path(given)
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        elif path.exists() or not glob.has_magic(given):
            found = [path]
        else:
            found = sorted(Path(match) for match in glob.glob(given, recursive=True) if Path(match).is_file())
        if not found:
            raise BadInput(f"{given}: there are no persona files ({', '.join(sorted(SUFFIXES))}) there")
        yield from found


def _meant(name: str) -> "Persona":
    from troupe.people.library import SUFFIXES, find_persona, library, load_persona

    path = Path(name)
    return load_persona(path) if path.suffix.lower() in SUFFIXES else find_persona(name, library())[1]


def _listed(slug: str, persona: "Persona") -> dict[str, str | int | float | list[str] | None]:
    return {
        "slug": slug,
        "name": persona.name,
        "nicknames": list(persona.nicknames),
        "age": persona.age,
        "occupation": persona.occupation.title,
        "residence": persona.residence,
        "talkativeness": persona.talkativeness,
    }


def _sections(persona: "Persona") -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the file says, by heading, empty headings left out."""
    from troupe.people.library import slug_of

    work = persona.occupation
    sections: list[tuple[str, tuple[str, ...]]] = [
        ("slug", (slug_of(persona.name),)),
        ("nicknames", persona.nicknames),
        ("age", (str(persona.age),) if persona.age is not None else ()),
        ("gender", (persona.gender, persona.pronouns)),
        ("nationality", (persona.nationality,)),
        ("residence", (persona.residence,)),
        ("languages", persona.languages),
        ("education", (persona.education,)),
        ("occupation", (work.title, work.organization, work.description)),
        ("style", (persona.style,)),
        ("sounds like", persona.voice),
        ("traits", persona.personality.traits),
        ("big five", tuple(f"{trait}: {told}" for trait, told in persona.personality.big_five.items())),
        ("interests", persona.preferences.interests),
        ("likes", persona.preferences.likes),
        ("dislikes", persona.preferences.dislikes),
        *persona.preferences.more.items(),
        ("beliefs", persona.beliefs),
        ("skills", persona.skills),
        ("goals", persona.long_term_goals),
        ("usually", persona.behaviors.general),
        *persona.behaviors.routines.items(),
        *persona.behaviors.more.items(),
        ("health", (persona.health,)),
        ("people", tuple(f"{known.name}: {known.description}" for known in persona.relationships)),
        ("also", persona.other_facts),
        ("talkativeness", (f"{persona.talkativeness:.0%}",)),
        ("rating", (persona.rating.value,)),
        ("fragments", persona.fragments),
    ]
    for label, lines in sections:
        if kept := tuple(line for line in lines if line):
            yield label.replace("_", " "), kept


def _table(*columns: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(*parts: "str | Table") -> None:
    """On the terminal, as wide as it is; what people wrote is never read as markup."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)
