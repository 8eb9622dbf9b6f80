"""Being the only process that serves a database in a role."""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import text

from db.tx.transaction_runner import TransactionRunner, sqlite_file
from troupe.core.errors import AlreadyServed

Release = Callable[[], Awaitable[None]]


async def hold(engine: TransactionRunner, role: str) -> Release:
    """Take the role until released or this process dies: a locked file beside a SQLite database, an advisory
    lock on PostgreSQL, nothing for a database in memory, which nobody else can open. Raises AlreadyServed."""
    if not engine.sqlite:
        return await _advisory(engine, role)
    file = sqlite_file(engine.url)
    return _nothing if file is None else _file_lock(file, role)


def _taken(role: str) -> AlreadyServed:
    return AlreadyServed(f"Another process already serves this database as {role}. Stop that one first.")


async def _nothing() -> None:
    """Nothing was taken, nothing is given back."""


def _file_lock(database: Path, role: str) -> Release:
    """The kernel lets go of the lock when the process dies, however it dies."""
    import fcntl  # here, because Windows has none and can still use PostgreSQL or memory

    word = "".join(character if character.isalnum() else "-" for character in role)
    file = database.with_name(f"{database.name}.{word}.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise _taken(role) from None

    async def release() -> None:
        file.close()

    return release


async def _advisory(engine: TransactionRunner, role: str) -> Release:
    """Held by a connection of its own: the server lets go when it ends, and so when this process dies."""
    key = int.from_bytes(hashlib.sha256(f"troupe {role}".encode()).digest()[:8], "big", signed=True)
    connection = await engine.on_thread(engine.own_connection)

    def take() -> bool:
        return connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one()

    if not await engine.on_thread(take):
        await engine.on_thread(connection.close)
        raise _taken(role)

    async def release() -> None:
        await engine.on_thread(connection.close)

    return release
