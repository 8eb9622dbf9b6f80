"""`troupe persona`: the people of the library, one of them in full, and whether persona files are sound."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.persona import memories_shell, own_personas, testing_shell, transfer_shell
from bot.cli.persona.persona_files import FileFinding, expanded, read, told_name, with_progress
from bot.cli.persona.transfer_shell import meant
from bot.cli.terminal.command_edge import BAD_INPUT, say
from bot.cli.terminal.tables import show as show_parts
from bot.cli.terminal.tables import table

if TYPE_CHECKING:
    from troupe.people.persona.persona import Persona

app = typer.Typer(help="Personas: list, show, validate, test, import, export.", no_args_is_help=True)
app.command("import")(transfer_shell.import_)
app.command("import-memories")(memories_shell.import_memories)
app.command("export")(transfer_shell.export)
app.command()(own_personas.save)
app.command()(own_personas.remove)
app.command("test")(testing_shell.interview)

_NOT_LISTED = frozenset(
    {"name", "slug", "nicknames", "age", "gender", "pronouns", "nationality", "residence", "languages",
     "education", "occupation", "description", "scenario", "style", "voice", "personality", "preferences",
     "beliefs", "skills", "long_term_goals", "behaviors", "health", "relationships", "other_facts", "secrets",
     "talkativeness", "rating", "fragments", "tags", "provenance", "creator_notes", "sayings", "lore",
     "avatar", "tests", "merges", "card", "agent_file", "synthetic"}
)  # fmt: skip
"""Fields that stand under a heading, or are long or for the house: `--json` shows these."""

AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@app.command("list")
def list_(guild: own_personas.AnyGuild = None, as_json: AsJson = False) -> None:
    """The people of the library, and of a server."""
    from troupe.people.persona.persona_summary import headline

    people = own_personas.people_of(guild)
    if as_json:
        say(json.dumps([_listed(slug, persona) for slug, persona in people.items()], ensure_ascii=False))
        return
    rows = table("slug", "name", "who", "talks")
    for slug, persona in people.items():
        rows.add_row(slug, persona.name, headline(persona), f"{persona.talkativeness:.0%}")
    show_parts(rows)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name, nickname or slug of the library, or a persona file.")],
    guild: own_personas.AnyGuild = None,
    as_json: AsJson = False,
    fragment: Annotated[
        list[str] | None, typer.Option(help="A fragment to merge in, by name or file; may be given again.")
    ] = None,
) -> None:
    """One persona: a paragraph, then everything its file says."""
    from troupe.people.library.library import load_fragment
    from troupe.people.persona.persona_summary import summary

    persona = meant(name, guild)[0]
    for word in fragment or ():
        persona, conflicts = persona.merged_with(load_fragment(word))
        for conflict in conflicts:
            typer.echo(f"{word}: {conflict}", err=True)
    if as_json:
        say(json.dumps(persona.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return
    rows = table("", "")
    rows.show_header = False
    for label, lines in _sections(persona):
        rows.add_row(label, "\n".join(lines))
    show_parts(f"{summary(persona)}\n", rows)


@app.command()
def validate(
    files: Annotated[
        list[str], typer.Argument(help="Persona files, folders of them, or patterns such as *.yaml.")
    ],
    as_json: AsJson = False,
) -> None:
    """Check files of every format that can be imported: one line each. Exit code 2 if any is wrong."""
    checked = (_checked(path, named=by_name) for path, by_name in with_progress(expanded(files), quiet=as_json))
    findings = [finding for finding in checked if finding is not None]
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            say(finding.line())
    if not all(finding.ok for finding in findings):
        raise typer.Exit(BAD_INPUT)


def _checked(path: Path, *, named: bool) -> FileFinding | None:
    imported = read(path, named=named)
    if imported is None or isinstance(imported, FileFinding):
        return imported
    return FileFinding(
        str(path), ok=True, name=told_name(imported), format=imported.format.value, notes=imported.notes
    )


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
    """The parts of the file by heading, fields that have no heading here last; empty ones are left out."""
    from troupe.people.documents.lenient_reading import as_lines
    from troupe.people.library.library import slug_of

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
        ("description", (persona.description,)),
        ("scenario", (persona.scenario,)),
        ("style", (persona.style,)),
        ("sounds like", persona.voice),
        ("traits", persona.personality.traits),
        ("big five", tuple(f"{trait}: {level}" for trait, level in persona.personality.big_five.items())),
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
        ("people", tuple(f"{relation.name}: {relation.description}" for relation in persona.relationships)),
        ("also", persona.other_facts),
        ("secret", persona.secrets),
        ("talkativeness", (f"{persona.talkativeness:.0%}",)),
        ("rating", (persona.rating.value,)),
        ("fragments", persona.fragments),
        ("tags", persona.tags),
        ("from", (persona.provenance, persona.creator_notes)),
        *((key, as_lines(value)) for key, value in persona.document.items() if key not in _NOT_LISTED),
    ]
    for label, lines in sections:
        if texts := tuple(line for line in lines if line):
            yield label.replace("_", " "), texts
