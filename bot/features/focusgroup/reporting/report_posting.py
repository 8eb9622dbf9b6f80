"""A report shown where it was asked for: backstage it is posted for all who watch, and a changed one takes its
place; anywhere else only whoever asked sees it, since people in front must not learn what is thought of them."""

from typing import Any

import discord

from bot.features.focusgroup.forks.rerun_buttons import rerun_buttons
from bot.features.focusgroup.reporting.edited_reading import EditedReading
from bot.features.focusgroup.reporting.report_buttons import analyst_buttons
from bot.features.focusgroup.reporting.report_card import report_card
from bot.features.focusgroup.withdrawal.report_outdating import replace_report
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.lasting_buttons import unwatched
from troupe.research.reports.report_layout import StudyReport
from troupe.worlds.sessions.study_session import SessionPlaces

Interaction = discord.Interaction[Any]
Backstage = discord.TextChannel | discord.Thread


async def post_report(house: House, interaction: Interaction, reading: EditedReading) -> CardReply:
    """The report of a reading, posted; the one before it is taken back."""
    made = await shown_report(reading)
    sessions = house.stores(f"guild:{interaction.guild_id}").sessions
    places = (await sessions.get(reading.session)).places
    channel = _backstage(interaction, places)
    if channel is None:
        return made
    message = await channel.send(
        f"{interaction.user.mention}, the report is ready.",
        embeds=list(made.cards),
        files=list(made.files),
        view=unwatched(*made.buttons),
        allowed_mentions=discord.AllowedMentions(everyone=False, roles=False, users=[interaction.user]),
    )
    await replace_report(interaction.client, places)
    places = (await sessions.get(reading.session)).places
    await sessions.place(reading.session, places.model_copy(update={"report": str(message.id)}))
    return CardReply([card("The report is posted here", "", CURTAIN)])


async def show_change(house: House, interaction: Interaction, reading: EditedReading, told: str) -> CardReply:
    """The report with the latest change, in place of the one that is posted; `told` says what was done."""
    places = (await house.stores(f"guild:{interaction.guild_id}").sessions.get(reading.session)).places
    channel = _backstage(interaction, places)
    if channel is None:
        return await shown_report(reading)
    if places.report is None:
        return await post_report(house, interaction, reading)
    made = await shown_report(reading)
    if isinstance(channel, discord.Thread) and channel.archived:
        await channel.edit(archived=False)  # nothing in it can be edited before
    message = channel.get_partial_message(int(places.report))
    try:
        await message.edit(embeds=list(made.cards), attachments=list(made.files), view=unwatched(*made.buttons))
    except discord.NotFound:  # somebody deleted it
        return await post_report(house, interaction, reading)
    return CardReply([card("The report is changed", f"{told} {message.jump_url}", CURTAIN)])


async def shown_report(reading: EditedReading) -> CardReply:
    """The report on a card, with its files and its buttons."""
    buttons = [*rerun_buttons(reading.session), *analyst_buttons(reading.job)]
    return await report_card(StudyReport(study=reading.study, analysis=reading.analysis), buttons)


def _backstage(interaction: Interaction, places: SessionPlaces) -> Backstage | None:
    """The channel where the report is for all who watch, if this is it."""
    channel = interaction.channel
    return channel if str(interaction.channel_id) == places.backstage and isinstance(channel, Backstage) else None
