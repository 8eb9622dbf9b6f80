"""Answering a command: within Discord's three seconds, whatever the work behind it takes."""

import asyncio
import io
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import discord

from troupe.core.clock import Clock

T = TypeVar("T")

PATIENCE = 1.5
"""Seconds of work before Discord is told to wait; it gives up on us after 3."""

INK = discord.Colour.from_rgb(0x5B, 0x6E, 0xE1)
CURTAIN = discord.Colour.from_rgb(0x8E, 0x8A, 0x99)
"""For what is over, stopped or paused."""


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """The answer of a command, to the one who asked. `face` is a PNG, shown as the thumbnail."""

    embed: discord.Embed
    face: bytes | None = None


def card(title: str, text: str = "", colour: discord.Colour = INK) -> discord.Embed:
    """A small embed; over-long parts are cut at Discord's limits."""
    return discord.Embed(title=clip(title, 256), description=clip(text, 4096) or None, colour=colour)


def clip(text: str, limit: int) -> str:
    """At most so many characters, ending after a word where one ends nearby."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    after_word = cut.rfind(" ", max(1, limit - 25))
    return (cut[:after_word] if after_word > 0 else cut).rstrip(" ,;:") + "…"


def as_many(lines: Sequence[str], room: int = 3900) -> str:
    """The whole lines there is room for: one card takes 4096 characters, all of a message together 6000."""
    texts: list[str] = []
    for line in lines:
        if sum(len(text) + 1 for text in texts) + len(line) > room:
            return "\n".join((*texts, f"and {len(lines) - len(texts)} more"))
        texts.append(line)
    return "\n".join(texts)


async def soon(interaction: discord.Interaction, clock: Clock, work: Coroutine[Any, Any, T]) -> T:
    """The result of the work. If it takes long, the interaction is deferred meanwhile, in private: what was
    deferred in public could not be refused in private."""
    task = asyncio.ensure_future(work)
    timer = asyncio.ensure_future(clock.sleep(PATIENCE))
    try:
        await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await interaction.response.defer(ephemeral=True, thinking=True)
        return await task
    finally:
        for pending in (task, timer):
            if not pending.done():
                pending.cancel()
                with suppress(asyncio.CancelledError):
                    await pending


async def answer(interaction: discord.Interaction, clock: Clock, work: Coroutine[Any, Any, CommandAnswer]) -> None:
    """Show the answer to the one who asked, and nobody else."""
    result = await soon(interaction, clock, work)
    if interaction.response.is_done():
        await interaction.edit_original_response(embed=result.embed, attachments=_faces(result))
    elif result.face is not None:
        await interaction.response.send_message(embed=result.embed, files=_faces(result), ephemeral=True)
    else:
        await interaction.response.send_message(embed=result.embed, ephemeral=True)


async def say_publicly(interaction: discord.Interaction, text: str) -> str:
    """Answer in front of everyone, pinging nobody; the id of the message."""
    nobody = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.edit_original_response(content="Asked.")
        return str((await interaction.followup.send(text, allowed_mentions=nobody, wait=True)).id)
    response = await interaction.response.send_message(text, allowed_mentions=nobody)
    if response.message_id is not None:
        return str(response.message_id)
    return str((await interaction.original_response()).id)


def _faces(shown: CommandAnswer) -> list[discord.File]:
    if shown.face is None:
        return []
    shown.embed.set_thumbnail(url="attachment://face.png")
    return [discord.File(io.BytesIO(shown.face), filename="face.png")]
