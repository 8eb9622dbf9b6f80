"""A screening as it is seen in Discord: how far it is, its result, and the result asked for again later."""

from typing import Any

import discord

from bot.features.panel.people_by_word import Called
from bot.features.panel.recruitment_result import result
from bot.features.shared.answer_cards import CardReply, reply, show
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.job_answers import JobFace, StillUnderWay, asked_before, kept_result, result_of
from bot.features.shared.persona_rights import require_runner
from troupe.research.job_kinds import SCREENING
from troupe.research.recruiting.screening import Screened
from troupe.research.recruiting.screening_job import ScreeningAsked
from troupe.worlds.jobs.job import Job

Interaction = discord.Interaction[Any]

RESULT = "panel-result"
FACE = JobFace(
    done="The recruitment that was asked for here is done",
    failed="The recruitment that was asked for here came to nothing",
    act=RESULT,
    label="Show the result",
)


async def screened(house: House, interaction: Interaction, request: ScreeningAsked) -> CardReply:
    """The result once it is there. One that takes longer than Discord lets us answer is told of in the channel,
    and nobody is asked twice for it."""

    async def progress(job: Job) -> None:
        text = f"**{job.calls_finished}** of at most {job.calls_expected} have answered."
        await show(interaction, CardReply([card("Asking them …", text, CURTAIN)]))

    try:
        people = await result_of(house, interaction, SCREENING, request, progress=progress)
    except StillUnderWay as error:
        return CardReply([card("Still asking them …", str(error), CURTAIN)])
    return _shown(request, people)


async def show_result(house: House, interaction: Interaction, about: str) -> None:
    """What came of it, for whoever presses the button that stands in the channel."""
    require_runner(interaction)

    async def work() -> CardReply:
        job, words = await asked_before(house, f"guild:{interaction.guild_id}", about)
        screened_people = await kept_result(house, SCREENING, job.key)
        return _shown(ScreeningAsked.model_validate_json(words), screened_people)

    await reply(house, interaction, work())


def _shown(request: ScreeningAsked, screened_people: Screened) -> CardReply:
    return result(Called(request.source, request.candidates, request.note), screened_people, request.seed)
