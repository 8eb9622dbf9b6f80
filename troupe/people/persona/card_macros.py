"""The macros of character cards, such as `{{char}}`: what they say when a text is read for a prompt.

They stand raw in the document and are written out again as they came; only its typed reading resolves them.
"""

import hashlib
import re
from collections.abc import Mapping

from troupe.people.documents.frozen_json import FrozenDict, FrozenJson

OTHER = "the other person"
"""Whom `{{user}}` means in prose about someone, where no one in particular is spoken with."""

NOT_TOLD = frozenset({"name", "card", "agent_file", "merges", "provenance", "creator_notes"})
"""Fields that are never read for a prompt, or are no prose."""
SAID = frozenset({"voice", "sayings"})
"""Fields that hold a person's own speech: there `{{user}}` is whom they speak to."""

_NESTED = 3
"""Rounds in which macros within macros are resolved, from the inside."""
_MOST_SIDES = 9
"""Digits of the highest number a die may have."""

_MACRO = re.compile(r"\{\{([^{}]*)\}\}")
_TAG = re.compile(r"<(char|bot|user)>", re.I)
_COMMA = re.compile(r"(?<!\\),")
_HIDDEN = ("//", "comment:", "hidden_key:")
_CALLED = re.compile(r",\s*\{\{user\}\}(?=\s*(?:[.!?…~*\"”]|$))|^\{\{user\}\}\s*,\s*", re.M)
_THEIRS = re.compile(r"\{\{user\}\}['’]s\b")
_USER = re.compile(r"\{\{user\}\}")
_AT_THE_START = re.compile(r"(?:^|[.!?…]\s+|\n\s*)\{\{user\}\}")


def resolved(text: str, char: str) -> str:
    """The text with every macro but the user's resolved; the user is `{{user}}` then, however it was written.

    `char` is what the persona is called. Choices (`random`, `pick`, `roll`) always fall out the same in the same
    text, so that a prompt's beginning stays as it is. Macros that are not known stay as they are.
    """
    if "{{" not in text and "<" not in text:
        return text
    text = _TAG.sub(lambda tag: "{{user}}" if tag[1].lower() == "user" else char, text)
    for _ in range(_NESTED):
        before = text
        text = _MACRO.sub(lambda macro: _meaning(macro[0], macro[1].strip(), char, f"{macro.start()}"), text)
        if text == before:
            break
    return text


def told_of(text: str, user: str = OTHER) -> str:
    """Resolved prose with `user` in the place of `{{user}}`, with a capital where a sentence begins."""
    if "{{user}}" not in text:
        return text
    capital = user[:1].upper() + user[1:]
    text = _AT_THE_START.sub(lambda start: start[0].replace("{{user}}", capital), text)
    return _USER.sub(lambda _: user, text)


def said_to(text: str) -> str:
    """Resolved speech in which `{{user}}` is left out where they are called by name, and is "you" elsewhere."""
    if "{{user}}" not in text:
        return text
    return _USER.sub("you", _THEIRS.sub("your", _CALLED.sub("", text)))


def resolved_document(document: Mapping[str, FrozenJson], char: str) -> FrozenDict[FrozenJson]:
    """The document as it reads: macros resolved in every text that may be told. In `lore` the user stays open,
    since whoever is spoken with when it matters is known only then."""
    return FrozenDict(
        {
            key: member if key in NOT_TOLD else _resolved_value(member, char, key)
            for key, member in document.items()
        }
    )


def _resolved_value(value: FrozenJson, char: str, field: str) -> FrozenJson:
    if isinstance(value, str):
        text = resolved(value, char)
        return text if field == "lore" else said_to(text) if field in SAID else told_of(text)
    if isinstance(value, tuple):
        return tuple(_resolved_value(item, char, field) for item in value)
    if isinstance(value, FrozenDict):
        return FrozenDict({key: _resolved_value(member, char, field) for key, member in value.items()})
    return value


def _meaning(macro: str, inner: str, char: str, place: str) -> str:
    low = inner.lower()
    if low == "char":
        return char
    if low == "user":
        return "{{user}}"
    if low == "original" or low.startswith(_HIDDEN):
        return ""
    name, colon, argument = inner.partition(":")
    match name.strip().lower() if colon else "":
        case "random" | "pick":
            choices = argument[1:].split("::") if argument.startswith(":") else _COMMA.split(argument)
            return choices[_chance(f"{place} {inner}") % len(choices)].replace("\\,", ",").strip()
        case "roll":
            sides = argument.strip().lower().removeprefix("d")
            if sides.isascii() and sides.isdecimal() and len(sides) <= _MOST_SIDES and int(sides):
                return str(_chance(f"{place} {inner}") % int(sides) + 1)
            return macro
        case "reverse":
            return argument[::-1]
        case _:
            return macro


def _chance(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
