"""People who are shown before they are saved.

They wait in the message that shows them, as a file that goes along. Its buttons read them from there as any file
is read, so that no restart loses a draft, and nothing has to be thrown away when it is not saved.
"""

import asyncio
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import discord

from bot.faces.uploaded_pictures import face_from
from bot.features.cast.bringing_people import bring_one
from bot.features.persona.living_versions import Living, notice_of_living
from bot.features.persona.saved_card import APPLY_LABEL, saved, saved_and_applied
from bot.features.shared.answer_cards import CardReply, replace
from bot.features.shared.command_context import House, catalogue_at, spot_of
from bot.features.shared.community_catalogue import Catalogue
from bot.features.shared.deferred_answers import CURTAIN, as_many, card, clip
from bot.features.shared.lasting_buttons import Button, button
from bot.features.shared.persona_rights import editor_of, require_maker, require_runner, stores_at
from troupe.core.errors import BadInput, Conflict
from troupe.people.cards.png_chunks import is_png
from troupe.people.documents.slug import slug_of
from troupe.people.library.file_exporting import export_ours
from troupe.people.library.file_importing import Imported, read_people
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import KeptPersona
from troupe.ports import Stores

Interaction = discord.Interaction[Any]

SAVE, BRING, APPLY = "draft-save", "draft-bring", "draft-apply"
FACE = "face"
"""What the pictures that are only shown are called, with a number or without."""
_SHOWN = re.compile(rf"{FACE}\d*\.png")
_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class PersonaDraft:
    """Somebody who is to be saved. `note` is how they came about, as their version will say; `slug` whom the one
    of them is a new version of, empty where their names say it."""

    people: Sequence[Persona]
    note: str
    slug: str = ""

    @property
    def slugs(self) -> tuple[str, ...]:
        return (self.slug,) if self.slug else tuple(slug_of(persona.name) for persona in self.people)


def shown(
    draft: PersonaDraft,
    catalogue: Catalogue,
    cards: list[discord.Embed],
    file: discord.File,
    *,
    face: bytes | None = None,
    files: Sequence[discord.File] = (),
    living: Living | None = None,
    more: Sequence[Button] = (),
) -> CardReply:
    """The draft with its buttons. `file` holds the people. `living`, where it is given, are those who live as the
    one who is changed; then nobody is offered to be brought."""
    cards[-1].set_footer(text=clip(draft.note, _LONGEST_NOTE))
    about = f"{_standing(catalogue, draft.slugs)}:{draft.slug}"
    label = _save_label(draft, catalogue)
    buttons = [button(SAVE, about, label, emoji="💾", style=discord.ButtonStyle.primary)]
    if living is None:
        buttons.append(button(BRING, about, f"{label} and bring here", emoji="🎭"))
    elif living:
        cards.append(notice_of_living(living, "Living as them"))
        buttons.append(button(APPLY, about, APPLY_LABEL, emoji="🔁"))
    return CardReply(cards, face, [*buttons, *more], [*files, file])


def file_from(raw: bytes, name: str) -> discord.File:
    """A file of people as it was given, to be read again. A picture is not named as one: Discord would show it,
    and may change it."""
    return discord.File(io.BytesIO(raw), f"{name}.card" if is_png(raw) or _SHOWN.fullmatch(name) else name)


async def file_of(persona: Persona) -> discord.File:
    """A file of ours with this one in it, to be read again."""
    file = await asyncio.to_thread(export_ours, persona)
    return discord.File(io.BytesIO(file.content), file.name)


def face_in(imported: Imported) -> bytes | None:
    """The picture that came along, as a face; None where there is none, or none that can be one."""
    if imported.picture is None:
        return None
    try:
        return face_from(imported.picture)
    except BadInput:
        return None


async def read_again(interaction: Interaction) -> Imported:
    """What the message whose button was pressed holds. Raises Conflict where it holds nothing any more."""
    files = [] if interaction.message is None else interaction.message.attachments
    for file in files:
        if _SHOWN.fullmatch(file.filename):
            continue
        with suppress(discord.NotFound):
            return await asyncio.to_thread(read_people, await file.read(), file.filename)
    raise Conflict("This draft cannot be read any more. Use the command again.")


