"""The right to plan, hold and read studies: whoever may manage the channel, or has the role of researchers."""

from typing import Any

import discord

from bot.features.shared.command_context import House
from troupe.core.errors import Conflict
from troupe.worlds.transcript import HumanAuthor

Interaction = discord.Interaction[Any]


async def require_researcher(house: House, interaction: Interaction) -> None:
    """Raises Conflict, in words that say who may, unless this member may hold studies here."""
    if interaction.permissions.manage_channels:
        return
    role = (await house.stores(f"guild:{interaction.guild_id}").guilds.get()).researchers_role
    member = interaction.user
    if role is not None and isinstance(member, discord.Member) and member.get_role(int(role)) is not None:
        return
    others = f"the role <@&{role}> or " if role is not None else ""
    hint = "" if role is not None else " `/setup` can name a role for it."
    raise Conflict(f"That takes {others}the permission **Manage Channels**.{hint}")


def watcher(interaction: Interaction) -> HumanAuthor:
    """Who has pressed, or sent a form."""
    return HumanAuthor(id=str(interaction.user.id), name=interaction.user.display_name)
