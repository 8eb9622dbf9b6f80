"""Answers with buttons: cards, with or without a face, and buttons that outlive the process."""

import io
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import soon
from bot.features.shared.lasting_buttons import Button, unwatched

Interaction = discord.Interaction[Any]

MOST = 6000
"""Characters of all cards of a message together."""


@dataclass(frozen=True, slots=True)
class CardReply:
    """An answer in cards, to the one who asked. `face` is a PNG, shown on the first card; `files` go along. A
    `layout` is shown instead of all these."""

    cards: Sequence[discord.Embed] = ()
    face: bytes | None = None
    buttons: Sequence[Button] = ()
    files: Sequence[discord.File] = ()
    layout: discord.ui.LayoutView | None = None


async def reply(house: House, interaction: Interaction, work: Coroutine[Any, Any, CardReply]) -> None:
    """Show it in a message of its own."""
    await show(interaction, await soon(interaction, house.clock, work))


async def reply_each(
    house: House, interaction: Interaction, work: Coroutine[Any, Any, Sequence[CardReply]]
) -> None:
    """Show each in a message of its own."""
    first, *rest = await soon(interaction, house.clock, work)
    await show(interaction, first)
    for answer in rest:
        cards, files, view = _parts(answer)
        await interaction.followup.send(embeds=cards, files=files, view=view, ephemeral=True)


async def reply_after(
    interaction: Interaction, meanwhile: discord.Embed, work: Callable[[], Awaitable[CardReply]]
) -> None:
    """Say at once, in a message of its own, what is being done; what came of it takes its place."""
    if interaction.response.is_done():
        await interaction.edit_original_response(embed=meanwhile)
    else:
        await interaction.response.send_message(embed=meanwhile, ephemeral=True)
    await show(interaction, await work())


async def replace(house: House, interaction: Interaction, work: Coroutine[Any, Any, CardReply]) -> None:
    """Show it in place of the message whose button was pressed, so that it cannot be pressed twice."""
    await interaction.response.defer()
    await show(interaction, await work)


async def show(interaction: Interaction, shown: CardReply) -> None:
    """Show the reply in place of the answer that the interaction has already, if it has one."""
    if shown.layout is not None:
        await _lay_out(interaction, shown.layout)
        return
    cards, files, view = _parts(shown)
    if interaction.response.is_done():
        await interaction.edit_original_response(embeds=cards, attachments=files, view=view)
    else:
        await interaction.response.send_message(embeds=cards, files=files, view=view, ephemeral=True)


async def _lay_out(interaction: Interaction, layout: discord.ui.LayoutView) -> None:
    """Show a layout; beside one a message has neither text nor cards."""
    if interaction.response.is_done():
        await interaction.edit_original_response(content=None, embeds=[], attachments=[], view=layout)
    else:
        await interaction.response.send_message(view=layout, ephemeral=True)


def _parts(shown: CardReply) -> tuple[list[discord.Embed], list[discord.File], discord.ui.View]:
    files = list(shown.files)
    if shown.face is not None:
        shown.cards[0].set_thumbnail(url="attachment://face.png")
        files.insert(0, discord.File(io.BytesIO(shown.face), filename="face.png"))
    return _fitting(list(shown.cards)), files, unwatched(*shown.buttons)


def _fitting(cards: list[discord.Embed]) -> list[discord.Embed]:
    """The cards, without the last fields of the longest where Discord would take them no more."""
    while sum(len(embed) for embed in cards) > MOST and (longest := max(cards, key=len)).fields:
        longest.remove_field(-1)
    return cards
