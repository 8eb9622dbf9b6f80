"""Lore: background that is told when its keys are spoken of, in our shape and as a card's lorebook.

Ours is an object from heading to text, or to an object with `keys` and `text`; the heading is a key too. A
lorebook is an object whose `entries` are a list; entries under headings may stand beside, as objects with `text`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator

from troupe.people.documents.frozen_json import (
    FrozenDict,
    FrozenJson,
    NotJson,
    child,
    is_list,
    is_object,
    object_in,
)
from troupe.people.documents.lenient_reading import as_lines, as_text, shown
from troupe.people.persona.persona_part import PersonaPart

MAX_ENTRIES = 2_000
"""Entries of lore one persona may have. The largest lorebooks met have some hundreds."""
MAX_SCAN_DEPTH = 100
"""Lines of the history that are looked at for keys, at most."""

_OURS = frozenset(
    {
        *("keys", "text", "content", "secondary_keys", "selective", "constant", "case_sensitive", "enabled"),
        *("insertion_order", "priority", "scan_depth", "use_regex"),
    }
)
_DECORATOR = re.compile(r"@@@?(\w+)[ \t]*(.*)")
_PLAIN_PATTERN = re.compile(r"[\w \-'’|]+")
"""A pattern that means no more than the words between its bars."""


class LoreEntry(PersonaPart):
    """Background that matters when one of `keys` is spoken of, and one of `secondary_keys` where there are some,
    and none of `exclude_keys`. `constant` matters always. `text` may hold `{{user}}`."""

    keys: tuple[str, ...] = ()
    text: str
    secondary_keys: tuple[str, ...] = ()
    exclude_keys: tuple[str, ...] = ()
    constant: bool = False
    case_sensitive: bool = False
    order: int | float = 0
    """Where it is told among others, the lowest first."""
    priority: int | float = 0
    """What gives way first when there is too much: the lowest."""
    scan_depth: int | None = None
    """How many of the latest lines are looked at; None for those that are new."""


def is_book(lore: object) -> bool:
    """Whether it is a card's lorebook: its `entries` are a list of objects."""
    if not is_object(lore):
        return False
    entries = lore.get("entries")
    return is_list(entries) and all(is_object(entry) for entry in entries)


def read_lore(value: object) -> tuple[LoreEntry, ...]:
    """The entries that are switched on, in the order in which they are told.

    Raises NotJson, whose path begins below `lore`, for what cannot be one.
    """
    if value is None or (is_list(value) and not value):
        return ()
    if is_list(value) and all(isinstance(entry, LoreEntry) for entry in value):
        return tuple(entry for entry in value if isinstance(entry, LoreEntry))
    if not is_object(value):
        raise NotJson("", f"must be an object of entries, not {shown(value)}")
    entries = list(_entries(value))
    if len(entries) > MAX_ENTRIES:
        raise NotJson("", f"has more than {MAX_ENTRIES} entries")
    return tuple(sorted((entry for entry in entries if entry is not None), key=lambda entry: entry.order))


def token_budget(lore: object) -> int | None:
    """How many tokens of lore the lorebook allows at once, if it says so."""
    if not is_book(lore) or not is_object(lore):
        return None
    budget = lore.get("token_budget")
    return (
        int(budget) if isinstance(budget, int | float) and not isinstance(budget, bool) and budget >= 0 else None
    )


def pattern_entries(lore: object) -> int:
    """How many entries go by a pattern (a regular expression) that is kept, but never looked for."""
    entries = lore.get("entries") if is_object(lore) and is_book(lore) else ()
    count = 0
    for entry in entries if is_list(entries) else ():
        if is_object(entry) and entry.get("use_regex") is True:
            count += any(not _pattern_words(key) for key in as_lines(entry.get("keys")))
    return count


def _entries(lore: Mapping[str, object]) -> Iterator[LoreEntry | None]:
    book = is_book(lore)
    if book:
        depth = _number(lore, "scan_depth", "")
        entries = lore["entries"]
        for place, entry in enumerate(entries if is_list(entries) else ()):
            if is_object(entry):
                yield _entry(entry, (), child("entries", place), depth)
    for heading, heading_entry in _headed(lore).items():
        if is_object(heading_entry):
            yield _entry(heading_entry, (heading,), heading, None)
        elif text := as_text(heading_entry):
            yield LoreEntry(keys=(heading,), text=text)


def _headed(lore: Mapping[str, object]) -> Mapping[str, object]:
    """The entries under headings. Beside a lorebook's own settings, known or not, those are told by `text`."""
    if not is_book(lore):
        return lore
    return {key: entry for key, entry in lore.items() if is_object(entry) and "text" in entry}


