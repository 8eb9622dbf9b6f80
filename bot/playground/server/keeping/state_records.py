"""The local Discord's state as records: what is written down of it, by key, and how it is read back. Pure.

A key is a table and what it is found by there, such as "channels/12" or "messages/12/34"; a record is JSON.
Not written: ephemeral and promised messages, open interactions and nonces, which Discord's clients forget too.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from bot.playground.server.acts.message_drafts import LOADING
from bot.playground.server.state import discord_records as model
from bot.playground.server.state.discord_state import DiscordState

Record = TypeVar("Record")

KINDS: Mapping[str, type] = {
    "users": model.DiscordUser,
    "applications": model.DiscordApplication,
    "tokens": int,
    "guilds": model.DiscordGuild,
    "channels": model.DiscordChannel,
    "webhooks": model.DiscordWebhook,
    "emojis": model.DiscordEmoji,
    "commands": model.DiscordCommand,
    "messages": model.DiscordMessage,
    "blobs": model.Blob,
}
"""What each table holds, those first that others name."""

_ELSEWHERE = "https://local-discord.invalid"
"""Stands in records for the server's own address, which is another one after each start."""


class Unreadable(ValueError):
    """A record is not what its table holds; the text says what and why."""


@dataclass(frozen=True)
class Picture:
    """What is written of a blob: its bytes are a file of their own, named by their SHA-256."""

    content_type: str
    elsewhere: str | None
    digest: str | None


def small_records(state: DiscordState, origin: str) -> Iterator[tuple[str, bytes]]:
    """All records but messages and blobs: few, and cheap to write out anew to see which have changed."""
    for table in KINDS:
        if table not in ("messages", "blobs"):
            for key, value in cast("dict[int | str, object]", getattr(state, table)).items():
                yield f"{table}/{key}", _dumped(table, value, origin)


def message_key(channel_id: int, message_id: int) -> str:
    return f"messages/{channel_id}/{message_id}"


def message_record(state: DiscordState, key: str, origin: str) -> bytes | None:
    """The message of this key; None when it is gone, or not to be written."""
    _, channel_id, message_id = key.split("/")
    message = state.messages.get(int(channel_id), {}).get(int(message_id))
    if message is None or message.visible_to is not None or message.flags & LOADING:
        return None
    return _dumped("messages", message, origin)


def blob_record(blob: model.Blob, origin: str) -> tuple[bytes, str | None]:
    """The record of a blob, and the name of the file that holds its bytes."""
    digest = hashlib.sha256(blob.content).hexdigest() if blob.elsewhere is None else None
    picture = Picture(blob.content_type, blob.elsewhere, digest)
    return _away(_adapter(Picture).dump_json(picture), origin), digest


def digest_in(record: bytes) -> str | None:
    """The name of the file that a blob's record needs. Raises Unreadable."""
    return _read(Picture, "blobs", record).digest


def state_of(records: Mapping[str, bytes], origin: str, contents: Callable[[str], bytes]) -> DiscordState:
    """The state that these records were written from; `contents` gives the bytes of a file. Raises Unreadable."""
    state = DiscordState()
    for key in sorted(records, key=_order):
        table, _, rest = key.partition("/")
        record = records[key].replace(_ELSEWHERE.encode(), origin.encode())
        if table == "blobs":
            picture = _read(Picture, key, record)
            content = contents(picture.digest) if picture.digest is not None else b""
            state.blobs["/" + rest] = model.Blob(content, picture.content_type, picture.elsewhere)
        elif table == "messages":
            message = _read(model.DiscordMessage, key, record)
            state.messages.setdefault(message.channel_id, {})[message.id] = message
        elif table == "tokens":
            state.tokens[rest] = _read(int, key, record)
        elif table in KINDS:
            found = _read(cast("type[Any]", KINDS[table]), key, record)
            cast("dict[int, object]", getattr(state, table))[found.id] = found
        else:
            raise Unreadable(f"{key} is of no known table")
    return state


def newest_id(state: DiscordState) -> int:
    """The highest id in use, after which the next ones go on."""
    found = [0, *state.users, *state.guilds, *state.channels, *state.webhooks, *state.emojis, *state.commands]
    found += [command.version for command in state.commands.values()]
    found += [role for guild in state.guilds.values() for role in guild.roles]
    for messages in state.messages.values():
        found += messages
        found += [attachment.id for message in messages.values() for attachment in message.attachments]
    return max(found)


def blob_key(path: str) -> str:
    return f"blobs{path}"


def _order(key: str) -> tuple[int, list[tuple[int, str]]]:
    table, _, rest = key.partition("/")
    place = list(KINDS).index(table) if table in KINDS else len(KINDS)
    return place, [(int(word) if word.isdigit() else 0, word) for word in rest.split("/")]


def _dumped(table: str, value: object, origin: str) -> bytes:
    return _away(_adapter(KINDS[table]).dump_json(value, exclude_defaults=True), origin)


def _away(record: bytes, origin: str) -> bytes:
    return record.replace(origin.encode(), _ELSEWHERE.encode()) if origin else record


def _read(kind: type[Record], key: str, record: bytes) -> Record:
    try:
        return _adapter(kind).validate_json(record)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Unreadable(f"{key}{'.' if place else ''}{place}: {first['msg']}") from error


@cache
def _adapter(kind: type[Record]) -> TypeAdapter[Record]:
    return TypeAdapter(kind)
