"""Reading the many shapes in which people write the same thing: text, lists and objects as plain lines."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

from troupe.people.documents.frozen_json import FrozenDict, is_list, is_object


def as_text(value: object) -> str:
    """Any JSON value as one piece of prose: lists joined by `; `, objects as `key: value`, null as nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_object(value):
        return "; ".join(line for key, member in value.items() if (line := _labelled(key, member)))
    if is_list(value):
        return "; ".join(text for item in value if (text := as_text(item)))
    return str(value)


def as_lines(value: object) -> tuple[str, ...]:
    """Any JSON value as a list of lines: a list's items, an object's `key: value`, anything else alone."""
    if is_object(value):
        if "name" in value:
            return (named_line(value),)
        return tuple(line for key, member in value.items() if (line := _labelled(key, member)))
    if is_list(value):
        return tuple(text for item in value if (text := _item(item)))
    text = as_text(value)
    return (text,) if text else ()


def as_table(value: object) -> FrozenDict[str]:
    """An object as key → text; text alone stands under `description`, a list under its places from 1."""
    if is_object(value):
        return FrozenDict({key: text for key, member in value.items() if (text := as_text(member))})
    if is_list(value):
        return FrozenDict({str(i): line for i, line in enumerate(as_lines(value), start=1)})
    text = as_text(value)
    return FrozenDict({"description": text} if text else {})


def as_topics(value: object) -> FrozenDict[tuple[str, ...]]:
    """An object as key → lines; anything else stands under `general`."""
    if is_object(value):
        return FrozenDict({key: lines for key, member in value.items() if (lines := as_lines(member))})
    lines = as_lines(value)
    return FrozenDict({"general": lines} if lines else {})


def named_line(members: Mapping[str, object]) -> str:
    """An object with a name as `name: the rest`."""
    name = as_text(members.get("name"))
    details = {key: member for key, member in members.items() if key != "name"}
    description = as_text(details["description"]) if set(details) == {"description"} else as_text(details)
    return f"{name}: {description}" if name and description else name or description


def _item(item: object) -> str:
    if is_object(item) and "name" in item:
        return named_line(item)
    return as_text(item)


def _labelled(key: str, member: object) -> str:
    text = as_text(member)
    return f"{key.replace('_', ' ')}: {text}" if text else ""


def whole_number(value: object) -> int | None:
    """An int, a float or text that is one; null stays null. Raises ValueError otherwise."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal() and len(value) <= 9:
        return int(value)
    raise ValueError(f"must be a whole number, not {shown(value)}")


def shown(value: object) -> str:
    """A value as an error message quotes it, short."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else f'"{value[:40]}…"'
    if is_object(value):
        return "an object"
    if is_list(value):
        return "a list"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


Prose = Annotated[str, BeforeValidator(as_text)]
"""Text, however it was written."""

Lines = Annotated[tuple[str, ...], BeforeValidator(as_lines)]
"""A list of lines, however it was written."""

Table = Annotated[Mapping[str, str], BeforeValidator(as_table)]
"""An object of texts, however it was written."""

Topics = Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(as_topics)]
"""An object of lists of lines, however it was written."""

WholeNumber = Annotated[int | None, BeforeValidator(whole_number)]
