"""/focusgroup report: a study read as a job, then its summary on a card with the report as files."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.forks.rerun_buttons import rerun_buttons
from bot.features.focusgroup.reporting.report_card import report_card
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.session_board import REPORT
from bot.features.focusgroup.session.session_starting import session_here
from bot.features.focusgroup.withdrawal.report_outdating import replace_report
from bot.features.shared.answer_cards import CardReply, reply, show
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.job_answers import JobFace, StillUnderWay, asked_before, kept_result, result_of
from bot.features.shared.lasting_buttons import Act, unwatched
from troupe.research.analysis.by_model.model_reading import reading_size
from troupe.research.analysis.by_model.study_reading_job import ReadingAsked
from troupe.research.job_kinds import READING
from troupe.research.reports.report_layout import StudyReport
from troupe.research.sessions.study_gathering import gather_study
from troupe.worlds.jobs.job import Job

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]

SHOW = "study-report"
READING_FACE = JobFace(
    done="The report that was asked for here is ready",
    failed="The report that was asked for here came to nothing",
    act=SHOW,
    label="Show the report",
)
CODING_FACE = JobFace(done=None, failed="The answers of a study could not be coded.")
EXTRACTION_FACE = JobFace(done=None, failed="What was asked for could not be taken out of the answers of a study.")


def report_command(house: House) -> Command:
    """/focusgroup report, to be put into the group."""

    async def report(interaction: Interaction) -> None:
        async def work() -> CardReply:
            await require_researcher(house, interaction)
            session = await session_here(house.stores(f"guild:{interaction.guild_id}"), interaction)
            return await _reported(house, interaction, session.id)

        await reply(house, interaction, work())

    return app_commands.Command(
        name="report", description="The report of the focus group of this channel", callback=report
    )


async def report_pressed(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Report*."""
    await require_researcher(house, interaction)
    await reply(house, interaction, _reported(house, interaction, session_id))


async def show_report(house: House, interaction: Interaction, job_id: str) -> None:
    """The report for whoever presses the button that stands in the channel."""
    await require_researcher(house, interaction)

    async def work() -> CardReply:
        tenant = f"guild:{interaction.guild_id}"
        job, words = await asked_before(house, tenant, job_id)
        reading = await kept_result(house, READING, job.key)
        session_id = ReadingAsked.model_validate_json(words).session
        study = await gather_study(house.stores(tenant), session_id, house.mind.player)
        return await report_card(StudyReport(study=study, analysis=reading))

    await reply(house, interaction, work())


ACTS: Mapping[str, Act] = {REPORT: report_pressed, SHOW: show_report}


async def _reported(house: House, interaction: Interaction, session_id: str) -> CardReply:
    """The report once it is there. Backstage it is posted for all who watch, with whoever asked named; anywhere
    else only they see it, since people in front must not learn what is thought of them."""
    stores = house.stores(f"guild:{interaction.guild_id}")
    study = await gather_study(stores, session_id, house.mind.player)
    request = ReadingAsked(session=session_id, size=reading_size(study))

    async def progress(job: Job) -> None:
        text = f"**{job.calls_finished}** of at most {job.calls_expected} parts are read."
        await show(interaction, CardReply([card("Reading what was said …", text, CURTAIN)]))

    try:
        reading = await result_of(house, interaction, READING, request, progress=progress)
    except StillUnderWay as error:
        return CardReply([card("Still reading …", str(error), CURTAIN)])
    made = await report_card(StudyReport(study=study, analysis=reading), rerun_buttons(session_id))
    places = (await stores.sessions.get(session_id)).places
    channel = interaction.channel
    if str(interaction.channel_id) != places.backstage or not isinstance(
        channel, (discord.TextChannel, discord.Thread)
    ):
        return made
    message = await channel.send(
        f"{interaction.user.mention}, the report is ready.",
        embeds=list(made.cards),
        files=list(made.files),
        view=unwatched(*made.buttons),
        allowed_mentions=discord.AllowedMentions(everyone=False, roles=False, users=[interaction.user]),
    )
    await replace_report(interaction.client, places)
    places = (await stores.sessions.get(session_id)).places
    await stores.sessions.place(session_id, places.model_copy(update={"report": str(message.id)}))
    return CardReply([card("The report is posted here", "", CURTAIN)])
