"""The local Discord's state as records: what is written down of it, by key, and how it is read back. Pure.

A key is a table and what it is found by there, such as "channels/12" or "messages/12/34"; a record is JSON.
Not written: ephemeral and promised messages, open interactions and nonces, which Discord's clients forget too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from bot.playground.server.acts.message_drafts import LOADING
from bot.playground.server.keeping.state_database import StoredRecord
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

_ELSEWHERE = b"https://local-discord.invalid"
"""Stands in records for the server's own address, which is another one after each start."""


class Unreadable(ValueError):
    """A record is not what its table holds; the text says what and why."""


def small_records(state: DiscordState, origin: str) -> Iterator[tuple[str, StoredRecord]]:
    """All records but messages and blobs: few, and cheap to write out anew to see which have changed."""
    for table in KINDS:
        if table not in ("messages", "blobs"):
            for key, value in cast("dict[int | str, object]", getattr(state, table)).items():
                yield f"{table}/{key}", StoredRecord(_dumped(table, value, origin))


def message_key(channel_id: int, message_id: int) -> str:
    return f"messages/{channel_id}/{message_id}"


def message_record(state: DiscordState, key: str, origin: str) -> StoredRecord | None:
    """The message of this key; None when it is gone, or not to be written."""
    _, channel_id, message_id = key.split("/")
    message = state.messages.get(int(channel_id), {}).get(int(message_id))
    if message is None or message.visible_to is not None or message.flags & LOADING:
        return None
    return StoredRecord(_dumped("messages", message, origin))


def blob_key(path: str) -> str:
    return f"blobs{path}"


def blob_record(blob: model.Blob, origin: str) -> StoredRecord:
    """A file: its bytes stand beside the JSON, which has no form for them."""
    return StoredRecord(_dumped("blobs", replace(blob, content=b""), origin), blob.content)


def state_of(records: Mapping[str, StoredRecord], origin: str) -> DiscordState:
    """The state that these records were written from. Raises Unreadable."""
    state = DiscordState()
    for key in sorted(records, key=_order):
        table, _, tail = key.partition("/")
        if table not in KINDS:
            raise Unreadable(f"{key} is of no known table")
        entry = _read(
            cast("type[Any]", KINDS[table]), key, records[key].value.replace(_ELSEWHERE, origin.encode())
        )
        if table == "blobs":
            state.blobs["/" + tail] = replace(entry, content=records[key].content or b"")
        elif table == "messages":
            state.messages.setdefault(entry.channel_id, {})[entry.id] = entry
        elif table == "tokens":
            state.tokens[tail] = entry
        else:
            cast("dict[int, object]", getattr(state, table))[entry.id] = entry
    return state


def newest_id(state: DiscordState) -> int:
    """The highest id in use, after which the next ones go on."""
    ids = [0, *state.users, *state.guilds, *state.channels, *state.webhooks, *state.emojis, *state.commands]
    ids += [command.version for command in state.commands.values()]
    ids += [role for guild in state.guilds.values() for role in guild.roles]
    for messages in state.messages.values():
        ids += messages
        ids += [attachment.id for message in messages.values() for attachment in message.attachments]
    return max(ids)


def _order(key: str) -> tuple[int, list[tuple[int, str]]]:
    table, _, tail = key.partition("/")
    place = list(KINDS).index(table) if table in KINDS else len(KINDS)
    return place, [(int(word) if word.isdigit() else 0, word) for word in tail.split("/")]


def _dumped(table: str, value: object, origin: str) -> bytes:
    record = _adapter(KINDS[table]).dump_json(value, exclude_defaults=True)
    return record.replace(origin.encode(), _ELSEWHERE) if origin else record


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