def _entry(
    entry: Mapping[str, object], headings: tuple[str, ...], path: str, depth: int | float | None
) -> LoreEntry | None:
    """One entry; None if it is switched off or has nothing to say."""
    orders, text = _without_decorators(as_text(entry.get("text", entry.get("content"))))
    if headings:
        body = as_text({key: member for key, member in entry.items() if key not in _OURS})
        text = " ".join(part for part in (text, body) if part)
    own_depth = _number(entry, "scan_depth", path)
    depth = own_depth if own_depth is not None else depth
    if (depth_text := orders.get("scan_depth", "")).isdecimal() and len(depth_text) <= 6:
        depth = int(depth_text)
    selective = _truth(entry, "selective", path, default=bool(headings))
    secondary = _keys(entry, "secondary_keys", path)
    order = _number(entry, "insertion_order", path) or 0
    priority = _number(entry, "priority", path)
    keys = _keys(entry, "keys", path)
    if _truth(entry, "use_regex", path):
        keys = tuple(word for key in keys for word in _pattern_words(key))
    off = "dont_activate" in orders and "activate" not in orders
    if not _truth(entry, "enabled", path, default=True) or off or not text:
        return None
    return LoreEntry(
        keys=tuple(dict.fromkeys((*headings, *keys))),
        text=text,
        secondary_keys=(*(secondary if selective else ()), *_listed(orders.get("additional_keys", ""))),
        exclude_keys=_listed(orders.get("exclude_keys", "")),
        constant=_truth(entry, "constant", path) or "activate" in orders,
        case_sensitive=_truth(entry, "case_sensitive", path),
        order=order,
        priority=order if priority is None else priority,
        scan_depth=None if depth is None else int(max(0, min(depth, MAX_SCAN_DEPTH))),
    )


def _without_decorators(text: str) -> tuple[dict[str, str], str]:
    """The orders that stand before a text, one a line (`@@scan_depth 4`), and the text without them. A `@@@` line
    is what to do where the one before is not understood; those of ours need none."""
    orders: dict[str, str] = {}
    lines = text.split("\n")
    while lines and (decorator := _DECORATOR.fullmatch(lines[0].strip())):
        orders.setdefault(decorator[1], decorator[2].strip())
        lines.pop(0)
    return orders, "\n".join(lines).strip()


def _pattern_words(pattern: str) -> tuple[str, ...]:
    """The words of a pattern that is a plain choice of words, such as `/sea|ocean/i`; else none. Patterns of
    strangers are never run: one of them could keep the process busy for ever."""
    bare = re.sub(r"\A/(.*)/[a-z]*\Z", r"\1", pattern, flags=re.S).replace("\\b", "")
    bare = bare.removeprefix("(").removesuffix(")")
    return (
        tuple(word.strip() for word in bare.split("|") if word.strip()) if _PLAIN_PATTERN.fullmatch(bare) else ()
    )


def _keys(entry: Mapping[str, object], field: str, path: str) -> tuple[str, ...]:
    value = entry.get(field)
    if isinstance(value, str):
        return _listed(value)
    if value is None or is_list(value):
        return tuple(key for key in as_lines(value) if key)
    raise NotJson(child(path, field), f"must be a list of words, not {shown(value)}")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))


def _truth(entry: Mapping[str, object], field: str, path: str, *, default: bool = False) -> bool:
    value = entry.get(field)
    if value is None:
        return default
    if isinstance(value, bool):
        return value
    raise NotJson(child(path, field), f"must be true or false, not {shown(value)}")


def _number(entry: Mapping[str, object], field: str, path: str) -> int | float | None:
    value = entry.get(field)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise NotJson(child(path, field) if path else field, f"must be a number, not {shown(value)}")


def as_book(lore: FrozenJson) -> FrozenDict[FrozenJson]:
    """The lore as a lorebook: one that is comes out as it is, entries under headings become entries of it."""
    members = object_in(lore)
    headings = _headed(members)
    if is_book(members) and not headings:
        return members
    unheaded = {key: member for key, member in members.items() if key not in headings}
    entries = unheaded.get("entries", ())
    new = (_card_entry(key, members[key], place) for place, key in enumerate(headings))
    return FrozenDict(
        {
            "extensions": FrozenDict(),
            **unheaded,
            "entries": (*(entries if isinstance(entries, tuple) else ()), *new),
        }
    )


def _card_entry(heading: str, entry: FrozenJson, place: int) -> FrozenDict[FrozenJson]:
    members = object_in(entry) or FrozenDict[FrozenJson]({"text": as_text(entry)})
    text = _entry(members, (heading,), heading, None)
    own_fields = {key: member for key, member in members.items() if key in _OURS and key not in ("text", "keys")}
    return FrozenDict(
        {
            "extensions": FrozenDict(),
            "enabled": True,
            "insertion_order": place,
            "use_regex": False,
            "constant": False,
            **own_fields,
            "name": heading,
            "keys": tuple(dict.fromkeys((heading, *as_lines(members.get("keys"))))),
            "content": text.text if text is not None else as_text(members.get("text", members.get("content"))),
        }
    )


Lore = Annotated[tuple[LoreEntry, ...], BeforeValidator(read_lore)]