async def save(house: House, interaction: Interaction, about: str) -> None:
    """Keep all of the draft."""

    async def work() -> CardReply:
        stores = stores_at(house, interaction)
        return await _told(stores, await _keep(house, stores, interaction, about))

    await replace(house, interaction, work())


async def save_and_bring(house: House, interaction: Interaction, about: str) -> None:
    """Keep all of the draft, and seat them here."""
    require_runner(interaction)
    spot = spot_of(interaction)

    async def work() -> CardReply:
        stores = stores_at(house, interaction)
        rows = await _keep(house, stores, interaction, about)
        lines: list[str] = []
        for row in rows:
            try:
                lines.append(f"- {(await bring_one(house, spot, row.slug)).embed.title}")
            except BadInput as error:
                lines.append(f"- ❌ {str(error).removeprefix(f'{error.field}: ')}")
        answer = await _told(stores, rows)
        return CardReply([*answer.cards, card("Brought here", as_many(lines, 1000))], answer.face, answer.buttons)

    await replace(house, interaction, work())


async def save_and_apply(house: House, interaction: Interaction, about: str) -> None:
    """Keep the one of the draft, and let all who live as this persona live on as the new version."""
    require_runner(interaction)

    async def work() -> CardReply:
        stores = stores_at(house, interaction)
        (row,) = await _keep(house, stores, interaction, about)
        return await saved_and_applied(house, stores, row, interaction.user.display_name)

    await replace(house, interaction, work())


def taken(catalogue: Catalogue, persona: Persona) -> str:
    """Who has this name already, and the way out; empty where nobody has."""
    slug = slug_of(persona.name)
    if slug in catalogue.own:
        version = catalogue.own[slug].ref.version
        return (
            f"There is a {catalogue.own[slug].persona.name} of yours already, version {version}. If this is them, "
            "save it as a new version; if it is someone else, give them another name first."
        )
    if slug in catalogue.people:
        return f"{catalogue.people[slug].name} is in the library. Saved, this one stands in their place here."
    return ""


async def _keep(house: House, stores: Stores, interaction: Interaction, about: str) -> list[KeptPersona]:
    """Save what the message holds. Raises Conflict if one of them was changed since it was shown."""
    await require_maker(stores, interaction)
    standing, _, slug = about.partition(":")
    imported = await read_again(interaction)
    draft = PersonaDraft(imported.personas, _note(interaction), slug)
    catalogue = await catalogue_at(house, stores.tenant)
    if _standing(catalogue, draft.slugs) != standing:
        raise Conflict("They were changed or removed meanwhile. Look at them, and use the command again.")
    by, rows = editor_of(interaction), list[KeptPersona]()
    for known_as, persona in zip(draft.slugs, draft.people, strict=True):
        version = _version(catalogue, known_as)
        rows.append(await stores.personas.save(known_as, persona, by, draft.note, version or None))
    png = await asyncio.to_thread(face_in, imported)
    if png is not None:
        await stores.personas.set_avatar(rows[0].slug, png, by)
        house.faces_changed()
    return rows


async def _told(stores: Stores, kept: Sequence[KeptPersona]) -> CardReply:
    if len(kept) == 1:
        return await saved(stores, kept[0])
    lines = [f"- **{row.persona.name}**, version {row.ref.version}" for row in kept]
    return CardReply([card(f"Saved: {len(kept)} people", as_many(lines, 3000), CURTAIN)])


def _save_label(draft: PersonaDraft, catalogue: Catalogue) -> str:
    if len(draft.people) > 1:
        return f"Save all {len(draft.people)}"
    (slug,) = draft.slugs
    if slug in catalogue.own:
        return "Save as a new version"
    return "Save as a copy of your own" if slug in catalogue.people else "Save"


def _standing(catalogue: Catalogue, slugs: Iterable[str]) -> str:
    """Which version each of them is of now, in few letters."""
    text = "\n".join(f"{slug}:{_version(catalogue, slug)}" for slug in slugs)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _version(catalogue: Catalogue, slug: str) -> int:
    return catalogue.own[slug].ref.version if slug in catalogue.own else 0


def _note(interaction: Interaction) -> str:
    cards = [] if interaction.message is None else interaction.message.embeds
    return next((embed.footer.text for embed in reversed(cards) if embed.footer.text), "")
