"""/persona from-text: the model writes someone from a sentence; seen before they are saved."""

import asyncio
from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import drawn
from bot.features.cast.person_cards import profile_card
from bot.features.persona.form_again import refuse
from bot.features.persona_drafts.model_writing import (
    author,
    fresh_seed,
    refusal,
    require_room,
    unfinished,
    waiting,
)
from bot.features.persona_drafts.persona_drafts import PersonaDraft, file_of, read_again, shown, taken
from bot.features.shared.answer_cards import CardReply, reply_after
from bot.features.shared.budgeted_model import capped_at
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.community_catalogue import Catalogue
from bot.features.shared.deferred_answers import CURTAIN, as_many, card, clip, soon
from bot.features.shared.job_answers import StillUnderWay, result_of
from bot.features.shared.lasting_buttons import button
from bot.features.shared.one_field_form import OneFieldForm
from bot.features.shared.option_choices import people_here
from bot.features.shared.persona_rights import require_maker, stores_at
from bot.features.shared.world_opening import introduced
from troupe.authoring import persona_enriching
from troupe.authoring.persona_enriching_job import EnrichingAsked
from troupe.authoring.persona_writing import WritingResult, estimated_cost
from troupe.authoring.persona_writing_job import WritingAsked
from troupe.core.errors import Conflict, ModelError, TroupeError
from troupe.core.usage import Estimate
from troupe.people.documents.slug import slug_of
from troupe.people.library.library import ref_of
from troupe.people.persona.persona import Persona
from troupe.people.persona.writing_brief import Brief
from troupe.research.job_kinds import ENRICHING, WRITING

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

ANEW, REST = "persona-anew", "persona-rest"
LONGEST = 1000
"""Characters of a request: all of it is shown again beside who was written."""
_WORDS = "From these words"
_WAY_ON = (
    "**Write the rest** has the model go on from here. Or save them as they are, and write the rest by hand "
    "with `/persona edit`."
)
_MOST_AVOIDED = 60


def command(house: House) -> Command:
    @app_commands.describe(text="Such as: a retired tram driver from Porto who distrusts apps")
    async def run(interaction: Interaction, text: app_commands.Range[str, 1, LONGEST] | None = None) -> None:
        if text is None:
            await require_maker(stores_at(house, interaction), interaction)
            await interaction.response.send_modal(_form(house))
        else:
            await _write(house, interaction, text)

    return app_commands.Command(
        name="from-text", description="Have someone written from a sentence, and see them first", callback=run
    )


async def anew(house: House, interaction: Interaction, _: str) -> None:
    """Someone else from the same words; the one who was written before can still be saved."""
    await require_maker(stores_at(house, interaction), interaction)
    await _write(house, interaction, _words(interaction))


async def write_the_rest(house: House, interaction: Interaction, _: str) -> None:
    """What is missing of a draft that broke off; the draft as it was can still be saved."""
    stores = stores_at(house, interaction)

    async def prepared() -> tuple[Persona, str, Estimate]:
        await require_maker(stores, interaction)
        persona, text = (await read_again(interaction)).personas[0], _words(interaction)
        estimate = persona_enriching.estimated_cost(await capped_at(house, stores, None), persona)
        await require_room(house, stores, estimate)
        return persona, text, estimate

    persona, text, estimate = await soon(interaction, house.clock, prepared())

    async def completed() -> CardReply:
        request = EnrichingAsked(persona=persona, words=text, seed=fresh_seed(house))
        try:
            whole = await result_of(house, interaction, ENRICHING, request)
        except ModelError as error:
            return refusal(house, error)
        return await draft_card(whole, text, await catalogue_at(house, stores.tenant))

    await reply_after(interaction, waiting(f"The rest of **{persona.name}**.", estimate), completed)


