"""`troupe world`: open, list, stop, resume, close and give a rhythm, from a shell; a running bot notices."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.terminal.command_edge import read_settings, say
from bot.cli.terminal.opened_database import opened

if TYPE_CHECKING:
    from bot.environment.settings import Settings
    from bot.features.shared.community_catalogue import Catalogue
    from bot.features.shared.world_opening import ModelNote
    from troupe.people.persona.panel import PanelMember
    from troupe.ports import Stores, Worlds
    from troupe.worlds.world import Mode, World

app = typer.Typer(
    help="Worlds: open, list, stop, resume, close; how often people act by themselves.", no_args_is_help=True
)

Channel = Annotated[str, typer.Option(help="The channel's id.")]
Guild = Annotated[str | None, typer.Option(help="The server's id. Left out, Discord is asked.")]
BY = "the command line"
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@app.command("open")
def open_(
    channel: Channel,
    people: Annotated[
        str, typer.Option(help="Who comes: a,b, of the library or the server's own. Left out: four.")
    ] = "",
    panel: Annotated[
        str, typer.Option(help="Who comes: a saved panel, a folder of persona files, or germany:12, drawn.")
    ] = "",
    memories: Annotated[
        bool, typer.Option("--memories", help="The saved panel keeps its goals and feelings.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Whom --panel draws: the same seed, the same people.")] = 0,
    mode: Annotated[str, typer.Option(help="ambient, roundtable or manual.")] = "ambient",
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Bring simulated people into a channel, as /world open and /panel use do."""
    order = _Wanted(people.split(","), panel, memories, seed)
    world, names = asyncio.run(_open(read_settings(), channel, guild, order, mode))
    if as_json:
        say(json.dumps({**_as_dict(world), "people": names}))
    else:
        say(f"Open: {world.name}, with {', '.join(names)}.")


@app.command("list")
def list_(
    guild: Annotated[str | None, typer.Option(help="Only this server's worlds.")] = None, as_json: AsJson = False
) -> None:
    """The worlds that are not closed."""
    worlds = asyncio.run(_list(read_settings(), guild))
    if as_json:
        say(json.dumps([_as_dict(world) for world in worlds]))
        return
    for world in worlds:
        say(f"{world.channel_id or '-'}  {world.status.value:8} {world.mode.value:10} {world.name}")
    if not worlds:
        say("No world is open.")


@app.command()
def stop(channel: Channel, guild: Guild = None, as_json: AsJson = False) -> None:
    """Silence everyone in a channel at once, as /stop does."""
    from troupe.floor.stop_reading import HALT_NOTICE

    world = asyncio.run(_change(read_settings(), channel, guild, lambda w, i: w.halt(i, BY, HALT_NOTICE)))
    say(json.dumps(_as_dict(world)) if as_json else f"Stopped: {world.name}.")


@app.command()
def resume(channel: Channel, guild: Guild = None, as_json: AsJson = False) -> None:
    """Let the people of a channel speak again, after a stop or a pause."""
    world = asyncio.run(_change(read_settings(), channel, guild, lambda w, i: w.resume(i, BY)))
    say(json.dumps(_as_dict(world)) if as_json else f"Listening again: {world.name}.")


