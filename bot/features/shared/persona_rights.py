"""The right to change a community's personas, and the name in which a change is kept."""

from typing import Any

import discord

from bot.features.shared.command_context import House
from troupe.core.errors import Conflict
from troupe.people.persona.persona_version import Editor
from troupe.ports import Stores
from troupe.worlds.guild_settings import GuildSettings, Makers

Interaction = discord.Interaction[Any]


def stores_at(house: House, interaction: Interaction) -> Stores:
    """The stores of the server where this was asked."""
    return house.stores(f"guild:{interaction.guild_id}")


def editor_of(interaction: Interaction) -> Editor:
    return Editor(name=interaction.user.display_name, id=str(interaction.user.id))


async def require_maker(stores: Stores, interaction: Interaction) -> None:
    """Raises Conflict, in words that say who may, unless this member may change the community's personas."""
    settings = await stores.guilds.get()
    if not _may(settings, interaction):
        raise Conflict(f"Here, {_who(settings)} may make and change personas. `/setup` changes that.")


def require_runner(interaction: Interaction) -> None:
    """Raises Conflict unless this member may decide who lives in the channel."""
    if not interaction.permissions.manage_channels:
        raise Conflict("That takes the permission **Manage Channels**: ask someone who has it.")


def _may(settings: GuildSettings, interaction: Interaction) -> bool:
    if interaction.permissions.manage_channels or settings.makers is Makers.EVERYONE:
        return True
    if settings.makers is not Makers.ROLE or not isinstance(interaction.user, discord.Member):
        return False
    return settings.makers_role in {str(role.id) for role in interaction.user.roles}


def _who(settings: GuildSettings) -> str:
    runners = "those with **Manage Channels**"
    if settings.makers is Makers.ROLE and settings.makers_role is not None:
        return f"<@&{settings.makers_role}> and {runners}"
    return f"only {runners}"
