"""The connection to the database: how transactions are run, on which threads, and what their failures mean."""

import asyncio
import os
import socket
import sqlite3
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy.exc
from sqlalchemy import Connection, event, text
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import create_engine as create_sql_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool, QueuePool

from db.tx.availability import Availability
from db.tx.sqlite_connection import BEGUN, SqliteConnection
from troupe.core.errors import BadInput, StoreUnavailable

R = TypeVar("R")

POSTGRES_CONNECTIONS = 5
"""Transactions last a few milliseconds, so a few connections serve thousands of worlds."""
BUSY_TIMEOUT_MS = 5000
"""How long SQLite waits for another process (a command line beside the bot) to end its transaction."""
CHANNEL = "troupe_changed"
"""The PostgreSQL notification that tells other processes of a write they may have to act on."""


def parse_url(url: str) -> URL:
    """The database's address. `postgresql://` means psycopg 3; raises BadInput on anything we do not speak."""
    try:
        parsed = make_url(url)
    except sqlalchemy.exc.ArgumentError:
        raise BadInput("not a database address; give sqlite:///FILE or postgresql://…", field="url") from None
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return parsed
    raise BadInput(f"no support for {parsed.drivername}; use sqlite:///FILE or postgresql://…", field="url")


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory, or for PostgreSQL."""
    if not url.drivername.startswith("sqlite") or url.database in (None, "", ":memory:"):
        return None
    return Path(url.database)


def create_engine(url: URL, *, reading: bool = False) -> SqlEngine:
    """SQLAlchemy's engine with our settings. Parameters never reach error texts: they are people's words.
    `reading`: on SQLite, nothing can be written through it."""
    if url.drivername.startswith("sqlite"):
        return _sqlite(url, reading=reading)
    return create_sql_engine(
        url,
        pool_size=POSTGRES_CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
    )


def _sqlite(url: URL, *, reading: bool) -> SqlEngine:
    """One connection, which one thread uses; transactions begun by us, not by the driver."""
    if (file := sqlite_file(url)) is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"The folder {file.parent} cannot be made: {error.strerror}") from error
    engine = create_sql_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL: a commit is in the operating system's hands before it returns, so it outlives the death of any
        # process. Only a power cut may take the last moments, never the file; and what humans said in them is
        # read again from the channel's history. FULL would add a disk flush to each of the four transactions.
        connection.execute("PRAGMA synchronous = NORMAL")
        # What is deleted is overwritten, in builds of SQLite that leave it lying too: people's erased words.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        if reading:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        if BEGUN not in connection.get_execution_options():
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def failures_named() -> Generator[None]:
    """What the database could not do becomes StoreUnavailable, in one line without the statement or its values.
    A violated constraint or a wrong statement is our own matter and passes through."""
    try:
        yield
    except (sqlalchemy.exc.IntegrityError, sqlalchemy.exc.ProgrammingError, sqlalchemy.exc.DataError):
        raise
    except sqlalchemy.exc.DBAPIError as error:
        lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
        raise StoreUnavailable(f"The database cannot be used just now: {lines[0]}") from error
    except sqlalchemy.exc.TimeoutError as error:
        raise StoreUnavailable("The database is too busy: no connection came free.") from error


def _nothing() -> None:
    """What is to be done after most transactions."""


class TransactionRunner:
    """Runs each transaction whole on a thread: on SQLite one that writes, which also puts the writers of this
    process in a queue, and for a file one that reads, so that a search holds up no message; a few on PostgreSQL.
    A caller cancelled while waiting leaves the transaction whole or undone."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.sql = create_engine(url)
        self.sqlite = url.drivername.startswith("sqlite")
        self._availability = Availability()
        self.me = f"{socket.gethostname()}:{os.getpid()}:{id(self)}"
        workers = 1 if self.sqlite else POSTGRES_CONNECTIONS
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="troupe-db")
        self._writer = SqliteConnection(self.sql) if self.sqlite else None
        self._reader = self._writer
        self._reader_thread = self._threads
        if sqlite_file(url) is not None:
            self._reader = SqliteConnection(create_engine(url, reading=True))
            self._reader_thread = ThreadPoolExecutor(1, thread_name_prefix="troupe-db-reading")
        self._leftovers = False
        """Whether erased words may still stand in SQLite's log of what was written."""
        self._closed = False

    async def read(self, work: Callable[[Connection], R]) -> R:
        """Run a transaction that only reads: on a file beside what is being written, of which it sees whatever was
        committed before it began."""
        return await self._run(self._reader_thread, lambda: self._transact(work, self._reader, writing=False))

    async def read_in_turn(self, work: Callable[[Connection], R]) -> R:
        """The same after what is being written, on the connection that writes."""
        return await self.on_thread(lambda: self._transact(work, self._writer, writing=False))

    async def write(self, work: Callable[[Connection], R], then: Callable[[], None] = _nothing) -> R:
        """Run a transaction that writes; on any error nothing of it remains. `then` is called once it is
        committed, for a caller too who does not wait for the end."""

        def whole() -> R:
            result = self._transact(work, self._writer, writing=True)
            then()
            return result

        return await self.on_thread(whole)

    async def on_thread(self, call: Callable[[], R]) -> R:
        """Run something on a thread of those that write."""
        return await self._run(self._threads, call)

    async def _run(self, threads: ThreadPoolExecutor, call: Callable[[], R]) -> R:
        result = await asyncio.get_running_loop().run_in_executor(threads, call)
        if self._leftovers and not self._closed:
            self._threads.submit(self._empty_log)  # behind the reply, not before it
        return result

    def erased(self) -> None:
        """Words were erased. SQLite's log holds them until all of it is in the database's file: that is tried now
        and behind each transaction, a sleeping bot's sweep included, until no other process is in its way."""
        self._leftovers = sqlite_file(self.url) is not None
        if self._leftovers and not self._closed:
            self._threads.submit(self._empty_log)

    def _empty_log(self) -> None:
        """Empty the log, at once or not at all: waiting for another process would hold up everybody."""
        if not self._leftovers or self._writer is None:
            return
        with failures_named():
            driver = self._writer.driver()
            driver.execute("PRAGMA busy_timeout = 0")
            try:
                busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:
                return  # locked: it is tried again behind the next transaction
            finally:
                driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            self._leftovers = bool(busy)

    def own_connection(self) -> Connection:
        """A PostgreSQL connection outside the pool, committing each statement: for locks and notifications."""
        engine = create_sql_engine(
            self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
        )
        with failures_named():
            return engine.connect()

    def _transact(self, work: Callable[[Connection], R], sqlite: SqliteConnection | None, *, writing: bool) -> R:
        try:
            with failures_named():
                result = self._transacted(work) if sqlite is None else sqlite.transact(work, writing=writing)
        except StoreUnavailable as error:
            self._availability.failed(error, writing=writing)
            raise
        self._availability.succeeded(writing=writing)
        return result

    def _transacted(self, work: Callable[[Connection], R]) -> R:
        with self.sql.connect() as connection, connection.begin():
            return work(connection)

    def tell_others(self, connection: Connection) -> None:
        """Notify the other processes when this transaction is committed. Only for what they may have to act on:
        PostgreSQL commits one notifying transaction at a time. SQLite counts commits by itself."""
        if not self.sqlite:
            connection.execute(text(f"SELECT pg_notify('{CHANNEL}', :me)"), {"me": self.me})

    def checked_out(self) -> int:
        """Connections in use this moment."""
        if self._writer is not None:
            return sum(connection.in_use for connection in {self._writer, self._reader} if connection is not None)
        return self.sql.pool.checkedout() if isinstance(self.sql.pool, QueuePool) else 0

    async def close(self) -> None:
        """Close every connection; transactions under way end first."""
        self._closed = True
        if self._reader is not None and self._reader is not self._writer:
            await self._run(self._reader_thread, self._reader.close)
            self._reader_thread.shutdown(wait=True)
        await self.on_thread(self._empty_log)
        await self.on_thread(self.sql.dispose if self._writer is None else self._writer.close)
        self._threads.shutdown(wait=True)
