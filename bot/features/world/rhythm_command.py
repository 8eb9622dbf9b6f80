"""`/world rhythm`: showing and setting how often people act by themselves, and the server's time zone for it."""

from dataclasses import dataclass

import discord
from discord import app_commands

from bot.features.shared.command_context import CommandSpot, House, world_here
from bot.features.shared.deferred_answers import CURTAIN, INK, card
from bot.features.shared.option_choices import Choices
from bot.features.shared.time_zones import read_zone
from bot.features.world.rhythm_words import (
    INTERVALS,
    OFF,
    read_every,
    read_rhythm,
    told_every,
    told_next,
    told_rhythm,
)
from troupe.core.errors import BadInput
from troupe.worlds.guild_settings import GuildSettings
from troupe.worlds.world import World
from troupe.worlds.world_rhythm import Rhythm

HINT = "`/world rhythm every: 30 minutes` lets them begin by themselves."


@dataclass(frozen=True, slots=True)
class RhythmRequest:
    """The options given with the command; None where nothing was."""

    every: str | None = None
    quiet: str | None = None
    per_day: int | None = None
    rest_after: int | None = None
    time_zone: str | None = None

    def of(self, known: Rhythm | None) -> Rhythm | None:
        """The rhythm asked for. Raises BadInput."""
        if self == RhythmRequest(time_zone=self.time_zone):
            return known
        return read_rhythm(
            known, every=self.every, quiet=self.quiet, per_day=self.per_day, rest_after=self.rest_after
        )


async def set_rhythm(house: House, spot: CommandSpot, asked: RhythmRequest, by: str) -> discord.Embed:
    """Change what was asked for; without anything asked, show it."""
    world = await world_here(house, spot)
    stores = house.stores(spot.tenant)
    rhythm = asked.of(world.rhythm)
    if asked.time_zone is not None:
        zone = read_zone(asked.time_zone)
        await stores.guilds.change(lambda settings: settings.model_copy(update={"time_zone": zone}))
    if asked != RhythmRequest():
        world = await stores.worlds.set_rhythm(world.id, rhythm, by)
        house.pokes.poke(world.key)
    return _card(world, await stores.guilds.get())


def some_intervals(typed: str) -> Choices:
    """What was typed, if it is a length of time, then the usual intervals in which a word begins like that."""
    prefix = typed.strip().lower()
    offered = [words for words in (*INTERVALS, OFF) if f" {prefix}" in f" {words}"]
    try:
        read_every(typed)
    except BadInput:
        own = []
    else:
        own = [prefix] if prefix not in offered else []
    return [app_commands.Choice(name=words[:100], value=words[:100]) for words in (*own, *offered)]


def _card(world: World, settings: GuildSettings) -> discord.Embed:
    if world.rhythm is None:
        return card("No rhythm", "People here speak when someone writes. " + HINT, CURTAIN)
    embed = card(
        f"Rhythm: about every {told_every(world.rhythm.every)}",
        told_rhythm(world.rhythm, world.caps, settings.zone),
        INK if world.next_beat_at is not None else CURTAIN,
    )
    embed.add_field(name="Next", value=told_next(world), inline=False)
    return embed
