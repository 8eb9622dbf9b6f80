"""/persona import: people and fragments out of files, seen before they are saved."""

import asyncio
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import drawn
from bot.faces.uploaded_pictures import MAX_UPLOAD
from bot.features.persona_drafts.fragment_command import merge_button
from bot.features.persona_drafts.persona_drafts import FACE, PersonaDraft, face_in, file_from, shown, taken
from bot.features.shared.answer_cards import CardReply, reply_each
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.community_catalogue import Catalogue
from bot.features.shared.deferred_answers import CURTAIN, as_many, card, clip
from bot.features.shared.persona_rights import require_maker, stores_at
from bot.features.shared.world_opening import introduced
from troupe.core.errors import BadInput
from troupe.people.documents.slug import slug_of
from troupe.people.fragments.fragment import Fragment, preview
from troupe.people.library.file_importing import Format, Imported, read_people
from troupe.people.persona.persona import Persona

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

FACES = 5
"""People of one file who are shown with their faces; more are listed."""
_FORMATS = {
    Format.OURS: "a file of ours",
    Format.TINYTROUPE: "a TinyTroupe agent",
    Format.CARD_V1: "a character card V1",
    Format.CARD_V2: "a character card V2",
    Format.CARD_V3: "a character card V3",
    Format.FRAGMENT: "a fragment",
}


def command(house: House) -> Command:
    @app_commands.describe(
        file="YAML, JSON, a TinyTroupe agent or fragment, a character card (JSON, PNG, CHARX)",
        file2="Another",
        file3="And another",
    )
    async def run(
        interaction: Interaction,
        file: discord.Attachment,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
    ) -> None:
        files = [attachment for attachment in (file, file2, file3) if attachment is not None]
        await reply_each(house, interaction, _reviewed(house, interaction, files))

    return app_commands.Command(
        name="import", description="Bring in people from files, and see them before they are saved", callback=run
    )


async def download(attachment: discord.Attachment) -> bytes:
    """What was uploaded. Its size is known before anything is fetched. Raises BadInput."""
    if attachment.size > MAX_UPLOAD:
        raise BadInput(f"{attachment.filename}: is larger than {MAX_UPLOAD // 1024 // 1024} MiB")
    return await attachment.read()


async def _reviewed(
    house: House, interaction: Interaction, files: Sequence[discord.Attachment]
) -> list[CardReply]:
    """One for each file; what is wrong with one says nothing against the others."""
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)
    catalogue = await catalogue_at(house, stores.tenant)
    replies: list[CardReply] = []
    for file in files:
        try:
            raw = await download(file)
            replies.append(await asyncio.to_thread(_review, raw, file.filename, catalogue))
        except BadInput as error:
            replies.append(CardReply([card("Nothing was brought in", str(error), CURTAIN)]))
    return replies


def _review(raw: bytes, filename: str, catalogue: Catalogue) -> CardReply:
    """Reads the file and draws faces: for a thread. Raises BadInput."""
    imported = read_people(raw, filename)
    file = file_from(raw, filename)
    if imported.fragment is not None:
        return CardReply([fragment_card(imported.fragment)], None, [merge_button()], [file])
    people = imported.personas
    _all_different(people, filename)
    about = _file_card(imported, filename)
    draft = PersonaDraft(people, f"imported from {filename}")
    if len(people) > FACES:
        return shown(draft, catalogue, [_listed(people, catalogue), about], file)
    cards = [_person_card(persona, catalogue) for persona in people]
    faces: list[discord.File] = []
    for at, (persona, embed) in enumerate(zip(people, cards, strict=True)):
        name = f"{FACE}{at}.png"
        faces.append(discord.File(io.BytesIO(face_in(imported) or drawn(persona)), name))
        embed.set_thumbnail(url=f"attachment://{name}")
    return shown(draft, catalogue, [*cards, about], file, files=faces)


def fragment_card(part: Fragment) -> discord.Embed:
    """What a fragment brings to whom it is merged into."""
    lines = [clip(line, 200) for line in preview({}, part)]
    return card(f"{part.slug}, a fragment", as_many(lines or ["nothing"], 3000))


def _person_card(persona: Persona, catalogue: Catalogue) -> discord.Embed:
    style = clip(" ".join((persona.style or persona.description).split()), 240)
    line = introduced(persona).removeprefix(f"**{persona.name}**").removeprefix(", ")
    embed = card(persona.name, "\n".join(part for part in (line, style) if part))
    if names := taken(catalogue, persona):
        embed.add_field(name="Known here", value=names, inline=False)
    return embed


def _listed(people: Sequence[Persona], catalogue: Catalogue) -> discord.Embed:
    count = sum(bool(taken(catalogue, persona)) for persona in people)
    lines = [f"- {clip(introduced(persona), 150)}" for persona in people]
    text = f"Known here by name: {count}. They become new versions, or copies of your own.\n"
    return card(f"{len(people)} people", (text if count else "") + as_many(lines, 3000))


def _file_card(imported: Imported, filename: str) -> discord.Embed:
    """What kind of file it was, and what of it has no place or no effect."""
    entries = sum(len(persona.lore) for persona in imported.personas)
    lore = f", {entries} entries of lore" if entries > 1 else ", one entry of lore" if entries else ""
    notes = [f"- {clip(discord.utils.escape_markdown(note), 300)}" for note in imported.notes]
    if imported.picture is not None and face_in(imported) is None:
        notes.append("- the picture is left out: it cannot be made a face")
    lines = [f"Read as {_FORMATS[imported.format]}{lore}.", *notes]
    return card(clip(filename, 100), as_many(lines, 1200), CURTAIN)


def _all_different(people: Sequence[Persona], filename: str) -> None:
    (slug, count), *_ = Counter(slug_of(persona.name) for persona in people).most_common(1)
    if count > 1:
        raise BadInput(f"{filename}: holds {count} people who are called {slug}")
