"""The choices offered while a command is being typed: personas to choose from, people of this world, panels."""

from collections.abc import Iterable, Mapping

import discord
from discord import app_commands

from bot.features.shared.command_context import House, catalogue_at, spot_of
from bot.features.shared.world_opening import bare_name
from troupe.core.errors import Conflict
from troupe.core.kept_words import keeping_words
from troupe.people.documents.slug import plain_letters, slug_of
from troupe.people.persona.panel import Panel
from troupe.people.persona.persona import Persona
from troupe.worlds.world import Person

MOST = 25
EVERYONE = "everyone"

Choices = list[app_commands.Choice[str]]


def one_persona(people: Mapping[str, Persona], typed: str) -> Choices:
    """Personas whose name, nickname or occupation holds what was typed, by name."""
    return _choices((_label(p), slug) for slug, p in _by_name(people) if _fits(p, slug, typed))


def more_personas(people: Mapping[str, Persona], typed: str) -> Choices:
    """For a list `lisa, oscar, …`: the names before the last comma stand, the last one is completed.

    What the last does stands in brackets and without a comma, so that the list can be gone on with in the field:
    `Lisa Carter (cook), os…`.
    """
    *before, last = [part.strip() for part in typed.split(",")]
    known = {plain(persona.name) for persona in people.values()}
    names = [name if plain(name) in known else bare_name(name) for name in before if name]
    head = "".join(f"{name}, " for name in names)
    slugs = {slug_of(name) for name in names}
    free = [(slug, p) for slug, p in _by_name(people) if slug not in slugs and slug_of(p.name) not in slugs]
    return _choices((head + _noted(p), head + slug) for slug, p in free if _fits(p, slug, bare_name(last)))


def those_here(people: Iterable[Person], typed: str, *, everyone: bool = False) -> Choices:
    """People of this world; the value is the person's id, so that later renaming does no harm."""
    offered = [(_label(p.persona), p.id) for p in people if _fits(p.persona, p.ref.slug, typed)]
    if everyone and EVERYONE.startswith(typed.strip().lower()):
        offered.append(("everyone here", EVERYONE))
    return _choices(offered)


async def people_here(house: House, interaction: discord.Interaction) -> tuple[Person, ...]:
    """The cast of this channel's world; nobody where there is none."""
    try:
        spot = spot_of(interaction)
    except Conflict:
        return ()
    stores = house.stores(spot.tenant)
    world = await stores.worlds.at_channel(spot.channel_id)
    return await stores.casts.of(world.id) if world is not None else ()


async def those_to_choose(house: House, interaction: discord.Interaction) -> Mapping[str, Persona]:
    """The library and this community's own personas, by slug."""
    return (await catalogue_at(house, f"guild:{interaction.guild_id}")).people


async def those_of_our_own(house: House, interaction: discord.Interaction) -> Mapping[str, Persona]:
    """This community's own personas, by slug."""
    rows = await house.stores(f"guild:{interaction.guild_id}").personas.all()
    return {row.slug: row.persona for row in rows}


def saved_panels(panels: Iterable[Panel], typed: str) -> Choices:
    """Panels whose name holds what was typed, with who is on them; the value is the panel's id."""
    return _choices((panel_label(panel), panel.id) for panel in panels if plain(typed) in plain(panel.name))


def panel_label(panel: Panel) -> str:
    """A panel and who is on it."""
    return f"{panel.name}: {', '.join(member.persona.name for member in panel.members)}"


@keeping_words(16_384)
def plain(text: str) -> str:
    """What was typed, or a name, without case and accents: the same names are looked at with every key typed."""
    return plain_letters(text).strip()


def _by_name(people: Mapping[str, Persona]) -> list[tuple[str, Persona]]:
    return sorted(people.items(), key=lambda item: (plain(item[1].name), item[0]))


def _choices(offered: Iterable[tuple[str, str]]) -> Choices:
    """At most 25; a value cannot be cut, so one beyond Discord's 100 characters is left out."""
    fitting = [(name, value) for name, value in offered if len(value) <= 100]
    return [app_commands.Choice(name=_cut(name), value=value) for name, value in fitting[:MOST]]


def _fits(persona: Persona, slug: str, typed: str) -> bool:
    prefix = plain(typed)
    known_as = (slug, persona.name, *persona.nicknames, persona.occupation.title)
    return not prefix or any(prefix in plain(text) for text in known_as)


def _label(persona: Persona) -> str:
    title = " ".join(persona.occupation.title.split())
    label = f"{persona.name}, {title}" if title else persona.name
    return _cut(label)


def _noted(persona: Persona) -> str:
    title = " ".join(persona.occupation.title.partition(",")[0].split())
    return f"{persona.name} ({title})" if title else persona.name


def _cut(label: str) -> str:
    return label if len(label) <= 100 else label[:99] + "…"
