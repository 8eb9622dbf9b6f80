"""/persona avatar: a picture of one's own for a face, or the drawn one again."""

import asyncio
from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import likeness
from bot.faces.uploaded_pictures import MAX_UPLOAD, face_from
from bot.features.persona.versions_command import offer_own, own_persona
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import card
from bot.features.shared.persona_rights import editor_of, require_maker, stores_at
from troupe.core.errors import BadInput

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]


def command(house: House) -> Command:
    @app_commands.describe(
        persona="One of this server's own", picture="PNG, JPEG or WebP. Left out: the drawn face again"
    )
    async def run(interaction: Interaction, persona: str, picture: discord.Attachment | None = None) -> None:
        await reply(house, interaction, _given(house, interaction, persona, picture))

    avatar: Command = app_commands.Command(
        name="avatar", description="Give one of this server's own a face", callback=run
    )
    avatar.autocomplete("persona")(offer_own(house))
    return avatar


async def _given(
    house: House, interaction: Interaction, word: str, picture: discord.Attachment | None
) -> CardReply:
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)
    row = await own_persona(house, stores, word)
    png = None if picture is None else await _read(picture)
    await stores.personas.set_avatar(row.slug, png, editor_of(interaction))
    house.faces_changed()
    text = (
        "They have the drawn face again."
        if png is None
        else "They speak under this picture from now on. Discord shows it to everyone who has its address."
    )
    face = await likeness(stores, row.persona, row.ref)
    return CardReply([card(f"{row.persona.name} has a new face", text)], face)


async def _read(picture: discord.Attachment) -> bytes:
    """The attachment as a face. Its size is known before anything is fetched."""
    if picture.size > MAX_UPLOAD:
        raise BadInput(f"the picture must be at most {MAX_UPLOAD // 1024 // 1024} MiB", field="picture")
    upload = await picture.read()
    return await asyncio.to_thread(face_from, upload)
