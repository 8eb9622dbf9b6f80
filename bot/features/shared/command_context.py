"""The parts of the house that commands need, and the spot in Discord where a command was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import discord

from bot.features.shared.channel_permissions import missing_permissions
from bot.features.shared.community_catalogue import Catalogue, catalogue_of
from bot.features.shared.world_opening import ModelNote
from troupe.core.clock import Clock
from troupe.core.errors import Conflict, NotFound
from troupe.core.ids import Ids
from troupe.engine.job_runner import JobRunner
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import PricedModel
from troupe.minds.gate.secrets import Secrets
from troupe.people.persona.persona import Persona
from troupe.ports import Cap, Ledger, Stores, Waker
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.world import World, WorldKey


class Ears(Protocol):
    """The engine, as far as commands use it."""

    async def ask(
        self, tenant: str, world_id: str, question: HumanMessage, shown: str, lease: float
    ) -> OutboxRow: ...

    def interrupt(self, key: WorldKey, people: Sequence[str] | None = None) -> int: ...


class Player(Protocol):
    """The mind, as far as commands name it."""

    @property
    def models(self) -> tuple[str, ...]: ...

    @property
    def secrets(self) -> Secrets: ...

    def player(self, model: str | None = None) -> PricedModel: ...

    def capped(
        self, ledger: Ledger, cap: Cap, *, model: str | None = None, asked_for: str | None = None
    ) -> Capped: ...


class House(Protocol):
    """The parts of the app that commands call; `bot.app.app.App` is one."""

    @property
    def clock(self) -> Clock: ...

    @property
    def ids(self) -> Ids: ...

    @property
    def library(self) -> Mapping[str, Persona]: ...

    @property
    def mind(self) -> Player: ...

    @property
    def engine(self) -> Ears: ...

    @property
    def pokes(self) -> Waker: ...

    @property
    def jobs(self) -> JobRunner: ...

    @property
    def problems(self) -> Sequence[str]: ...

    def stores(self, tenant: str) -> Stores: ...

    def cap(self, tenant: str) -> Cap: ...

    async def rehearse(self, tenant: str, channel_id: str, slug: str, persona: Persona) -> str:
        """Let a persona say a test line in a channel; returns what went wrong, empty if nothing did."""
        ...

    def faces_changed(self) -> None:
        """Someone looks different from now on."""
        ...


async def catalogue_at(house: House, tenant: str) -> Catalogue:
    """What a community can choose from now."""
    return await catalogue_of(house.stores(tenant), house.library)


def model_note(house: House, model: str | None = None) -> ModelNote:
    """Who plays where this model was chosen."""
    player = house.mind.player(model)
    return ModelNote(name=player.name, stand_in=player.stand_in)


@dataclass(frozen=True, slots=True)
class CommandSpot:
    """The spot where a command was given. A thread's world is its parent channel's; `place` is the thread
    itself."""

    tenant: str
    guild_id: str
    channel_id: str
    place: str
    name: str
    missing: tuple[tuple[str, str], ...]
    """Permissions the bot lacks here, with what they are for."""
    may_pin: bool = True

    @property
    def mention(self) -> str:
        return f"<#{self.channel_id}>"


def spot_of(interaction: discord.Interaction) -> CommandSpot:
    """Raises Conflict where no world can be: outside servers, in voice channels, in forums."""
    channel = interaction.channel
    home = channel.parent if isinstance(channel, discord.Thread) else channel
    if interaction.guild_id is None or not isinstance(home, discord.TextChannel):
        raise Conflict("Simulated people can live in a server's text channels (and their threads) only.")
    channel_id = str(home.id)
    place = str(channel.id) if isinstance(channel, discord.Thread) else channel_id
    return _spot(home, place, _granted(interaction, home), thread=place != channel_id)


def spot_in(channel: discord.TextChannel) -> CommandSpot:
    """Another channel than the one where something was asked, with what the bot may do there by the cache."""
    return _spot(channel, str(channel.id), channel.permissions_for(channel.guild.me), thread=False)


def _spot(home: discord.TextChannel, place: str, granted: discord.Permissions, *, thread: bool) -> CommandSpot:
    return CommandSpot(
        tenant=f"guild:{home.guild.id}",
        guild_id=str(home.guild.id),
        channel_id=str(home.id),
        place=place,
        name=home.name,
        missing=missing_permissions(granted, thread=thread),
        may_pin=granted.administrator or granted.pin_messages,
    )


def _granted(interaction: discord.Interaction, home: discord.TextChannel) -> discord.Permissions:
    """As Discord computed them for this very command, or from the cache where a server does not send them."""
    if interaction.app_permissions.value:
        return interaction.app_permissions
    return home.permissions_for(home.guild.me)


async def world_here(house: House, spot: CommandSpot) -> World:
    """The world of this thread, or of the channel. Raises NotFound with the way to open one."""
    worlds = house.stores(spot.tenant).worlds
    world = await worlds.at_channel(spot.place) or await worlds.at_channel(spot.channel_id)
    if world is None:
        raise NotFound(
            f"Nobody lives in {spot.mention} yet. `/world open` brings simulated people here (Manage Channels)."
        )
    return world
