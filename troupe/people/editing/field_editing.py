"""Editing a persona one field at a time, in text as a human types it. Nothing is saved here."""

import difflib
from collections.abc import Iterator, Mapping
from typing import assert_never

from pydantic import BaseModel, JsonValue, ValidationError

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, freeze, is_object
from troupe.people.documents.lenient_reading import as_lines, as_text
from troupe.people.documents.size_limits import require_size
from troupe.people.editing.field_text import (
    TAKES,
    Form,
    read_items,
    read_lore,
    read_people,
    read_single,
    shown_items,
    shown_lore,
    shown_people,
)
from troupe.people.persona.persona import Persona

_ARRANGED = {
    "name": Form.TEXT, "nicknames": Form.SHORT_ITEMS, "pronouns": Form.TEXT, "age": Form.AGE, "gender": Form.TEXT,
    "nationality": Form.TEXT, "residence": Form.TEXT, "country_of_residence": Form.TEXT,
    "languages": Form.SHORT_ITEMS, "education": Form.TEXT, "occupation.title": Form.TEXT,
    "occupation.organization": Form.TEXT, "occupation.description": Form.TEXT, "long_term_goals": Form.ITEMS,
    "style": Form.TEXT, "voice": Form.ITEMS, "personality.traits": Form.ITEMS,
    "preferences.interests": Form.SHORT_ITEMS, "preferences.likes": Form.SHORT_ITEMS,
    "preferences.dislikes": Form.SHORT_ITEMS, "skills": Form.ITEMS, "beliefs": Form.ITEMS,
    "behaviors.general": Form.ITEMS, "health": Form.TEXT, "relationships": Form.RELATIONSHIPS,
    "other_facts": Form.ITEMS, "secrets": Form.ITEMS, "talkativeness": Form.SHARE, "rating": Form.RATING,
    "tests.never_says": Form.SHORT_ITEMS, "tests.knows": Form.SHORT_ITEMS, "tests.style": Form.SHORT_ITEMS,
    "provenance": Form.TEXT,
}  # fmt: skip
"""The fields that every persona may have, in the order in which they are offered first."""

_OPEN = {
    "personality.big_five": Form.TEXT, "behaviors.routines": Form.ITEMS, "sayings": Form.ITEMS,
    "avatar": Form.TEXT, "lore": Form.LORE, "preferences": Form.SHORT_ITEMS, "behaviors": Form.ITEMS,
}  # fmt: skip
"""Fields whose members people name themselves, such as `behaviors.routines.morning`."""

_BIG_FIVE = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
_CLOSED = frozenset({"fragments", "agent_file", "synthetic", "tests", "occupation", "personality"})


def _plain_fields() -> dict[str, Form]:
    """The other fields of a persona that hold a text or a list of texts: a new one can be edited by itself."""
    forms: dict[object, Form] = {str: Form.TEXT, tuple[str, ...]: Form.ITEMS}
    fields = {name: forms.get(field.annotation) for name, field in Persona.model_fields.items()}
    return {name: form for name, form in fields.items() if form and name not in {*_CLOSED, *_OPEN}}


_KINDS = {**_plain_fields(), **_ARRANGED}
_OFFERED = tuple(dict.fromkeys((*_ARRANGED, *_KINDS)))
_BARE = {"occupation": "title", "personality": "traits", "preferences": "likes", "behaviors": "general"}
"""Where a value stands that was written instead of the object."""
LONGEST_HEADING = 40


class EditableField(Frozen):
    """A field that can be edited: its path, what it takes, and what it holds now, as text."""

    path: str
    takes: str
    text: str


def edited(persona: Persona, path: str, text: str) -> Persona:
    """The persona with one field as this text says; empty text removes the field. What is not touched stays as it
    was written. Raises BadInput naming the field and what it takes."""
    place = path.strip()
    kind = _kind(persona, place)
    if text.strip() == field_text(persona, place).strip():
        return persona
    value = _read(persona, place, kind, text)
    if value is None and place == "name":
        raise BadInput("a person has a name; give another", field=place)
    document = _put(persona.document, tuple(place.split(".", _steps(place) - 1)), value, persona)
    require_size(document)
    try:
        return Persona.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadInput(
            f"takes {TAKES[kind]}: {first['msg'].removeprefix('Value error, ')}", field=place
        ) from error


def field_text(persona: Persona, path: str) -> str:
    """What a field holds, as text to be edited; empty if it holds nothing. Raises BadInput for no such field."""
    kind = _kind(persona, path)
    value = _value(persona, path)
    match kind:
        case Form.TEXT | Form.RATING:
            return as_text(value)
        case Form.AGE:
            return "" if value is None else str(value)
        case Form.SHARE:
            return f"{value:g}" if isinstance(value, float) else as_text(value)
        case Form.SHORT_ITEMS | Form.ITEMS:
            return shown_items(as_lines(value), short=kind is Form.SHORT_ITEMS)
        case Form.RELATIONSHIPS:
            return shown_people(persona.relationships)
        case Form.LORE:
            entry = _lore(persona).get(path.partition(".")[2])
            keys = as_lines(entry.get("keys")) if is_object(entry) else ()
            line = as_text(entry.get("text")) if is_object(entry) else as_text(entry)
            return shown_lore(keys, line) if line else ""
        case _:
            assert_never(kind)


def editable_fields(persona: Persona) -> tuple[EditableField, ...]:
    """All that can be edited in this persona, what it holds as text: for offering while somebody types."""
    return tuple(
        EditableField(path=path, takes=TAKES[_kind(persona, path)], text=field_text(persona, path))
        for path in dict.fromkeys(_paths(persona))
    )


