"""Open answers coded for an analyst, and one of them given other codes."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.features.focusgroup.analyst.changing import changed
from bot.features.focusgroup.analyst.theme_desk import Done
from bot.features.focusgroup.choices.paged_choice import PagedChoice
from bot.features.focusgroup.choices.researcher_controls import ResearcherMenu
from bot.features.focusgroup.reporting.edited_reading import EditedReading, edited_reading, keep_change
from bot.features.focusgroup.reporting.report_posting import show_change
from bot.features.focusgroup.rights.researcher_rights import watcher
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card, clip
from bot.features.shared.job_answers import JobFace, StillUnderWay, asked, awaited
from troupe.core.errors import Conflict
from troupe.research.analysis.analysis import CodedAnswer, Theme
from troupe.research.analysis.by_analyst.analyst_changes import AnswerRecoded, AnswersCoded
from troupe.research.analysis.by_model.answer_coding import coding_chars, require_reader
from troupe.research.analysis.by_model.answer_coding_job import CodingAsked
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import GuideQuestion
from troupe.research.job_kinds import CODING

Interaction = discord.Interaction[Any]
CODING_FACE = JobFace(
    done="The answers that were to be coded here are coded. *Report* shows it.",
    failed="The answers of a study could not be coded.",
)
_MOST_CODES = 25


def code_answers(house: House, reading: EditedReading) -> Done:
    """The choice of a question whose answers a model codes, by the code book that there is."""

    async def done(interaction: Interaction, _: Sequence[Theme]) -> None:
        require_reader(house.mind.player(None))
        record = StudyRecord(reading.study)
        answered = {line.step for line in record.evidence.values()}
        steps = [step for step in reading.study.guide.steps if isinstance(step, GuideQuestion)]
        options = [
            discord.SelectOption(label=clip(step.text, 100), value=step.key)
            for step in steps
            if step.key in answered
        ]
        if not options:
            raise Conflict("Nobody answered a question, so there is nothing to code.")

        async def picked(answer: Interaction, step: str) -> None:
            await reply(house, answer, _coded(house, answer, reading, step))

        view = PagedChoice(house, options, "A question", picked)
        await interaction.response.send_message("Whose answers are coded?", view=view, ephemeral=True)

    return done


async def _coded(house: House, interaction: Interaction, reading: EditedReading, step: str) -> CardReply:
    codes = reading.analysis.codes
    request = CodingAsked(
        session=reading.session, step=step, chars=coding_chars(reading.study, step, codes), codes=codes
    )
    job = await asked(house, interaction, CODING, request)
    tenant = f"guild:{interaction.guild_id}"
    change = AnswersCoded(step=step, job=job.id)
    await keep_change(house.stores(tenant), reading.session, reading.job, watcher(interaction), change)
    try:
        coding = await awaited(house, CODING, job)
    except StillUnderWay as error:
        return CardReply([card("Still coding …", str(error), CURTAIN)])
    told = f"{len(coding.coded)} answers are coded, by {len(coding.codes)} codes."
    return await show_change(house, interaction, await edited_reading(house, tenant, reading.job), told)


def recode_answer(house: House, reading: EditedReading) -> Done:
    """The choice of a coded answer, then of the codes that it gets instead."""

    async def done(interaction: Interaction, _: Sequence[Theme]) -> None:
        record, coded = StudyRecord(reading.study), reading.analysis.coded
        options = [
            discord.SelectOption(
                label=clip(f"{record.name(answer.participant)}: {answer.evidence[0].quote}", 100),
                value=str(at),
                description=clip(", ".join(answer.codes), 100),
            )
            for at, answer in enumerate(coded)
        ]

        async def picked(answer: Interaction, at: str) -> None:
            view = discord.ui.View(timeout=600)
            view.add_item(_codes_menu(house, reading, coded[int(at)]))
            await answer.response.send_message("Which codes does it get?", view=view, ephemeral=True)

        view = PagedChoice(house, options, "An answer", picked)
        await interaction.response.send_message("Which answer?", view=view, ephemeral=True)

    return done


def _codes_menu(house: House, reading: EditedReading, answer: CodedAnswer) -> ResearcherMenu:
    options = [
        discord.SelectOption(
            label=clip(code.name, 100),
            value=code.key[:100],
            description=clip(code.given_when, 100),
            default=code.key in answer.codes,
        )
        for code in reading.analysis.codes[:_MOST_CODES]
    ]

    async def chosen(interaction: Interaction, values: Sequence[str]) -> None:
        change = AnswerRecoded(step=answer.step, participant=answer.participant, codes=tuple(values))
        who = StudyRecord(reading.study).name(answer.participant)
        await changed(house, interaction, reading, change, f"What {who} said is coded anew.")

    return ResearcherMenu(house, options, "No code", chosen, (0, len(options)))
