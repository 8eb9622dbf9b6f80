"""/focusgroup start and close: the session of this channel."""

from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.planning.session_planning import guide_in, planned
from bot.features.focusgroup.session.session_starting import close_session, session_here, start_session
from bot.features.panel.people_sources import offer_sources
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.option_choices import Choices
from troupe.core.errors import BadInput

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]


def start_command(house: House) -> Command:
    """/focusgroup start, to be put into the group."""

    @app_commands.describe(
        guide="The guide as a file (.md, .txt, .docx, .yaml). Left out: what was planned here",
        panel="Who takes part: a saved panel, everyone, the library, germany:8. With a guide",
        front="The channel where it is held; this one stays backstage. With a guide",
        max_usd="What it may cost at most, in dollars; it pauses there, and can go on",
    )
    async def start(
        interaction: Interaction,
        guide: discord.Attachment | None = None,
        panel: app_commands.Range[str, 1, 100] = "",
        front: discord.TextChannel | None = None,
        max_usd: app_commands.Range[float, 0, 10_000] | None = None,
    ) -> None:
        async def work() -> CardReply:
            if guide is None:
                session = await session_here(house.stores(f"guild:{interaction.guild_id}"), interaction)
            elif front is None or not panel:
                raise BadInput("With a guide, say who takes part (`panel`) and where it is held (`front`).")
            else:
                read = await guide_in(guide, "guide")
                session = await planned(house, interaction, read.guide, panel, front)
            return await start_session(house, interaction, session.id, max_usd)

        await reply(house, interaction, work())

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return await offer_sources(house, interaction, typed)

    command: Command = app_commands.Command(
        name="start", description="Begin the focus group planned here, or one from a guide", callback=start
    )
    command.autocomplete("panel")(offer)
    return command


def close_command(house: House) -> Command:
    """/focusgroup close, to be put into the group."""

    async def close(interaction: Interaction) -> None:
        await reply(house, interaction, close_session(house, interaction))

    return app_commands.Command(
        name="close", description="End the focus group of this channel; what was said is kept", callback=close
    )
