"""/persona show, and the buttons *Show* and *Bring here* of every list: who someone is, and having them here."""

from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import likeness
from bot.features.cast.bringing_people import bring_one
from bot.features.cast.person_cards import profile_card
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House, catalogue_at, spot_of
from bot.features.shared.deferred_answers import answer
from bot.features.shared.lasting_buttons import Button, button
from bot.features.shared.option_choices import Choices, one_persona, those_to_choose
from bot.features.shared.persona_rights import require_runner, stores_at

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

SHOW = "persona-show"
BRING = "persona-bring"


def command(house: House) -> Command:
    @app_commands.describe(persona="Whom to show")
    async def run(interaction: Interaction, persona: str) -> None:
        await show(house, interaction, persona)

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return one_persona(await those_to_choose(house, interaction), typed)

    shown_card: Command = app_commands.Command(name="show", description="Who one of them is", callback=run)
    shown_card.autocomplete("persona")(offer)
    return shown_card


async def show(house: House, interaction: Interaction, word: str) -> None:
    """The card of a persona."""
    await reply(house, interaction, _shown(house, interaction, word))


async def bring(house: House, interaction: Interaction, slug: str) -> None:
    """Seat them here; where nobody lives yet, that opens a world with them."""
    require_runner(interaction)
    await answer(interaction, house.clock, bring_one(house, spot_of(interaction), slug))


def bring_button(slug: str) -> Button:
    return button(BRING, slug, "Bring here", emoji="🎭", style=discord.ButtonStyle.primary)


def show_button(slug: str) -> Button:
    return button(SHOW, slug, "Show", emoji="🔎")


async def _shown(house: House, interaction: Interaction, word: str) -> CardReply:
    stores = stores_at(house, interaction)
    persona, ref = (await catalogue_at(house, stores.tenant)).find(word)
    face = await likeness(stores, persona, ref)
    return CardReply([profile_card(persona, ref, here=False)], face, [bring_button(ref.slug)])
