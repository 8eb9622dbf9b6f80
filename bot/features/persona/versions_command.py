"""/persona versions and /persona undo: what a persona was before, who changed it, and who lives as it was."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import likeness
from bot.features.cast.person_cards import profile_card
from bot.features.persona.living_versions import behind, notice_of_living, update_buttons
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.deferred_answers import card, clip
from bot.features.shared.option_choices import Choices, one_persona, those_of_our_own
from bot.features.shared.persona_rights import editor_of, require_maker, stores_at
from troupe.core.errors import NotFound
from troupe.people.persona.persona_version import KeptPersona, Version
from troupe.ports import Stores

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

SHOWN = 15


def command(house: House) -> Command:
    @app_commands.describe(persona="One of this server's own")
    async def run(interaction: Interaction, persona: str) -> None:
        await reply(house, interaction, _listed(house, interaction, persona))

    versions: Command = app_commands.Command(
        name="versions", description="What one of them was before, and who changed it", callback=run
    )
    versions.autocomplete("persona")(offer_own(house))
    return versions


def undo_command(house: House) -> Command:
    @app_commands.describe(persona="One of this server's own")
    async def run(interaction: Interaction, persona: str) -> None:
        await reply(house, interaction, _undone(house, interaction, persona))

    undo: Command = app_commands.Command(
        name="undo", description="Take the latest change of one of them back", callback=run
    )
    undo.autocomplete("persona")(offer_own(house))
    return undo


def offer_own(house: House) -> Any:
    """Autocomplete over the community's own."""

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return one_persona(await those_of_our_own(house, interaction), typed)

    return offer


async def own_persona(house: House, stores: Stores, word: str) -> KeptPersona:
    """The community's own persona meant by a word. Raises NotFound, in other words for one of the library."""
    catalogue = await catalogue_at(house, stores.tenant)
    persona, ref = catalogue.find(word)
    if ref.slug not in catalogue.own:
        raise NotFound(f"{persona.name} is of the library. `/persona edit` makes a copy of your own to change.")
    return catalogue.own[ref.slug]


async def _listed(house: House, interaction: Interaction, word: str) -> CardReply:
    stores = stores_at(house, interaction)
    row = await own_persona(house, stores, word)
    history = await stores.personas.history(row.slug)
    cards = [card(f"{row.persona.name}: {_counted(len(history))}", _lines(history))]
    living = await behind(stores, row)
    if living:
        cards.append(notice_of_living(living))
    return CardReply(cards, await likeness(stores, row.persona, row.ref), update_buttons(living, row.slug))


async def _undone(house: House, interaction: Interaction, word: str) -> CardReply:
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)
    slug = (await own_persona(house, stores, word)).slug
    row = await stores.personas.undo(slug, editor_of(interaction))
    text = f"Version {row.ref.version} is what version {row.version.restores} was ({row.version.note})."
    cards = [
        card(f"{row.persona.name} is as before", text),
        profile_card(row.persona, row.ref, here=False),
    ]
    living = await behind(stores, row)
    if living:
        cards.append(notice_of_living(living))
    return CardReply(cards, await likeness(stores, row.persona, row.ref), update_buttons(living, slug))


def _counted(count: int) -> str:
    return "one version" if count == 1 else f"{count} versions"


def _lines(history: Sequence[Version]) -> str:
    lines = [_line(version) for version in history[:SHOWN]]
    if len(history) > SHOWN:
        lines.append(f"- and {len(history) - SHOWN} older")
    return clip("\n".join(lines), 4000)


def _line(version: Version) -> str:
    at = discord.utils.format_dt(version.at, "f")
    by = discord.utils.escape_markdown(version.by.name)
    return f"- **{version.ref.version}** · {at} · {by} · {version.note or 'saved'}"
