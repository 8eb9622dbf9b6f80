"""/persona export: someone as a file, in every format that people are read from."""

import asyncio
import io
from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import likeness
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.deferred_answers import card
from bot.features.shared.option_choices import Choices, one_persona, those_to_choose
from bot.features.shared.persona_rights import require_maker, stores_at
from troupe.core.errors import Conflict
from troupe.people.library.file_exporting import FileFormat
from troupe.people.library.file_exporting import export as exported

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

FORMATS: Mapping[FileFormat, str] = {
    FileFormat.YAML: "YAML, a file of ours",
    FileFormat.JSON: "JSON, a file of ours",
    FileFormat.TINYTROUPE: "TinyTroupe agent",
    FileFormat.CARD_V2: "character card V2 (JSON)",
    FileFormat.CARD_V3: "character card V3 (JSON)",
    FileFormat.PNG: "character card in a picture (PNG)",
    FileFormat.CHARX: "character card in an archive (CHARX)",
}


def command(house: House) -> Command:
    @app_commands.rename(written_as="format")
    @app_commands.describe(
        persona="Whom",
        written_as="YAML if you say nothing",
        secrets="With what they keep secret; for those who make personas here",
    )
    @app_commands.choices(
        written_as=[app_commands.Choice(name=name, value=kind.value) for kind, name in FORMATS.items()]
    )
    async def run(
        interaction: Interaction,
        persona: str,
        written_as: str = FileFormat.YAML.value,
        secrets: bool = False,
    ) -> None:
        kind = FileFormat(written_as)
        await reply(house, interaction, _exported(house, interaction, persona, kind, secrets=secrets))

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return one_persona(await those_to_choose(house, interaction), typed)

    export: Command = app_commands.Command(name="export", description="Have someone as a file", callback=run)
    export.autocomplete("persona")(offer)
    return export


async def _exported(
    house: House, interaction: Interaction, word: str, written_as: FileFormat, *, secrets: bool
) -> CardReply:
    """The file. Everyone may have one, and so without what they keep secret; makers may ask for that, too."""
    stores = stores_at(house, interaction)
    if secrets:
        await require_maker(stores, interaction)
    whole, ref = (await catalogue_at(house, stores.tenant)).find(word)
    persona = whole if secrets else whole.shared
    face = await likeness(stores, persona, ref)
    picture = face if written_as.holds_picture else None
    file = await asyncio.to_thread(exported, persona, written_as, picture)
    if len(file.content) > interaction.filesize_limit:
        raise Conflict(f"The file would be larger than Discord takes here; try {FORMATS[FileFormat.YAML]}.")
    notice = card(f"{persona.name}: {FORMATS[written_as]}", "`/persona import` reads it again.")
    return CardReply([notice], face, files=[discord.File(io.BytesIO(file.content), file.name)])
