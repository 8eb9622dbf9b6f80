"""Keeping the local Discord in a folder: read back at the start, every change written within half a second."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from typing import Self

from bot.playground.server.keeping import state_records as records
from bot.playground.server.keeping.journal import Batch, StateJournal, damaged
from bot.playground.server.state.discord_records import Blob
from bot.playground.server.state.discord_state import DiscordState, GatewayEvent, Realm
from bot.playground.server.state.json_wire import items, text

logger = logging.getLogger(__name__)

WRITE_EVERY = 0.5
"""Seconds between a change and its writing, at most; a process that is killed loses no more."""


class Keeping:
    """Writes down what changes in a realm. Make it with `begin`; `touch` says that something may have changed.

    What an event tells of is looked at again when it is time to write; all that is small is compared whole. The
    loop only collects: files are written on a thread.
    """

    def __init__(self, realm: Realm, journal: StateJournal) -> None:
        self._realm = realm
        self._journal = journal
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
        keeping = cls(realm, StateJournal(folder))
        realm.state = await asyncio.to_thread(keeping._read_back)
        realm.snowflakes.continue_after(records.newest_id(realm.state))
        keeping._blobs = dict(realm.state.blobs)
        realm.listeners.append(keeping._hear)
        keeping._task = asyncio.get_running_loop().create_task(keeping._keep_writing())
        return keeping

    def touch(self) -> None:
        self._touched.set()

    async def write(self) -> None:
        """Write what has changed until now. A disk that refuses is reported, and tried at the next change."""
        async with self._writing:
            self._touched.clear()
            changed, self._changed = self._changed, set()
            put, drop = self._differences(changed)
            blobs, self._blobs = self._blobs, dict(self._realm.state.blobs)
            fresh = {path: blob for path, blob in self._blobs.items() if blobs.get(path) is not blob}
            drop += [records.blob_key(path) for path in blobs if path not in self._blobs]
            if not (put or drop or fresh):
                return
            try:
                await asyncio.to_thread(self._append, put, drop, fresh)
            except OSError as error:
                logger.error("the local Discord cannot be written to %s: %s", self._journal.path, error.strerror)
                self._changed |= changed
                self._blobs = {path: blob for path, blob in blobs.items() if path not in fresh}
                return
            self._written |= {key: hash(record) for key, record in put.items()}
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
        await asyncio.to_thread(self._journal.close)

    def _read_back(self) -> DiscordState:
        kept = self._journal.open()
        try:
            state = records.state_of(kept, self._realm.origin, self._journal.contents)
            self._journal.renew(kept)
        except records.Unreadable as error:
            self._journal.close()
            raise damaged(self._journal.path, str(error)) from None
        except BaseException:
            self._journal.close()
            raise
        self._written = {key: hash(record) for key, record in kept.items() if not key.startswith("blobs/")}
        return state

    def _hear(self, event: GatewayEvent) -> None:
        """Note the messages an event is about; the rest is found by comparing."""
        told = event.payload
        if event.name.startswith("MESSAGE_"):
            ids = [told.get("message_id") or told.get("id"), *items(told.get("ids"))]
            for id_ in ids:
                if message_id := text(id_):
                    self._changed.add(records.message_key(int(text(told.get("channel_id"))), int(message_id)))
        self.touch()

    async def _keep_writing(self) -> None:
        while True:
            await self._touched.wait()
            await self._realm.clock.sleep(WRITE_EVERY)
            await self.write()

    def _differences(self, changed: set[str]) -> tuple[dict[str, bytes], list[str]]:
        """The records to put, and the keys to drop."""
        state, origin = self._realm.state, self._realm.origin
        put: dict[str, bytes] = {}
        small = dict(records.small_records(state, origin))
        for key, record in small.items():
            if self._written.get(key) != hash(record):
                put[key] = record
        channels = {str(channel_id) for channel_id in state.channels}
        drop = [key for key in self._written if _is_gone(key, small, channels)]
        for key in changed.difference(drop):
            record = self._message(key)
            if record is not None:
                put[key] = record
            elif key in self._written:
                drop.append(key)
        return put, drop

    def _message(self, key: str) -> bytes | None:
        try:
            return records.message_record(self._realm.state, key, self._realm.origin)
        except ValueError as error:  # text that is no Unicode
            logger.error("a message cannot be kept: %s", error)
            return None

    def _append(self, put: dict[str, bytes], drop: list[str], fresh: dict[str, Blob]) -> None:
        files: dict[str, bytes] = {}
        pictures: dict[str, bytes] = {}
        for path, blob in fresh.items():
            record, digest = records.blob_record(blob, self._realm.origin)
            pictures[records.blob_key(path)] = record
            if digest is not None:
                files[digest] = blob.content
        self._journal.append(Batch({**put, **pictures}, tuple(drop), files))


def _is_gone(key: str, small: dict[str, bytes], channels: set[str]) -> bool:
    """Whether what was written under this key is no more; a message is, with its channel."""
    table, _, rest = key.partition("/")
    return rest.partition("/")[0] not in channels if table == "messages" else key not in small
