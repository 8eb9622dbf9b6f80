"""The changes to someone, as a fragment's preview or a comparison tells them, in few lines. Pure."""

import re
from collections.abc import Iterable

import discord

from bot.features.shared.deferred_answers import as_many, clip

EACH = 2
"""Items told of each field. All of it is in the file that goes along."""
_LONGEST = 160
_ROOM = 3200
_LINE = re.compile(r"(?:([+~]) )?([\w.]+): (?:([+−]) )?(.*)")


def differences(lines: Iterable[str]) -> str:
    """One line a field: `+ **long term goals**: To see the sea. · To sleep. (and 2 more)`"""
    fields: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        before, path, after, text = match.groups("") if (match := _LINE.fullmatch(line)) else ("", "", "", line)
        fields.setdefault((before or after or "~", path), []).append(text)
    texts = [_told(sign, path, items) for (sign, path), items in fields.items()]
    return as_many(texts or ["Nothing but that it is noted."], _ROOM)


def _told(sign: str, path: str, items: list[str]) -> str:
    values = " · ".join(discord.utils.escape_markdown(clip(item, _LONGEST)) for item in items[:EACH])
    more = f" (and {len(items) - EACH} more)" if len(items) > EACH else ""
    where = f"**{path.replace('_', ' ').replace('.', ' ')}**: " if path else ""
    return f"{sign} {where}{values}{more}"
