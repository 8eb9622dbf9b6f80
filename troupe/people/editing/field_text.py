"""A field of a persona as text that a human edits, and that text read back: the two are each other's inverse.

Lists stand one item a line. Short things (languages, likes) may also be separated by commas on one line. A line
`+ item` adds to what is there and `- item` takes away; a backslash keeps the character after it as it is.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import assert_never

from pydantic import JsonValue

from troupe.core.errors import BadInput
from troupe.people.documents.lenient_reading import shown
from troupe.people.persona.typed_parts import Relationship

Lines = tuple[str, ...]


class Form(StrEnum):
    """The form of text that a field takes."""

    TEXT = "text"
    AGE = "age"
    SHARE = "share"
    RATING = "rating"
    SHORT_ITEMS = "short items"
    ITEMS = "items"
    RELATIONSHIPS = "relationships"
    LORE = "lore"


TAKES = {
    Form.TEXT: "text",
    Form.AGE: "a whole number from 0 to 150, such as 41",
    Form.SHARE: "a number from 0 (says almost nothing) to 1, such as 0.4, or a percentage",
    Form.RATING: "everyone, teen or mature",
    Form.SHORT_ITEMS: "a list: one a line or separated by commas; `+ x` adds, `- x` removes",
    Form.ITEMS: "a list: one a line; `+ x` adds, `- x` removes",
    Form.RELATIONSHIPS: "people, one a line: `Name: who they are`; `+ Name: …` adds, `- Name` removes",
    Form.LORE: "the keys, separated by commas, on the first line; below it what they say",
}

_BREAKS = str.maketrans({"\n": "\\n", "\r": "\\r"})
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_COMMA = re.compile(r"(?<!\\)((?:\\\\)*)[,;]")
_COLON = re.compile(r"(?<!\\)((?:\\\\)*):(?:\s|$)")
_MARK = re.compile(r"^[+\-−–](?=\s)")
_BULLET = re.compile(r"^[•*]\s+")
_LOOKS_MARKED = re.compile(r"^[+\-−–•*](?=\s)")


def shown_items(items: Iterable[str], *, short: bool) -> str:
    """The items one a line, so that `read_items` finds the same ones."""
    lines = [_kept(item, short=short) for item in items]
    return "\n".join(lines)


def read_items(text: str, present: Lines, kind: Form, path: str) -> Lines:
    """The list that a text means, given what is there. Raises BadInput where `- x` names nothing there."""
    lines = _lines(text)
    if kind is Form.SHORT_ITEMS and len(lines) == 1:
        lines = [part for part in (part.strip() for part in _split(lines[0], _COMMA)) if part]
    if not any(_MARK.match(line) for line in lines):
        return tuple(_plain(line) for line in lines)
    return _changed(lines, present, path, same=lambda item: item.casefold().strip(" .!?"))


def _changed(lines: list[str], present: Lines, path: str, *, same: Callable[[str], str]) -> Lines:
    """Marked lines as changes; where every line begins with a dash and none of them is there, as a new list."""
    bare = [(line[:1] if _MARK.match(line) else "", _plain(_MARK.sub("", line).strip())) for line in lines]
    keys = {same(item) for item in present}
    if all(mark and mark != "+" for mark, _ in bare) and not any(same(item) in keys for _, item in bare):
        if len(bare) > 1 or not present:
            return tuple(item for _, item in bare)
        raise BadInput(f"there is no {shown(bare[0][1])} to remove", field=path)
    items = list(present)
    for mark, item in bare:
        if mark in ("+", ""):
            items += [] if item in items else [item]
            continue
        items_left = [had for had in items if same(had) != same(item)]
        if len(items_left) == len(items):
            raise BadInput(f"there is no {shown(item)} to remove", field=path)
        items = items_left
    return tuple(items)


def _lines(text: str) -> list[str]:
    """The lines that say something, without bullets."""
    lines = (line.strip() for line in text.replace("\r\n", "\n").split("\n"))
    return [_BULLET.sub("", line) for line in lines if line]


def shown_people(people: Iterable[Relationship]) -> str:
    """One person a line, `Name: description`; of somebody without a name the description stands for it."""
    pairs = [(person.name or person.description, person.description if person.name else "") for person in people]
    return "\n".join(
        _kept(name, short=False, colon=True) + (f": {_escaped(description)}" if description else "")
        for name, description in pairs
        if name
    )


def read_people(text: str, present: tuple[Relationship, ...], path: str) -> list[JsonValue]:
    """The relationships that a text means, given those there."""
    before = shown_people(present).split("\n") if present else []
    lines = _lines(text)
    if any(_MARK.match(line) for line in lines):
        lines = _people_changed(lines, before, path)
    people: list[JsonValue] = []
    for line in lines:
        name, description = _named(line)
        if not name:
            raise BadInput(f"{shown(line)} names nobody; {TAKES[Form.RELATIONSHIPS]}", field=path)
        people.append({"name": name, "description": description} if description else {"name": name})
    return people


def _people_changed(lines: list[str], before: list[str], path: str) -> list[str]:
    people = list(before)
    for line in lines:
        bare = _MARK.sub("", line).strip()
        name = _named(bare)[0].casefold()
        people_left = [had for had in people if _named(had)[0].casefold() != name]
        if line[:1] in "-−–" and _MARK.match(line):
            if len(people_left) == len(people):
                raise BadInput(f"there is no {shown(_named(bare)[0])} to remove", field=path)
            people = people_left
        else:
            people = [*people_left, bare]
    return people


def shown_lore(keys: Iterable[str], text: str) -> str:
    """The keys on the first line, the text below."""
    return f"{', '.join(_kept(key, short=True) for key in keys)}\n{text}"


def read_lore(text: str, path: str) -> JsonValue:
    """An entry of lore. Raises BadInput without a text below the keys."""
    keys, _, body = text.replace("\r\n", "\n").partition("\n")
    if not body.strip():
        raise BadInput(f"takes {TAKES[Form.LORE]}", field=path)
    names: list[JsonValue] = [_plain(key.strip()) for key in _split(keys, _COMMA) if key.strip()]
    return {"keys": names, "text": body}


def read_single(text: str, kind: Form, path: str) -> JsonValue:
    """Text or a number. Raises BadInput saying what the field takes."""
    value = text.strip()
    match kind:
        case Form.TEXT:
            return value
        case Form.RATING:
            if value.lower() in ("everyone", "teen", "mature"):
                return value.lower()
        case Form.AGE:
            if value.isascii() and value.isdecimal() and int(value[:9]) <= 150:
                return int(value)
        case Form.SHARE:
            number = _share(value)
            if number is not None:
                return number
        case Form.SHORT_ITEMS | Form.ITEMS | Form.RELATIONSHIPS | Form.LORE:
            raise ValueError(f"{path} is no single value")
        case _:
            assert_never(kind)
    raise BadInput(f"takes {TAKES[kind]}, not {shown(value)}", field=path)


def _share(value: str) -> float | None:
    if not re.fullmatch(r"\d{1,3}(?:[.,]\d{1,20})?\s*%?", value):
        return None
    number = float(value.rstrip("% ").replace(",", "."))
    number = number / 100 if value.endswith("%") else number
    return number if 0 <= number <= 1 else None


def _named(line: str) -> tuple[str, str]:
    parts = _split(line, _COLON, most=1)
    return _plain(parts[0].strip()), _plain(parts[1].strip()) if len(parts) > 1 else ""


def _split(text: str, mark: re.Pattern[str], most: int = 0) -> list[str]:
    """Cut at each mark that no backslash stands before, or only at the first `most`."""
    parts: list[str] = []
    start = 0
    for place in mark.finditer(text):
        parts.append(text[start : place.end(1)])
        start = place.end()
        if most and len(parts) == most:
            break
    return [*parts, text[start:]]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").translate(_BREAKS)


def _kept(item: str, *, short: bool, colon: bool = False) -> str:
    line = _escaped(item)
    if short:
        line = re.sub(r"[,;]", r"\\\g<0>", line)
    if colon:
        line = line.replace(":", "\\:")
    return f"\\{line}" if _LOOKS_MARKED.match(line) else line


def _plain(line: str) -> str:
    return _ESCAPED.sub(lambda escape: {"n": "\n", "r": "\r"}.get(escape[1], escape[1]), line)
