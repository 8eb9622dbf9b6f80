"""Drafts that were written while nobody waited for them any more, shown to whoever presses the button in the
channel."""

from typing import Any

import discord

from bot.features.persona_drafts.enrich_command import completed_card
from bot.features.persona_drafts.from_text_command import draft_card
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.job_answers import JobFace, asked_before, kept_result
from bot.features.shared.persona_rights import require_maker, stores_at
from troupe.authoring.persona_enriching_job import EnrichingAsked
from troupe.authoring.persona_writing_job import WritingAsked
from troupe.research.job_kinds import ENRICHING, WRITING

Interaction = discord.Interaction[Any]

RESULT = "persona-result"
WRITING_FACE = JobFace(
    done="Someone was written, as was asked here", failed="Nobody could be written", act=RESULT, label="Show them"
)
ENRICHING_FACE = JobFace(
    done="Someone was completed, as was asked here",
    failed="Nobody could be completed",
    act=RESULT,
    label="Show them",
)


async def show_draft(house: House, interaction: Interaction, about: str) -> None:
    """Whoever was written or completed, to be looked at and saved; or why nobody was."""
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)

    async def work() -> CardReply:
        job, words = await asked_before(house, stores.tenant, about)
        catalogue = await catalogue_at(house, stores.tenant)
        if job.kind == WRITING.word:
            text = WritingAsked.model_validate_json(words).brief.text
            return await draft_card(await kept_result(house, WRITING, job.key), text, catalogue)
        request = EnrichingAsked.model_validate_json(words)
        completion = await kept_result(house, ENRICHING, job.key)
        if request.words:
            return await draft_card(completion, request.words, catalogue)
        return await completed_card(house, stores, completion, catalogue.find(request.slug)[1])

    await reply(house, interaction, work())
