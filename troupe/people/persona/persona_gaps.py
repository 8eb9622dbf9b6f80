"""The gaps of a persona: fields too poor for somebody who is to be played at length."""

from typing import TYPE_CHECKING

from troupe.people.documents.lenient_reading import as_text

if TYPE_CHECKING:
    from troupe.people.persona.persona import Persona


RICH = {
    "voice": 3, "beliefs": 4, "skills": 2, "long_term_goals": 1, "relationships": 2, "other_facts": 2,
    "personality.traits": 3, "preferences.interests": 3, "preferences.likes": 3, "preferences.dislikes": 3,
    "behaviors.general": 2, "behaviors.routines": 2, "lore": 3,
}  # fmt: skip
"""How many of each a persona has that can be played at length."""


TOLD = ("education", "style", "health", "residence", "occupation.title", "occupation.description")
"""Texts that such a persona has."""


def gaps(persona: "Persona") -> tuple[str, ...]:
    """The fields in which this persona is poorer than one that can be played at length, by their paths."""
    short = [path for path, least in RICH.items() if len(_part(persona, path)) < least]
    empty = [path for path in TOLD if not as_text(_part(persona, path))]
    further = [path for path in ("age", "gender", "languages") if not _part(persona, path)]
    if len(persona.personality.big_five) < 5:
        further.append("personality.big_five")
    return (*further, *empty, *short)


def _part(persona: "Persona", path: str) -> str | tuple[object, ...]:
    value: object = persona
    for step in path.split("."):
        value = getattr(value, step)
    if isinstance(value, dict):
        return tuple(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(value, tuple):
        return value  # pyright: ignore[reportUnknownVariableType]
    return as_text(value)
