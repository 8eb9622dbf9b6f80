"""A change made in a reading by whoever pressed: kept, then shown in the report."""

from typing import Any

import discord

from bot.features.focusgroup.reporting.edited_reading import EditedReading, edited_reading, keep_change
from bot.features.focusgroup.reporting.report_posting import show_change
from bot.features.focusgroup.rights.researcher_rights import require_researcher, watcher
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from troupe.research.analysis.by_analyst.analyst_changes import Change

Interaction = discord.Interaction[Any]


async def changed(
    house: House, interaction: Interaction, reading: EditedReading, change: Change, told: str
) -> None:
    """Make the change, and show the report with it; `told` says what was done."""
    await require_researcher(house, interaction)

    async def work() -> CardReply:
        tenant = f"guild:{interaction.guild_id}"
        await keep_change(house.stores(tenant), reading.session, reading.job, watcher(interaction), change)
        return await show_change(house, interaction, await edited_reading(house, tenant, reading.job), told)

    await reply(house, interaction, work())
