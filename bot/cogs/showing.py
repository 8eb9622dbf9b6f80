"""Answers with buttons: cards, with or without a face, and buttons that outlive the process."""

import io
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.cogs.answering import soon
from bot.cogs.house import House
from bot.cogs.persistent import Button, unwatched

Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is shown to the one who asked. `face` is a PNG, shown on the first card."""

    cards: Sequence[discord.Embed]
    face: bytes | None = None
    buttons: Sequence[Button] = ()


async def reply(house: House, interaction: Interaction, work: Coroutine[Any, Any, Reply]) -> None:
    """Show it in a message of its own."""
    shown = await soon(interaction, house.clock, work)
    cards, files, view = _parts(shown)
    if interaction.response.is_done():
        await interaction.edit_original_response(embeds=cards, attachments=files, view=view)
    else:
        await interaction.response.send_message(embeds=cards, files=files, view=view, ephemeral=True)


async def replace(house: House, interaction: Interaction, work: Coroutine[Any, Any, Reply]) -> None:
    """Show it in place of the message whose button was pressed, so that it cannot be pressed twice."""
    await interaction.response.defer()
    cards, files, view = _parts(await work)
    await interaction.edit_original_response(embeds=cards, attachments=files, view=view)


def _parts(shown: Reply) -> tuple[list[discord.Embed], list[discord.File], discord.ui.View]:
    files: list[discord.File] = []
    if shown.face is not None:
        shown.cards[0].set_thumbnail(url="attachment://face.png")
        files.append(discord.File(io.BytesIO(shown.face), filename="face.png"))
    return list(shown.cards), files, unwatched(*shown.buttons)