@app.command()
def rhythm(
    channel: Channel,
    every: Annotated[str | None, typer.Option(help="How often people act by themselves: 30 minutes, off.")] = None,
    quiet: Annotated[str | None, typer.Option(help="When not: 22:00-08:00, none; the server's time zone.")] = None,
    per_day: Annotated[int | None, typer.Option(help="At most so many times a day.")] = None,
    rest_after: Annotated[int | None, typer.Option(help="Rest after so many times without a human word.")] = None,
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Show or set how often people of a channel act by themselves, as /world rhythm does."""
    from bot.features.world.rhythm_words import read_rhythm

    parts = (every, quiet, per_day, rest_after)

    async def change(worlds: "Worlds", world_id: str) -> "World":
        world = await worlds.get(world_id)
        if all(part is None for part in parts):
            return world
        new_rhythm = read_rhythm(world.rhythm, every=every, quiet=quiet, per_day=per_day, rest_after=rest_after)
        return await worlds.set_rhythm(world_id, new_rhythm, BY)

    world = asyncio.run(_change(read_settings(), channel, guild, change))
    say(json.dumps(_with_rhythm(world)) if as_json else f"{world.name}: {_rhythm_told(world)}")


@app.command()
def close(channel: Channel, guild: Guild = None, as_json: AsJson = False) -> None:
    """Let the people of a channel go; what was said is kept."""
    from bot.features.shared.world_opening import FAREWELL

    world = asyncio.run(_change(read_settings(), channel, guild, lambda w, i: w.close(i, BY, FAREWELL)))
    say(json.dumps(_as_dict(world)) if as_json else f"Closed: {world.name}.")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who is to come: by name, or a whole panel."""

    people: list[str]
    panel: str
    memories: bool
    seed: int


async def _open(
    settings: "Settings", channel: str, guild: str | None, wanted: _Wanted, mode: str
) -> "tuple[World, list[str]]":
    from bot.cli.running.rest_channel import find_home
    from bot.features.panel.panel_seating import remind, seated
    from bot.features.shared.community_catalogue import catalogue_of
    from bot.features.shared.world_opening import open_world
    from troupe.core.ids import system_ids
    from troupe.people.library.library import library

    choice = _mode(mode)
    home = await find_home(settings, channel, guild)
    async with opened(settings) as database:
        stores = database.tenant(f"guild:{home.guild_id}")
        catalogue = await catalogue_of(stores, library())
        panel = await _panel(stores, catalogue, wanted)
        people = [(member.persona, member.ref) for member in panel]
        cast = people or catalogue.choose(wanted.people)
        world = await open_world(
            stores,
            system_ids,
            name=home.name,
            channel_id=home.channel_id,
            guild_id=home.guild_id,
            people=cast,
            mode=choice,
            model=_note(settings),
        )
        if wanted.memories:
            await remind(stores, await seated(stores, world, panel))
    return world, [persona.name for persona, _ in cast]


async def _panel(stores: "Stores", catalogue: "Catalogue", wanted: _Wanted) -> "list[PanelMember]":
    """Those whom --panel calls; nobody without it. Raises BadInput where people are named as well, NotFound."""
    from bot.cli.persona.people_sets import is_there, people_in
    from bot.features.panel.people_by_word import Files, called
    from troupe.core.errors import BadInput
    from troupe.people.persona.panel import check_names

    if not wanted.panel:
        if wanted.memories:
            raise BadInput("only a panel has memories to bring: --panel NAME", field="--memories")
        return []
    if any(name.strip() for name in wanted.people):
        raise BadInput("give either people or a panel", field="--panel")
    people = await called(wanted.panel, stores, catalogue, wanted.seed, Files(is_there, people_in))
    members = list(people.members.values())
    if wanted.memories and not people.saved:
        raise BadInput(f"{people.told}: only a saved panel has memories to bring", field="--memories")
    check_names(member.persona.name for member in members)
    return members


async def _list(settings: "Settings", guild: str | None) -> "list[World]":
    async with opened(settings) as database:
        tenants = await database.tenants() if guild is None else (f"guild:{guild}",)
        return [world for tenant in tenants for world in await database.tenant(tenant).worlds.all()]


async def _change(
    settings: "Settings", channel: str, guild: str | None, change: "Callable[[Worlds, str], Awaitable[World]]"
) -> "World":
    """Find the world of a channel, in whichever server it is, and change it. Raises NotFound."""
    from troupe.core.errors import NotFound

    async with opened(settings) as database:
        tenants = await database.tenants() if guild is None else (f"guild:{guild}",)
        for tenant in tenants:
            worlds = database.tenant(tenant).worlds
            world = await worlds.at_channel(channel)
            if world is not None:
                return await change(worlds, world.id)
    raise NotFound(f"no open world in channel {channel}; `troupe world list` shows them", field="--channel")


def _mode(text: str) -> "Mode":
    from troupe.core.errors import BadInput
    from troupe.worlds.world import Mode

    try:
        return Mode(text)
    except ValueError:
        raise BadInput(f"“{text}” is none of {', '.join(mode.value for mode in Mode)}", field="--mode") from None


def _note(settings: "Settings") -> "ModelNote":
    from bot.features.shared.world_opening import ModelNote

    return ModelNote(name=settings.model or "", stand_in=settings.wants_understudy)


def _rhythm_told(world: "World") -> str:
    """One line: the rhythm and its next beat."""
    from bot.features.world.rhythm_words import told_every

    if world.rhythm is None:
        return "no rhythm; --every sets one."
    upcoming = "none for now" if world.next_beat_at is None else f"{world.next_beat_at:%Y-%m-%d %H:%M} UTC"
    return f"about every {told_every(world.rhythm.every)}; next {upcoming}."


def _with_rhythm(world: "World") -> dict[str, object]:
    rhythm, upcoming = world.rhythm, world.next_beat_at
    return {
        **_as_dict(world),
        "rhythm": None if rhythm is None else rhythm.model_dump(mode="json"),
        "next_beat_at": None if upcoming is None else upcoming.isoformat(),
    }


def _as_dict(world: "World") -> dict[str, str | None]:
    return {
        "id": world.id,
        "tenant": world.tenant,
        "channel": world.channel_id,
        "name": world.name,
        "mode": world.mode.value,
        "status": world.status.value,
    }
