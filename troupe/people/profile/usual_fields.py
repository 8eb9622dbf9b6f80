"""The fields that are told of a set where none are named: for people who were drawn, what they were drawn by."""

from collections.abc import Sequence

from troupe.people.documents.frozen_json import is_object
from troupe.people.editing.persona_field import FieldValue, field_value
from troupe.people.persona.persona import Persona

USUAL = ("age", "gender", "country_of_residence", "occupation", "languages", "talkativeness")
"""The fields of people who were written one by one."""
_DRAWN_TOO = ("nationality", "religion", "occupation.sector", "preferences.interests")
"""Places outside `demographics` where a population puts what was drawn, word for word."""
_NOT_AGAIN = ("age", "gender", "occupation")
MOST_VALUES = 40
"""A field with more values than this is a text, not a kind."""


def usual_fields(people: Sequence[Persona]) -> tuple[str, ...]:
    """USUAL, or, where most of the people say under `demographics` what they were drawn by, all of that in the
    order in which it stands there: age and gender first. What everybody has alike is left out."""
    drawn = [name for name in _demographics(people) if name not in _NOT_AGAIN]
    if not drawn:
        return USUAL
    inner = (f"demographics.{name}" for name in drawn)
    further = (path for path in _DRAWN_TOO if path.split(".")[-1] not in drawn)
    return ("age", "gender", *(path for path in (*inner, *further) if _tells(people, path)))


def drawn_path(people: Sequence[Persona], field: str) -> str:
    """The path of a field as a table would count it: of `education` the labels that people were drawn by, where
    there are any, and not the sentences that stand for them in each person."""
    return f"demographics.{field}" if field not in _NOT_AGAIN and field in _demographics(people) else field


def _demographics(people: Sequence[Persona]) -> list[str]:
    """What at least half of the people say under `demographics`, or in a set of several kinds those of one
    kind."""
    names: dict[str, int] = {}
    for persona in people:
        inner = persona.document.get("demographics")
        for name in inner if is_object(inner) else ():
            names[name] = names.get(name, 0) + 1
    most = max(names.values(), default=0)
    return [name for name, count in names.items() if 2 * most >= len(people) and 10 * count >= len(people)]


def _tells(people: Sequence[Persona], path: str) -> bool:
    """Whether the field has several values, and few enough to be kinds."""
    texts: set[FieldValue] = set()
    for persona in people:
        value = field_value(persona, path)
        if value is not None:
            texts.update(value if isinstance(value, tuple) else (value,))
    return 1 < len(texts) <= MOST_VALUES
