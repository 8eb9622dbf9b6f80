"""The value of any field of a persona by its path: a number, a text or a list of texts."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from pydantic import BaseModel

from troupe.people.documents.frozen_json import is_list, is_object
from troupe.people.documents.lenient_reading import as_lines, as_text
from troupe.people.persona.persona import Persona
from troupe.people.persona.typed_parts import Relationship

FieldValue: TypeAlias = "int | float | str | tuple[str, ...] | None"
"""None where the persona says nothing."""

SHORT = {
    "goals": "long_term_goals", "occupation": "occupation.title", "job": "occupation.title",
    "organization": "occupation.organization", "traits": "personality.traits", "country": "country_of_residence",
    "interests": "preferences.interests", "likes": "preferences.likes", "dislikes": "preferences.dislikes",
    "openness": "personality.big_five.openness", "conscientiousness": "personality.big_five.conscientiousness",
    "extraversion": "personality.big_five.extraversion", "agreeableness": "personality.big_five.agreeableness",
    "neuroticism": "personality.big_five.neuroticism", "relations": "relationships",
}  # fmt: skip
"""Names by which inner fields may be called."""

_GENDERS = {"woman": "female", "girl": "female", "f": "female", "man": "male", "boy": "male", "m": "male"}

MISSING = re.compile(
    r"n\s*/\s*a|not (given|known|specified|stated|available|applicable|provided|reported)|unknown|unspecified"
    r"|undisclosed|missing|null|nil|nan|-+|–|—|\?+|\.+",
    re.IGNORECASE,
)
"""Texts that say only that nothing was said, as tables and files of other tools have them."""

_DRAWN = "demographics"
"""Where a population's values stand in a persona, by the names of its fields."""

LEVELS = ("very low", "low", "medium", "high", "very high")


def full_path(path: str) -> str:
    """The path with a short name written out; any other as it is."""
    return SHORT.get(path, path)


def field_value(persona: Persona, path: str) -> FieldValue:
    """What the persona says under this path, such as `age`, `occupation.title` or `income` where it has that, or
    has it among its `demographics`. A trait of the big five is its level alone: `high` of `High. Very
    imaginative.` A value that nobody gave, such as the default of `talkativeness`, or that says only that none
    was given, is none."""
    if path == "lore":
        lore = persona.document.get("lore")
        return (tuple(lore) or None) if is_object(lore) else None
    steps = full_path(path.strip()).split(".")
    typed = getattr(persona, steps[0]) if steps[0] in persona.model_fields_set else None
    value = next(
        (v for at in (typed, persona.document.get(steps[0])) if (v := _below(at, steps)) is not None), None
    )
    if value is None or steps[0] == _DRAWN:
        value = _drawn(persona, path.strip().removeprefix(f"{_DRAWN}."))
    if steps[:2] == ["personality", "big_five"] and len(steps) == 3 and isinstance(value, str):
        return level_of(value)
    plain = _plain(value)
    return spelt(path, plain) if isinstance(plain, str) else plain


def spelt(path: str, text: str) -> str:
    """What is said under a path, one thing by one name: the gender `woman` of tables is `female` elsewhere."""
    return _GENDERS.get(text.strip().casefold(), text) if path.strip() == "gender" else text


def level_of(text: str) -> str:
    """`very low` … `very high` where the text begins so, else the text before the first full stop."""
    low = text.strip().casefold()
    return next((level for level in reversed(LEVELS) if low.startswith(level)), low.partition(".")[0])


def _below(value: object, steps: Sequence[str]) -> object:
    """What stands at the end of the path, whose first step has been taken."""
    for step in steps[1:]:
        value = _member(value, step)
    return value


def _drawn(persona: Persona, name: str) -> object:
    """The label of a population's field; it stands elsewhere alone where the persona has it word for word."""
    labels = persona.document.get(_DRAWN)
    label = labels.get(name) if is_object(labels) else None
    return persona.document.get(name) if label is None else label


def _member(value: object, step: str) -> object:
    if is_object(value):
        return value.get(step)
    if isinstance(value, BaseModel):
        if step in type(value).model_fields:
            return getattr(value, step)
        more: object = getattr(value, "more", None)
        return more.get(step) if is_object(more) else None
    return None


def _plain(value: object) -> FieldValue:
    if value is None or isinstance(value, bool):
        return None if value is None else "yes" if value else "no"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, str):
        return None if not value.strip() or MISSING.fullmatch(value.strip()) else value.strip()
    if is_list(value):
        return tuple(text for item in value if (text := _item(item))) or None
    if isinstance(value, BaseModel):
        return _plain(value.model_dump())
    if isinstance(value, Mapping):
        return as_lines({key: member for key, member in value.items() if as_text(member)}) or None  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return None


def _item(item: object) -> str:
    return item.name if isinstance(item, Relationship) else as_text(item)
