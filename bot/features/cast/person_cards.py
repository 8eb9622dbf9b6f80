"""Cards about people: who is here, and who someone is."""

from collections.abc import Sequence

import discord

from bot.features.shared.deferred_answers import card, clip
from bot.features.shared.world_opening import introduced
from troupe.people.persona.persona import FILES, LIBRARY, POPULATION, Persona, PersonaRef
from troupe.worlds.world import Person, World, WorldStatus

_ROOM = 550
"""Characters of a field: with eight of them and what is around them a card takes less than Discord's 6000."""


def cast_card(world: World, people: Sequence[Person]) -> discord.Embed:
    """Everyone present, one line each; and that they are silent, if they are."""
    lines = [introduced(p.persona) + (" *(asked to be quiet)*" if p.quiet else "") for p in people]
    if lines and world.status is not WorldStatus.OPEN:
        lines.append("\n🔇 All of them are silent until `/world resume` (Manage Channels).")
    embed = card(f"Who is in #{world.name}", "\n".join(lines) or "Nobody. `/cast add` brings people.")
    return embed.set_footer(text="All of them are simulated. /ask asks one of them, or everyone.")


def profile_card(persona: Persona, ref: PersonaRef, *, here: bool) -> discord.Embed:
    """Who someone is, in a few fields; always said to be simulated."""
    embed = card(persona.name, _opening(persona))
    _field(embed, "Work", _joined((persona.occupation.title, persona.occupation.organization)))
    _field(embed, "Home", persona.residence)
    _field(embed, "Languages", ", ".join(persona.languages))
    _field(embed, "Character", _some(persona.personality.traits))
    _field(embed, "Cares about", _some((*persona.preferences.interests, *persona.preferences.likes)))
    _field(embed, "Cannot stand", _some(persona.preferences.dislikes))
    _field(embed, "Believes", _some(persona.beliefs))
    if persona.voice:
        _field(embed, "Sounds like", f"“{max(persona.voice, key=_tells)}”")
    home = {LIBRARY: "in the library; /cast add brings them", POPULATION: origin_of(ref), FILES: origin_of(ref)}
    yours = f"one of yours, version {ref.version}; /cast add brings them"
    where = "here" if here else home.get(ref.owner, yours)
    return embed.set_footer(text=f"A simulated person, {where}. Not real, and what they say is made up.")


def with_relations(embed: discord.Embed, person: Person) -> discord.Embed:
    """The card with how they stand to others here, for those who run the place."""
    lines = [f"- {relation.other}: {clip(relation.text, 160)}" for relation in person.relations]
    _field(embed, "With others here", "\n".join(lines))
    return embed


def origin_of(ref: PersonaRef) -> str:
    """Where someone is from, in a few words; of the community's own, which version."""
    origins = {LIBRARY: "library", POPULATION: "drawn from a population", FILES: "from a file"}
    return origins.get(ref.owner, f"version {ref.version}")


def _opening(persona: Persona) -> str:
    facts = (str(persona.age) if persona.age is not None else "", persona.pronouns, persona.nationality)
    head = ", ".join(part for part in facts if part)
    return "\n".join(part for part in (clip(head, 300), clip(persona.style, 300)) if part)


def _tells(line: str) -> int:
    """How much of a voice a line shows: the longer the better, as long as it is quickly read."""
    return len(line) if len(line) <= 160 else 0


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part)


def _some(lines: Sequence[str], most: int = 3) -> str:
    return "\n".join(f"- {clip(' '.join(line.split()), 160)}" for line in lines[:most])


def _field(embed: discord.Embed, name: str, value: str) -> None:
    if value.strip():
        embed.add_field(name=name, value=clip(value, _ROOM), inline=len(value) < 60)
