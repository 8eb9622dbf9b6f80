"""/focusgroup start and close: the session of this channel."""

from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.session_starting import close_session, session_here, start_session
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]


def start_command(house: House) -> Command:
    """/focusgroup start, to be put into the group."""

    async def start(interaction: Interaction) -> None:
        async def work() -> CardReply:
            session = await session_here(house.stores(f"guild:{interaction.guild_id}"), interaction)
            return await start_session(house, interaction, session.id)

        await reply(house, interaction, work())

    return app_commands.Command(
        name="start", description="Begin the focus group that was planned here", callback=start
    )


def close_command(house: House) -> Command:
    """/focusgroup close, to be put into the group."""

    async def close(interaction: Interaction) -> None:
        await reply(house, interaction, close_session(house, interaction))

    return app_commands.Command(
        name="close", description="End the focus group of this channel; what was said is kept", callback=close
    )