def _paths(persona: Persona) -> Iterator[str]:
    yield from _OFFERED
    headings = {
        "personality.big_five": (*_BIG_FIVE, *persona.personality.big_five),
        "behaviors.routines": persona.behaviors.routines,
        "behaviors": persona.behaviors.more,
        "preferences": persona.preferences.more,
        "sayings": persona.sayings,
        "avatar": persona.avatar,
        "lore": _lore(persona),
    }
    for parent, heading_names in headings.items():
        yield from (f"{parent}.{heading}" for heading in heading_names if _nameable(heading))
    for key, value in persona.document.items():
        if _nameable(key) and key not in Persona.model_fields and "." not in key and _simple(value):
            yield key


def _kind(persona: Persona, path: str) -> Form:
    """What the field takes. Raises BadInput, with the nearest names, for one that cannot be edited."""
    if path in _KINDS:
        return _KINDS[path]
    for parent, kind in _OPEN.items():
        heading = path.removeprefix(f"{parent}.")
        fit = heading != path and _nameable(heading) and path not in _OPEN
        if fit and ((len(heading) <= LONGEST_HEADING and "." not in heading) or path in set(_paths(persona))):
            return kind
    if path in persona.document and path not in {*Persona.model_fields} and _simple(persona.document[path]):
        return Form.ITEMS if isinstance(persona.document[path], tuple) else Form.TEXT
    if path in _CLOSED or path in _OPEN:
        inside = [field_path for field_path in _paths(persona) if field_path.startswith(f"{path}.")]
        if inside:
            raise BadInput(f"has parts, edit one of them: {', '.join(inside[:8])}", field=path)
        raise BadInput("cannot be edited by hand", field=path)
    near = difflib.get_close_matches(path, tuple(_paths(persona)), n=3, cutoff=0.5)
    ends = [field_path for field_path in _paths(persona) if field_path.split(".")[-1] == path]
    hint = ", ".join(dict.fromkeys((*ends, *near))) or "name, age, occupation.title, beliefs, …"
    raise BadInput(f"there is no such field; did you mean {hint}?", field=path)


def _lore(persona: Persona) -> Mapping[str, FrozenJson]:
    """The entries of lore that stand under headings, as they were written; those of a card's book have none."""
    lore = persona.document.get("lore")
    entries = lore.items() if isinstance(lore, FrozenDict) and not isinstance(lore.get("entries"), tuple) else ()
    return {
        heading: entry
        for heading, entry in entries
        if isinstance(entry, str) or (isinstance(entry, FrozenDict) and isinstance(entry.get("text"), str))
    }


def _nameable(heading: str) -> bool:
    return bool(heading) and heading == heading.strip()


def _simple(value: FrozenJson) -> bool:
    """Whether it is text, or a list of texts: what a human can edit as text."""
    return isinstance(value, str) or (isinstance(value, tuple) and all(isinstance(item, str) for item in value))


def _steps(path: str) -> int:
    """Into how many steps a path falls: a heading of people's own may hold a point."""
    for parent in _OPEN:
        if path.startswith(f"{parent}.") and path not in _KINDS:
            return parent.count(".") + 2
    return path.count(".") + 1


def _value(persona: Persona, path: str) -> object:
    """The typed reading of a field."""
    parts = path.split(".", _steps(path) - 1)
    if parts[0] not in Persona.model_fields:
        return persona.document.get(path)
    value: object = getattr(persona, parts[0])
    for part in parts[1:]:
        value = _part(value, part)
    return value


def _part(value: object, part: str) -> object:
    if is_object(value):
        return value.get(part)
    more: object = getattr(value, "more", None)
    if is_object(more) and part in more:
        return more[part]
    declared = isinstance(value, BaseModel) and part in type(value).model_fields and part != "more"
    return getattr(value, part) if declared else None


def _read(persona: Persona, path: str, kind: Form, text: str) -> JsonValue:
    """The value that a text means; None if it means nothing is there."""
    if not text.strip():
        return None
    match kind:
        case Form.TEXT | Form.AGE | Form.SHARE | Form.RATING:
            return read_single(text, kind, path)
        case Form.SHORT_ITEMS | Form.ITEMS:
            return list(read_items(text, as_lines(_value(persona, path)), kind, path)) or None
        case Form.RELATIONSHIPS:
            return read_people(text, persona.relationships, path) or None
        case Form.LORE:
            return read_lore(text, path)
        case _:
            assert_never(kind)


def _put(
    document: Mapping[str, FrozenJson], steps: tuple[str, ...], value: JsonValue, persona: Persona
) -> FrozenDict[FrozenJson]:
    """The document with the value at the end of the path, or without it; the rest as it stands."""
    members = dict(document)
    key, below = steps[0], steps[1:]
    if below:
        had = members.get(key)
        inner = had if isinstance(had, FrozenDict) else _as_object(key, had, persona)
        filled = _put(inner, below, value, persona)
        if filled or key in members:
            members[key] = filled
    elif value is None:
        members.pop(key, None)
    else:
        new, had = freeze(value), members.get(key)
        if isinstance(new, FrozenDict) and isinstance(had, FrozenDict):
            new = FrozenDict({**had, **new})  # an entry of lore keeps what else it has
        members[key] = new
    return FrozenDict(members)


def _as_object(key: str, had: FrozenJson, persona: Persona) -> FrozenDict[FrozenJson]:
    """What was written where an object belongs, as that object."""
    if had is None or had in ("", ()):
        return FrozenDict()
    if key in _BARE:
        return FrozenDict({_BARE[key]: had})
    reading: object = getattr(persona, key, None) if key in Persona.model_fields else None
    if key == "big_five":
        reading = persona.personality.big_five
    if key == "routines":
        reading = persona.behaviors.routines
    frozen = freeze(reading) if is_object(reading) else None
    return frozen if isinstance(frozen, FrozenDict) else FrozenDict({"description": had})
