"""/focusgroup whisper: a thought or a goal is put into the mind of one person in front, and the report says so."""

from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.rights.researcher_rights import require_researcher, watcher
from bot.features.focusgroup.session.session_starting import session_here
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import card, clip
from bot.features.shared.option_choices import MOST, Choices
from troupe.core.errors import NotFound
from troupe.worlds.sessions.session_note import NewNote, NoteKind

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]


def whisper_command(house: House) -> Command:
    """/focusgroup whisper, to be put into the group."""

    @app_commands.describe(
        person="Into whose mind it is put",
        text="What they think, in their own words",
        goal="It is something that they want from now on",
    )
    async def whisper(
        interaction: Interaction, person: str, text: app_commands.Range[str, 1, 500], goal: bool = False
    ) -> None:
        kind = NoteKind.GOAL if goal else NoteKind.THOUGHT
        await reply(house, interaction, _whispered(house, interaction, person, text, kind))

    async def offer(interaction: Interaction, typed: str) -> Choices:
        stores = house.stores(f"guild:{interaction.guild_id}")
        session = await stores.sessions.at_channel(str(interaction.channel_id))
        view = None if session is None else await stores.sessions.view(session.id)
        names = [] if view is None else [one.name for one in view.people.values() if one.present]
        fitting = [name for name in names if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=name[:100], value=name[:100]) for name in fitting[:MOST]]

    command: Command = app_commands.Command(
        name="whisper",
        description="Put a thought or a goal into the mind of one person in front",
        callback=whisper,
    )
    command.autocomplete("person")(offer)
    return command


async def _whispered(house: House, interaction: Interaction, name: str, text: str, kind: NoteKind) -> CardReply:
    await require_researcher(house, interaction)
    stores = house.stores(f"guild:{interaction.guild_id}")
    session = await session_here(stores, interaction)
    people = (await stores.sessions.view(session.id)).people.values()
    meant = [one for one in people if name.strip().casefold() in one.name.casefold() and one.present]
    if len(meant) != 1:
        raise NotFound(f"“{clip(name, 60)}” names nobody in front, or more than one.", field="person")
    note = NewNote(kind=kind, by=watcher(interaction), text=" ".join(text.split()), person=meant[0].id)
    await stores.notes.whisper(session.id, note)
    told = f"{meant[0].name} has it in mind from the next answer on. The report says that you put it there."
    return CardReply([card("🤫 Whispered", told)])
