"""/persona remove: asks once, then takes one of the community's own out of the catalogue."""

from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import likeness
from bot.features.persona.versions_command import offer_own, own_persona
from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.lasting_buttons import button
from bot.features.shared.persona_rights import editor_of, require_maker, stores_at

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

REMOVE = "persona-remove"


def command(house: House) -> Command:
    @app_commands.describe(persona="One of this server's own")
    async def run(interaction: Interaction, persona: str) -> None:
        await reply(house, interaction, _asked(house, interaction, persona))

    removal: Command = app_commands.Command(
        name="remove", description="Take one of this server's own out of the catalogue", callback=run
    )
    removal.autocomplete("persona")(offer_own(house))
    return removal


async def remove(house: House, interaction: Interaction, slug: str) -> None:
    """The press of *Remove*: the persona leaves the catalogue."""
    await replace(house, interaction, _removed(house, interaction, slug))


async def _asked(house: House, interaction: Interaction, word: str) -> CardReply:
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)
    row = await own_persona(house, stores, word)
    living = [person for _, person in await stores.casts.playing(row.slug) if person.ref.owner == stores.tenant]
    lines = ["Nobody will be able to bring them any more, and their picture is forgotten."]
    if living:
        lines.append(f"Those who live as {row.persona.name} live on ({len(living)}); `/cast remove` lets them go.")
    if row.slug in house.library:
        lines.append("The one of the library, of which this is a copy, is there again then.")
    question = card(f"Remove {row.persona.name}?", "\n".join(lines), CURTAIN)
    face = await likeness(stores, row.persona, row.ref)
    yes = button(REMOVE, row.slug, "Remove", emoji="🗑️", style=discord.ButtonStyle.danger)
    return CardReply([question], face, [yes])


async def _removed(house: House, interaction: Interaction, slug: str) -> CardReply:
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)
    row = await stores.personas.remove(slug, editor_of(interaction))
    house.faces_changed()
    return CardReply([card(f"{row.persona.name} is out of the catalogue", "", CURTAIN)])