def _words(interaction: Interaction) -> str:
    """What the draft whose button was pressed was written from. Raises Conflict where it is gone."""
    cards = [] if interaction.message is None else interaction.message.embeds
    text = next((embed.description for embed in cards if embed.title == _WORDS), None)
    if text is None:
        raise Conflict("The words cannot be read any more. Use `/persona from-text` again.")
    return text


def _form(house: House, text: str = "") -> OneFieldForm:
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="text",
        style=discord.TextStyle.paragraph,
        placeholder="A retired tram driver from Porto who distrusts apps",
        default=text or None,
        max_length=LONGEST,
    )
    label = discord.ui.Label(text="Who is it?", description="A sentence is enough", component=box)

    async def written(interaction: Interaction, words: str) -> None:
        await _write(house, interaction, words)

    return OneFieldForm("Someone from your words", label, written, house.ids)


async def _write(house: House, interaction: Interaction, text: str) -> None:
    """Says that it is being written; who was written takes its place. What was asked for is never lost."""
    stores = stores_at(house, interaction)

    async def prepared() -> tuple[Catalogue, Brief, Estimate]:
        await require_maker(stores, interaction)
        catalogue = await catalogue_at(house, stores.tenant)
        brief = Brief(text=text, avoid=await _avoided(house, interaction, catalogue))
        return catalogue, brief, estimated_cost(await capped_at(house, stores, None), brief)

    catalogue, brief, estimate = await soon(interaction, house.clock, prepared())

    async def written() -> CardReply:
        """One call of the model, and the draft that came of it."""
        request = WritingAsked(brief=brief, seed=fresh_seed(house))
        return await draft_card(await result_of(house, interaction, WRITING, request), text, catalogue)

    try:
        await require_room(house, stores, estimate)
        await reply_after(interaction, waiting(text, estimate), written)
    except StillUnderWay:
        raise
    except TroupeError as error:
        await refuse(house, interaction, error, text, lambda: _form(house, text))


async def draft_card(made: WritingResult, text: str, catalogue: Catalogue) -> CardReply:
    """The one who was written, to be looked at and saved; with a way on where the model broke off."""
    persona = made.persona
    profile = profile_card(persona, ref_of(persona, slug_of(persona.name)), here=False)
    profile.set_footer(text="A simulated person, not saved yet. Not real, and what they say is made up.")
    so_far = ", unfinished" if made.unfinished else ""
    note = f"written by {made.model} from “{clip(' '.join(text.split()), 100)}”{so_far}"
    rest = [button(REST, "", "Write the rest", emoji="✍️")] if made.unfinished else []
    return shown(
        PersonaDraft((persona,), note),
        catalogue,
        [profile, _about(made, text, taken(catalogue, persona))],
        await file_of(persona),
        face=await asyncio.to_thread(drawn, persona),
        more=[*rest, button(ANEW, "", "Write anew", emoji="🎲")],
    )


def _about(made: WritingResult, text: str, known: str) -> discord.Embed:
    """What was asked for, who wrote it, and what to look at before it is saved."""
    about = card(_WORDS, text, CURTAIN)
    if broke_off := unfinished(made, _WAY_ON):
        about.add_field(name="Unfinished", value=broke_off, inline=False)
    about.add_field(name="By", value=author(made), inline=False)
    if made.notes:
        notes = [f"- {clip(discord.utils.escape_markdown(note), 200)}" for note in made.notes]
        about.add_field(name="Look at", value=as_many(notes, 900), inline=False)
    if known:
        about.add_field(name="Known here", value=known, inline=False)
    return about


async def _avoided(house: House, interaction: Interaction, catalogue: Catalogue) -> tuple[str, ...]:
    """A line about everyone here and of the community's own, whom the new one must not resemble."""
    here = [person.persona for person in await people_here(house, interaction)]
    own = [row.persona for row in catalogue.own.values()]
    lines = dict.fromkeys(introduced(persona).replace("**", "") for persona in (*here, *own))
    return tuple(lines)[:_MOST_AVOIDED]
