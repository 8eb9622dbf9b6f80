"""/focusgroup report: a study read as a job, then its summary on a card with the report as files."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.reporting.edited_reading import edited_reading, latest_edited
from bot.features.focusgroup.reporting.report_posting import post_report, shown_report
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.session_board import REPORT
from bot.features.focusgroup.session.session_starting import session_here
from bot.features.shared.answer_cards import CardReply, reply, show
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.job_answers import JobFace, StillUnderWay, asked, asked_before, awaited, over
from bot.features.shared.lasting_buttons import Act
from troupe.core.errors import OverBudget
from troupe.research.analysis.by_model.model_reading import reading_size
from troupe.research.analysis.by_model.right_of_reply_job import RepliesAsked
from troupe.research.analysis.by_model.study_reading_job import ReadingAsked
from troupe.research.job_kinds import READING, REPLYING
from troupe.research.sessions.study_gathering import gather_study
from troupe.worlds.jobs.job import Job, JobStatus

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]

SHOW, SHOW_REPLIES = "study-report", "study-replies"
READING_FACE = JobFace(
    done="The report that was asked for here is ready",
    failed="The report that was asked for here came to nothing",
    act=SHOW,
    label="Show the report",
)


REPLYING_FACE = JobFace(
    done="Those whom the report quotes have replied",
    failed="Those whom the report quotes could not be asked whether it reads them rightly.",
    act=SHOW_REPLIES,
    label="Show the report",
)


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
        reading = await edited_reading(house, f"guild:{interaction.guild_id}", job_id)
        return await shown_report(reading)

    await reply(house, interaction, work())


async def show_replies(house: House, interaction: Interaction, job_id: str) -> None:
    """The report with the replies, for whoever presses the button that stands in the channel."""
    await require_researcher(house, interaction)
    _, words = await asked_before(house, f"guild:{interaction.guild_id}", job_id)
    await show_report(house, interaction, RepliesAsked.model_validate_json(words).reading)


ACTS: Mapping[str, Act] = {REPORT: report_pressed, SHOW: show_report, SHOW_REPLIES: show_replies}


async def _reported(house: House, interaction: Interaction, session_id: str) -> CardReply:
    """The report once it is there: of the reading that an analyst changed, as long as nothing was added to what it
    reads, else of a new one."""
    tenant = f"guild:{interaction.guild_id}"
    study = await gather_study(house.stores(tenant), session_id, house.mind.player)
    request = ReadingAsked(session=session_id, size=reading_size(study))

    async def progress(job: Job) -> None:
        text = f"**{job.calls_finished}** of at most {job.calls_expected} parts are read."
        await show(interaction, CardReply([card("Reading what was said …", text, CURTAIN)]))

    job_id = await latest_edited(house, tenant, request)
    if job_id is None:
        job = await asked(house, interaction, READING, request)
        try:
            await awaited(house, READING, job, progress)
        except StillUnderWay as error:
            return CardReply([card("Still reading …", str(error), CURTAIN)])
        job_id = job.id
        await _replied(house, interaction, request, job_id)
    return await post_report(house, interaction, await edited_reading(house, tenant, job_id))


async def _replied(house: House, interaction: Interaction, reading: ReadingAsked, job_id: str) -> None:
    """Have those quoted asked whether they are read rightly, by the model that played them. The report does not
    wait for ever: without their replies it stands as well, and the channel is told of them, or of why there are
    none."""
    request = RepliesAsked(session=reading.session, reading=job_id, portraits=reading.size.portraits)
    session = await house.stores(f"guild:{interaction.guild_id}").sessions.get(reading.session)
    try:
        job = await asked(house, interaction, REPLYING, request, key=job_id, model=session.model)
        with house.jobs.watching(job.key):
            job = await over(house, job)
        if job.status is JobStatus.DONE:
            await house.stores(job.tenant).jobs.told(job.id)
    except (OverBudget, StillUnderWay):
        return
