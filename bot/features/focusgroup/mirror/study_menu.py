"""The menu *Study…* on a line in front: quote it in the report, take it back."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.forks.rerun_buttons import fork_button
from bot.features.focusgroup.rights.researcher_rights import require_researcher, watcher
from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card, clip
from bot.features.shared.lasting_buttons import Act, Button, button
from troupe.core.errors import NotFound
from troupe.worlds.events.exhibited import Exhibited
from troupe.worlds.sessions.session_note import NewNote, NoteKind
from troupe.worlds.sessions.study_session import StudySession
from troupe.worlds.transcript import Event, HumanAuthor
from troupe.worlds.world import WorldKey

Interaction = discord.Interaction[Any]
QUOTE, TAKE_BACK = "study-quote", "study-take-back"


def study_menu(house: House) -> app_commands.ContextMenu:
    """One menu for all that is done with a line of a study: Discord shows five menus on a message."""

    async def study(interaction: Interaction, message: discord.Message) -> None:
        await require_researcher(house, interaction)
        await reply(house, interaction, _offered(house, interaction, message))

    kind = discord.AppCommandType.message
    return app_commands.guild_only(app_commands.ContextMenu(name="Study…", callback=study, type=kind))


async def _offered(house: House, interaction: Interaction, message: discord.Message) -> CardReply:
    """What can be done with this line, to whoever asked alone."""
    stores = house.stores(f"guild:{interaction.guild_id}")
    session = await stores.sessions.at_channel(str(interaction.channel_id))
    line = None if session is None else await stores.sessions.line(session.id, str(message.id))
    if session is None or line is None:
        raise NotFound("That is no line of a focus group held in this channel.")
    said = f"**{line.author.name}**: {clip(line.text, 1000)}"
    return CardReply([card("A line of the study", said)], None, _buttons(session, line))


def _buttons(session: StudySession, line: Event) -> Sequence[Button]:
    about = f"{session.id}:{line.id}"
    buttons = [button(QUOTE, about, "Quote in the report", emoji="🔖"), fork_button(session.id, line.id)]
    if isinstance(line.author, HumanAuthor) or isinstance(line, Exhibited):
        danger = discord.ButtonStyle.danger
        buttons.append(button(TAKE_BACK, about, "Take back with its answers", emoji="↩️", style=danger))
    return buttons


async def quote(house: House, interaction: Interaction, about: str) -> None:
    """The press of *Quote*."""
    await require_researcher(house, interaction)
    session_id, _, line = about.partition(":")

    async def work() -> CardReply:
        note = NewNote(kind=NoteKind.QUOTE, by=watcher(interaction), event=line)
        await house.stores(f"guild:{interaction.guild_id}").notes.add(session_id, note)
        return CardReply([card("🔖 Quoted", "It stands in the report, word for word.")])

    await replace(house, interaction, work())


async def take_back(house: House, interaction: Interaction, about: str) -> None:
    """The press of *Take back*: out of the minds first, then out of the channel."""
    await require_researcher(house, interaction)
    session_id, _, line = about.partition(":")
    await replace(house, interaction, _taken_back(house, interaction, session_id, line))


async def _taken_back(house: House, interaction: Interaction, session_id: str, line: str) -> CardReply:
    stores = house.stores(f"guild:{interaction.guild_id}")
    count = await stores.sessions.take_back(session_id, line)
    for world in (await stores.sessions.view(session_id)).worlds:
        house.pokes.poke(WorldKey(stores.tenant, world.world_id))
    house.pokes.poke_jobs(stores.tenant)
    lines = "1 line is" if count == 1 else f"{count} lines are"
    text = (
        f"{lines} gone from the study and from everyone's mind, and leaves the channel. To delete what a member "
        "wrote I need **Manage Messages**."
    )
    return CardReply([card("↩️ Taken back", text, CURTAIN)])


ACTS: Mapping[str, Act] = {QUOTE: quote, TAKE_BACK: take_back}
