"""People who live as a persona in an older version, and letting them live on as the newest, memory kept."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.features.shared.answer_cards import CardReply, replace
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, as_many, card
from bot.features.shared.lasting_buttons import Button, button
from bot.features.shared.persona_rights import require_runner, stores_at
from troupe.core.errors import Conflict, NotFound
from troupe.people.persona.persona import LIBRARY, PersonaRef
from troupe.people.persona.persona_version import KeptPersona
from troupe.ports import Stores
from troupe.worlds.world import Person, World

Interaction = discord.Interaction[Any]
Living = Sequence[tuple[World, Person]]

UPDATE = "persona-update"


async def behind(stores: Stores, kept: KeptPersona) -> Living:
    """Those who live as something else than the newest version says."""
    people = await stores.casts.playing(kept.slug)
    return [(world, person) for world, person in people if not _as_now(person.ref, kept.ref)]


def update_buttons(living: Living, slug: str) -> list[Button]:
    """The button that lets all of them live on as the newest; none where there is nobody."""
    if not living:
        return []
    return [button(UPDATE, slug, "Apply to those living here (memory kept)", emoji="🔁")]


async def update(house: House, interaction: Interaction, slug: str) -> None:
    """Let all of them live on as the newest version."""
    require_runner(interaction)

    async def work() -> CardReply:
        stores = stores_at(house, interaction)
        row = await stores.personas.get(slug)
        living = await behind(stores, row)
        text = await apply_to(house, stores, row, living, interaction.user.display_name)
        return CardReply([card(f"{row.persona.name}, version {row.ref.version}", text)])

    await replace(house, interaction, work())


async def apply_to(house: House, stores: Stores, kept: KeptPersona, living: Living, by: str) -> str:
    """Let these people live on as this version; who did, and who could not and why, in words."""
    if not living:
        return "Nobody lives on as an older version."
    lines: list[str] = []
    for world, person in living:
        try:
            await stores.casts.update_persona(person.id, kept.persona, kept.ref, by)
        except (Conflict, NotFound) as error:
            lines.append(f"- ❌ in {_place(world)}: {str(error).removeprefix(f'{error.field}: ')}")
            continue
        house.engine.interrupt(world.key, [person.id])
        house.pokes.poke(world.key)
        lines.append(f"- ✅ in {_place(world)}")
    house.faces_changed()
    return as_many(["They live on as this version, and remember what they knew:", *lines], 1500)


def notice_of_living(living: Living, title: str = "Living on as an older version") -> discord.Embed:
    """Says who lives as them, and where."""
    lines = [f"- **{person.name}** in {_place(world)}, {_version(person)}" for world, person in living]
    return card(title, as_many(lines, 600), CURTAIN)


def _as_now(lived: PersonaRef, newest: PersonaRef) -> bool:
    """The same version, with fragments of its own perhaps, or another one that says the same."""
    return lived.hash == newest.hash or (lived.owner, lived.version) == (newest.owner, newest.version)


def _place(world: World) -> str:
    return f"<#{world.channel_id}>" if world.channel_id is not None else f"#{world.name}"


def _version(person: Person) -> str:
    return "as in the library" if person.ref.owner == LIBRARY else f"version {person.ref.version}"
