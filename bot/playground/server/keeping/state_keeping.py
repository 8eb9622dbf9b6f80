"""Keeping the local Discord in a folder: read back at the start, every change written within half a second."""

import asyncio
import logging
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Self

from bot.playground.server.keeping import state_records as records
from bot.playground.server.keeping.state_database import StateDatabase, StoredRecord
from bot.playground.server.state.discord_records import Blob
from bot.playground.server.state.discord_state import DiscordState, GatewayEvent, Realm
from bot.playground.server.state.json_wire import items, text

logger = logging.getLogger(__name__)

WRITE_EVERY = 0.5
"""Seconds between a change and its writing, at most; a process that is killed loses no more."""


class Keeping:
    """Writes down what changes in a realm. Make it with `begin`; `touch` says that something may have changed.

    What an event tells of is looked at again when it is time to write; all that is small is compared whole. The
    loop only collects: the database is written on a thread.
    """

    def __init__(self, realm: Realm, database: StateDatabase) -> None:
        self._realm = realm
        self._database = database
        self._written: dict[str, int] = {}
        self._blobs: dict[str, Blob] = {}
        self._changed: set[str] = set()
        self._touched = asyncio.Event()
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def begin(cls, realm: Realm, folder: Path) -> Self:
        """Put what is kept in this folder into the realm, and keep it from now on.

        Raises BadInput, in one line, for a damaged file, and AlreadyServed while another process has the folder.
        """
        keeping = cls(realm, StateDatabase(folder))
        realm.state = await asyncio.to_thread(keeping._read_back)
        realm.snowflakes.continue_after(records.newest_id(realm.state))
        realm.listeners.append(keeping._hear)
        keeping._task = asyncio.get_running_loop().create_task(keeping._keep_writing())
        return keeping

    def touch(self) -> None:
        self._touched.set()

    async def write(self) -> None:
        """Write what has changed until now. A disk that refuses is reported, and tried at the next change."""
        async with self._writing:
            self._touched.clear()
            keys, self._changed = self._changed, set()
            blobs, origin = dict(self._realm.state.blobs), self._realm.origin
            fresh = {path: blob for path, blob in blobs.items() if self._blobs.get(path) is not blob}
            files = {records.blob_key(path): records.blob_record(blob, origin) for path, blob in fresh.items()}
            entries, drop = self._differences(keys)
            lost_files = [records.blob_key(path) for path in self._blobs if path not in blobs]
            if not (entries or drop or files or lost_files):
                return
            try:
                await asyncio.to_thread(self._database.write, entries | files, drop + lost_files)
            except sqlite3.Error as error:
                logger.error("the local Discord cannot be written to %s: %s", self._database.path, error)
                self._changed |= keys
                return
            self._blobs = blobs
            self._written |= {key: hash(record) for key, record in entries.items()}
            for key in drop:
                self._written.pop(key, None)

    async def end(self) -> None:
        """Write the last changes and let go of the folder."""
        self._realm.listeners.remove(self._hear)
        if self._task is not None:
            async with self._writing:  # a thread that writes cannot be cancelled
                self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self.write()
        await asyncio.to_thread(self._database.close)

    def _read_back(self) -> DiscordState:
        entries = self._database.open()
        try:
            state = records.state_of(entries, self._realm.origin)
        except records.Unreadable as error:
            self._database.close()
            raise self._database.damaged(str(error)) from None
        self._blobs = dict(state.blobs)
        self._written = {key: hash(record) for key, record in entries.items() if not key.startswith("blobs/")}
        return state

    def _hear(self, event: GatewayEvent) -> None:
        """Note the messages an event is about; the rest is found by comparing."""
        payload = event.payload
        if event.name.startswith("MESSAGE_"):
            for id_ in [payload.get("message_id") or payload.get("id"), *items(payload.get("ids"))]:
                if message_id := text(id_):
                    self._changed.add(records.message_key(int(text(payload.get("channel_id"))), int(message_id)))
        self.touch()

    async def _keep_writing(self) -> None:
        while True:
            await self._touched.wait()
            await self._realm.clock.sleep(WRITE_EVERY)
            await self.write()

    def _differences(self, changed: set[str]) -> tuple[dict[str, StoredRecord], list[str]]:
        """The records to put, and the keys to drop; a message goes with its channel."""
        state, origin = self._realm.state, self._realm.origin
        small = dict(records.small_records(state, origin))
        entries = {key: record for key, record in small.items() if self._written.get(key) != hash(record)}
        channels = {str(channel_id) for channel_id in state.channels}
        drop = [
            key
            for key in self._written
            if (key.split("/")[1] not in channels if key.startswith("messages/") else key not in small)
        ]
        for key in changed.difference(drop):
            record = self._message(key)
            if record is not None:
                entries[key] = record
            elif key in self._written:
                drop.append(key)
        return entries, drop

    def _message(self, key: str) -> StoredRecord | None:
        try:
            return records.message_record(self._realm.state, key, self._realm.origin)
        except ValueError as error:  # text that is no Unicode
            logger.error("a message cannot be kept: %s", error)
            return None
