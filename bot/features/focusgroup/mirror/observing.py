"""/focusgroup observe: somebody is let behind the one-way mirror, and everyone there is told who reads."""

from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.session_starting import session_here
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import card
from troupe.core.errors import Conflict
from troupe.worlds.sessions.session_note import NewNote, NoteKind
from troupe.worlds.transcript import HumanAuthor

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]


def observe_command(house: House) -> Command:
    """/focusgroup observe, to be put into the group."""

    @app_commands.describe(member="Who may read backstage, suggest questions and write down what they expect")
    async def observe(interaction: Interaction, member: discord.Member) -> None:
        await reply(house, interaction, _admitted(house, interaction, member))

    return app_commands.Command(
        name="observe", description="Let somebody watch the focus group of this channel", callback=observe
    )


async def _admitted(house: House, interaction: Interaction, member: discord.Member) -> CardReply:
    await require_researcher(house, interaction)
    stores = house.stores(f"guild:{interaction.guild_id}")
    session = await session_here(stores, interaction)
    thread = None
    if interaction.guild is not None and session.places.backstage is not None:
        thread = interaction.guild.get_thread(int(session.places.backstage))
    if thread is None or thread.type is not discord.ChannelType.private_thread:
        raise Conflict("Backstage of this study is no private thread: who may read it is settled in its channel.")
    if session.id in await stores.guests.joined_by(str(member.id)):
        raise Conflict(f"{member.display_name} takes part in front, so they cannot watch from backstage.")
    observer = NewNote(kind=NoteKind.OBSERVER, by=HumanAuthor(id=str(member.id), name=member.display_name))
    await stores.notes.add(session.id, observer)
    try:
        await thread.add_user(member)
    except discord.Forbidden as error:
        raise Conflict(
            f"I may not add {member.mention} to {thread.mention}: let me **Manage Threads**."
        ) from error
    notes = await stores.notes.of(session.id, NoteKind.OBSERVER)
    names = ", ".join(f"**{note.by.name}**" for note in notes)
    text = (
        f"{names} watch, beside those who run this server. Nobody in front hears what is said here. *Suggest…* "
        "on the board proposes a question, *Expect…* writes down before the start what you think will come out."
    )
    await thread.send(embed=card(f"👁️ {member.display_name} watches from here", text))
    return CardReply([card("👁️ Let in", f"{member.display_name} can read {thread.mention} now.")])
