"""/persona fragment: merging a reusable part into someone, seen before it is saved, and taking it out again."""

import asyncio
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from pydantic import ValidationError

from bot.faces.likeness import likeness
from bot.features.persona_drafts.difference_lines import differences
from bot.features.persona_drafts.persona_drafts import PersonaDraft, file_of, read_again, shown
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.deferred_answers import card, clip
from bot.features.shared.lasting_buttons import Button, button
from bot.features.shared.one_field_form import OneFieldForm
from bot.features.shared.option_choices import MOST, Choices, one_persona, plain, those_to_choose
from bot.features.shared.persona_rights import require_maker, stores_at
from troupe.authoring.persona_enriching import changes
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.people.documents.slug import slug_of
from troupe.people.fragments.fragment import Fragment, preview
from troupe.people.library.library import fragments, load_fragment
from troupe.people.persona.persona import Persona

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

MERGE = "fragment-merge"
_RECORDED = ("fragments", "merges")
"""What only says that it was merged."""


def command(house: House) -> Command:
    @app_commands.describe(
        persona="Whom to change; of one of the library, a copy of your own",
        fragment="What to merge into them; one that is in already is taken out",
    )
    async def run(interaction: Interaction, persona: str, fragment: str) -> None:
        await reply(house, interaction, _asked(house, interaction, persona, fragment))

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return one_persona(await those_to_choose(house, interaction), typed)

    async def offer_fragments(interaction: Interaction, typed: str) -> Choices:
        word = getattr(interaction.namespace, "persona", None)
        try:
            person = (await catalogue_at(house, f"guild:{interaction.guild_id}")).find(word)[0] if word else None
        except NotFound:
            person = None
        return _choices(() if person is None else person.fragments, typed)

    fragment_choice: Command = app_commands.Command(
        name="fragment", description="Merge a part, such as a job or a conviction, into someone", callback=run
    )
    fragment_choice.autocomplete("persona")(offer)
    fragment_choice.autocomplete("fragment")(offer_fragments)
    return fragment_choice


def merge_button() -> Button:
    """Under a message that holds a fragment's file."""
    return button(MERGE, "", "Merge into someone", emoji="🧩", style=discord.ButtonStyle.primary)


async def ask(house: House, interaction: Interaction, _: str) -> None:
    """Into whom the fragment of this message is to be merged."""
    await require_maker(stores_at(house, interaction), interaction)
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="persona", max_length=100)
    label = discord.ui.Label(text="Into whom?", description="One of the library or of your own", component=box)

    async def written(answered: Interaction, word: str) -> None:
        async def work() -> CardReply:
            part = (await read_again(answered)).fragment
            if part is None:
                raise Conflict("There is no fragment in this message any more. Use `/persona import` again.")
            return await _previewed(house, answered, word, part)

        await reply(house, answered, work())

    await interaction.response.send_modal(OneFieldForm("Merge a fragment", label, written, house.ids))


async def _asked(house: House, interaction: Interaction, word: str, fragment: str) -> CardReply:
    """What merging it would do, or what taking it out would, if it is in."""
    stores = stores_at(house, interaction)
    persona, _ = (await catalogue_at(house, stores.tenant)).find(word)
    slug = slug_of(fragment)
    if slug in persona.fragments:
        whole = await asyncio.to_thread(persona.without_fragment, slug)
        lines = await asyncio.to_thread(changes, persona, whole)
        return await _changed(
            *(house, interaction, word, whole),
            *(f"took the fragment {slug} out", f"without {slug}"),
            [line for line in lines if not line.startswith(_RECORDED)],
        )
    part = fragments().get(slug)
    return await _previewed(house, interaction, word, part if part is not None else load_fragment(slug))


async def _previewed(house: House, interaction: Interaction, word: str, part: Fragment) -> CardReply:
    catalogue = await catalogue_at(house, stores_at(house, interaction).tenant)
    persona, _ = catalogue.find(word)
    try:
        whole = await asyncio.to_thread(persona.with_fragment, part)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(map(str, first["loc"]))
        raise BadInput(f"{part.slug} cannot be merged into {persona.name}: {path}: {first['msg']}") from error
    if whole == persona:
        raise Conflict(f"{part.slug} is in {persona.name} already.")
    lines = await asyncio.to_thread(preview, persona.document, part)
    title = f"with {part.slug}"
    return await _changed(house, interaction, word, whole, f"merged the fragment {part.slug}", title, lines)


async def _changed(
    house: House, interaction: Interaction, word: str, whole: Persona, note: str, title: str, lines: Sequence[str]
) -> CardReply:
    """A new version to be looked at."""
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)
    catalogue = await catalogue_at(house, stores.tenant)
    persona, ref = catalogue.find(word)
    cards = [card(f"{persona.name} {title}", differences(lines))]
    face = await likeness(stores, persona, ref)
    living = await stores.casts.playing(ref.slug)
    file = await file_of(whole)
    return shown(PersonaDraft((whole,), note, ref.slug), catalogue, cards, file, face=face, living=living)


def _choices(merged: Sequence[str], typed: str) -> Choices:
    """Those that are in, to be taken out; then those of the library."""
    prefix = plain(typed)
    offered = [(f"take out {slug}", slug) for slug in merged]
    offered += [(f"{slug}: {_brings(part)}", slug) for slug, part in fragments().items() if slug not in merged]
    fitting = [(name, slug) for name, slug in offered if prefix in plain(slug) and len(slug) <= 100]
    return [app_commands.Choice(name=clip(name, 100), value=slug) for name, slug in fitting[:MOST]]


def _brings(part: Fragment) -> str:
    return ", ".join(key.replace("_", " ") for key in part.document)
