"""The right to plan, hold and read studies: whoever may manage the channel, or has the role of researchers."""

from typing import Any

import discord

from bot.features.shared.command_context import House
from troupe.core.errors import Conflict
from troupe.worlds.sessions.session_note import NoteKind
from troupe.worlds.transcript import HumanAuthor

Interaction = discord.Interaction[Any]


async def require_researcher(house: House, interaction: Interaction) -> None:
    """Raises Conflict, in words that say who may, unless this member may hold studies here."""
    role = (await house.stores(f"guild:{interaction.guild_id}").guilds.get()).researchers_role
    if _researches(interaction, role):
        return
    others = f"the role <@&{role}> or " if role is not None else ""
    hint = "" if role is not None else " `/setup` can name a role for it."
    raise Conflict(f"That takes {others}the permission **Manage Channels**.{hint}")


async def require_watcher(house: House, interaction: Interaction, session_id: str) -> None:
    """The same for a study's observers, too."""
    notes = await house.stores(f"guild:{interaction.guild_id}").notes.of(session_id, NoteKind.OBSERVER)
    if not any(note.by.id == str(interaction.user.id) and not note.settled for note in notes):
        await require_researcher(house, interaction)


def _researches(interaction: Interaction, role: str | None) -> bool:
    member = interaction.user
    by_role = role is not None and isinstance(member, discord.Member) and member.get_role(int(role)) is not None
    return by_role or interaction.permissions.manage_channels


def watcher(interaction: Interaction) -> HumanAuthor:
    """Who has pressed, or sent a form."""
    return HumanAuthor(id=str(interaction.user.id), name=interaction.user.display_name)
