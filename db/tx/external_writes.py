"""Noticing that another process has written, without asking what."""

from typing import Any, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.tx.transaction_runner import CHANNEL, TransactionRunner, failures_named


class Changes(Protocol):
    async def seen(self) -> bool:
        """Whether another process has written since the last call."""
        ...

    async def close(self) -> None: ...


async def watch(engine: TransactionRunner) -> Changes:
    if engine.sqlite:
        version = await _data_version(engine)
        return _SqliteChanges(engine, version)
    changes = _PostgresChanges(engine)
    await engine.on_thread(changes.listen)
    return changes


async def _data_version(engine: TransactionRunner) -> int:
    """SQLite's own count of commits by other connections than the one that writes here."""
    return await engine.read_in_turn(lambda connection: connection.scalar(text("PRAGMA data_version")))


class _SqliteChanges:
    def __init__(self, engine: TransactionRunner, version: int) -> None:
        self._engine = engine
        self._version = version

    async def seen(self) -> bool:
        before, self._version = self._version, await _data_version(self._engine)
        return before != self._version

    async def close(self) -> None:
        """Nothing is held open."""


class _PostgresChanges:
    """A transaction that concerns others notifies with the name of its engine; here one connection listens."""

    def __init__(self, engine: TransactionRunner) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def listen(self) -> None:
        with failures_named():
            self._connection = self._engine.own_connection()
            self._connection.execute(text(f"LISTEN {CHANNEL}"))

    async def seen(self) -> bool:
        return await self._engine.on_thread(self._poll)

    def _poll(self) -> bool:
        """A lost connection may have missed something: listen anew and say that there was a change."""
        from psycopg import Error as DriverError  # on SQLite nobody needs it

        try:
            if self._connection is None:
                raise ConnectionError
            self._connection.execute(text("SELECT 1"))
            driver: Any = self._connection.connection.driver_connection
            writers = {notice.payload for notice in driver.notifies(timeout=0)}
            return bool(writers - {self._engine.me})
        except (DBAPIError, DriverError, ConnectionError):
            self._hang_up()
            self.listen()
            return True

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    async def close(self) -> None:
        await self._engine.on_thread(self._hang_up)
