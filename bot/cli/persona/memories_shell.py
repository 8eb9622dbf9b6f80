"""`troupe persona import-memories`: talks and memories from other tools, remembered by somebody from then on."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.persona.transfer_shell import meant
from bot.cli.terminal.command_edge import read_settings, say
from bot.cli.terminal.opened_database import opened
from troupe.core.errors import NotFound

if TYPE_CHECKING:
    from bot.environment.settings import Settings
    from troupe.memory.archives.archive_reading import PersonalArchive
    from troupe.people.persona.persona import Persona
    from troupe.ports import Database, Stores
    from troupe.worlds.world import Person, World

ARCHIVE = "archive"
"""The name of a world that is made for memories."""


def import_memories(
    name: Annotated[str, typer.Argument(help="Whose memories: a name of the library, or a persona file.")],
    files: Annotated[
        list[Path], typer.Argument(help="Chats of SillyTavern (.jsonl), memories of a TinyPerson (.json).")
    ],
    channel: Annotated[
        str | None, typer.Option(help="For the one of this name who lives in this channel.")
    ] = None,
    guild: Annotated[str | None, typer.Option(help="The server's id, if they are one of its own.")] = None,
    called: Annotated[str, typer.Option(help="What they are called in the files, if otherwise.")] = "",
    forget: Annotated[bool, typer.Option("--forget", help="Take out again what these files brought.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Have somebody remember what was said in other tools: it comes back to them when it is spoken of.

    Without --channel a world of their own is opened for it, to be gone on with from Python. The same file again
    changes nothing."""
    from troupe.core.clock import SystemClock
    from troupe.memory.archives.archive_reading import read_memories

    persona = meant(name, guild)[0]
    now = SystemClock().now()
    archives = [read_memories(path, persona, now, called) for path in files]
    order = _Order(persona, archives, channel, forget)
    world, person, changed = asyncio.run(_change(read_settings(), order))
    lines = sum(len(archive.lines) for archive in archives)
    notes = [note for archive in archives for note in archive.notes]
    if as_json:
        done = "forgotten" if forget else "taken"
        result = {"world": world.id, "person": person.name, "lines": lines, done: changed, "notes": notes}
        say(json.dumps(result, ensure_ascii=False))
        return
    if forget:
        say(f"{person.name} has forgotten {changed} lines, and what came of them.")
        return
    known = f", {lines - changed} of them known before" if changed < lines else ""
    say(f"{person.name} remembers {lines} lines{known}.")
    for note in notes:
        say(f"     {note}")
    if channel is None:
        say(f'Go on from Python: World.reopen("{world.id}", store=…).')


@dataclass(frozen=True, slots=True)
class _Order:
    """Whose memory is to have which lines, or to have them no more."""

    persona: "Persona"
    archives: "list[PersonalArchive]"
    channel: str | None
    forget: bool


async def _change(settings: "Settings", order: _Order) -> "tuple[World, Person, int]":
    """The world, the person, and how many lines were taken in or forgotten."""
    from troupe.worlds.memories.archived_line import archive_keys

    persona, channel = order.persona, order.channel
    async with opened(settings) as database:
        stores, world = await _archive(database, persona) if channel is None else await _at(database, channel)
        people = await stores.casts.of(world.id)
        person = next((each for each in people if each.name.casefold() == persona.name.casefold()), None)
        if person is None:
            raise NotFound(f"{persona.name} does not live in that channel; /cast add brings them", field="name")
        changed = 0
        for archive in order.archives:
            if order.forget:
                changed += await stores.mailbox.erase(world.id, archive_keys(person.id, archive.lines))
            else:
                changed += await stores.casts.take_in(world.id, person.id, archive.lines)
        return world, person, changed


async def _archive(database: "Database", persona: "Persona") -> "tuple[Stores, World]":
    """The world of this person's archive, opened if there is none."""
    from troupe.headless.headless_cast import reference
    from troupe.headless.headless_opening import TENANT
    from troupe.people.documents.slug import slug_of
    from troupe.ports import NewWorld

    tenant = f"{TENANT}{ARCHIVE}-{slug_of(persona.name)}"
    stores = database.tenant(tenant)
    worlds = await stores.worlds.all()
    if worlds:
        return stores, worlds[0]
    return stores, await stores.worlds.open(NewWorld(name=ARCHIVE), [(persona, reference(persona, tenant))])


async def _at(database: "Database", channel: str) -> "tuple[Stores, World]":
    for tenant in await database.tenants():
        stores = database.tenant(tenant)
        if (world := await stores.worlds.at_channel(channel)) is not None:
            return stores, world
    raise NotFound("there is no open world in that channel", field="--channel")
