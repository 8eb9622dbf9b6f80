"""/persona enrich: the model adds what a persona lacks; seen before it is saved."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import likeness
from bot.features.persona_drafts.difference_lines import differences
from bot.features.persona_drafts.model_writing import (
    author,
    fresh_seed,
    refusal,
    require_room,
    unfinished,
    waiting,
)
from bot.features.persona_drafts.persona_drafts import PersonaDraft, file_of, shown
from bot.features.shared.answer_cards import CardReply, reply_after
from bot.features.shared.budgeted_model import capped_at
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.deferred_answers import CURTAIN, as_many, card, clip, soon
from bot.features.shared.job_answers import result_of
from bot.features.shared.lasting_buttons import button
from bot.features.shared.option_choices import Choices, one_persona, those_to_choose
from bot.features.shared.persona_rights import require_maker, stores_at
from troupe.authoring.persona_enriching import Enriched, estimated_cost
from troupe.authoring.persona_enriching_job import EnrichingAsked
from troupe.core.errors import Conflict, ModelError
from troupe.core.usage import Estimate
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.people.persona.persona_gaps import gaps
from troupe.ports import Stores
from troupe.research.job_kinds import ENRICHING

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

AGAIN = "persona-enrich"
_WAY_ON = "Save it and use `/persona enrich` once more for the rest, or write it by hand with `/persona edit`."


def command(house: House) -> Command:
    @app_commands.describe(persona="Whom to complete; of one of the library, a copy of your own")
    async def run(interaction: Interaction, persona: str) -> None:
        await enrich(house, interaction, persona)

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return one_persona(await those_to_choose(house, interaction), typed)

    enrichment: Command = app_commands.Command(
        name="enrich", description="Have what someone lacks written, and see it first", callback=run
    )
    enrichment.autocomplete("persona")(offer)
    return enrichment


async def enrich(house: House, interaction: Interaction, word: str) -> None:
    """Says that it is being written; what was added takes its place."""
    stores = stores_at(house, interaction)

    async def prepared() -> tuple[Persona, PersonaRef, Sequence[str], Estimate]:
        await require_maker(stores, interaction)
        persona, ref = (await catalogue_at(house, stores.tenant)).find(word)
        missing = gaps(persona)
        if not missing:
            raise Conflict(f"{persona.name} lacks nothing. `/persona edit` changes one thing at a time.")
        estimate = estimated_cost(await capped_at(house, stores, None), persona)
        await require_room(house, stores, estimate)
        return persona, ref, missing, estimate

    persona, ref, missing, estimate = await soon(interaction, house.clock, prepared())
    lacking = ", ".join(path.replace("_", " ").replace(".", " ") for path in missing)
    text = f"What **{persona.name}** lacks: {lacking}."

    async def completed() -> CardReply:
        request = EnrichingAsked(persona=persona, slug=ref.slug, seed=fresh_seed(house))
        try:
            return await completed_card(
                house, stores, await result_of(house, interaction, ENRICHING, request), ref
            )
        except ModelError as error:
            return refusal(house, error, button(AGAIN, ref.slug, "Try again", emoji="🎲"))

    await reply_after(interaction, waiting(text, estimate), completed)


async def completed_card(house: House, stores: Stores, completion: Enriched, ref: PersonaRef) -> CardReply:
    """Who was completed, to be looked at and saved."""
    persona = completion.before
    return shown(
        PersonaDraft((completion.persona,), f"completed by {completion.model}", ref.slug),
        await catalogue_at(house, stores.tenant),
        [card(f"{persona.name}, completed", differences(completion.changes)), _about(completion)],
        await file_of(completion.persona),
        face=await likeness(stores, persona, ref),
        living=await stores.casts.playing(ref.slug),
        more=[button(AGAIN, ref.slug, "Write anew", emoji="🎲")],
    )


def _about(made: Enriched) -> discord.Embed:
    notes = [f"- {clip(discord.utils.escape_markdown(note), 200)}" for note in made.notes]
    broke_off = unfinished(made, _WAY_ON)
    title = "Unfinished" if broke_off else "Look at" if notes else "By"
    return card(title, as_many([*([broke_off] if broke_off else []), author(made), *notes], 1200), CURTAIN)
