"""What engines have compiled and connections of PostgreSQL, which outlive a test and serve the next one.

A new engine compiles every statement anew, and a new connection is a new process of the server, which reads the
catalogue anew: together they took longer than most tests.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import Dialect, Engine, event
from sqlalchemy import create_engine as create_sql_engine
from sqlalchemy.engine import URL

from db.tx import transaction_runner


class KeptConnection(psycopg.Connection[Any]):
    """A connection that is put aside instead of being closed, if nothing of its session could reach the next test:
    those that commit each statement may hold locks and listen to notifications."""

    shelf: "Shelf | None" = None

    def close(self) -> None:
        shelf, self.shelf = self.shelf, None
        idle = not self.closed and self.pgconn.transaction_status == TransactionStatus.IDLE
        if shelf is not None and idle and not self.autocommit:
            shelf.put(self)
        else:
            super().close()


class Shelf:
    """The connections to one database that nobody uses just now."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._connections: list[KeptConnection] = []

    def connect(self, dialect: Dialect, _record: object, _given: list[Any], arguments: dict[str, Any]) -> Any:
        """One that was put aside and that the server has not ended since, or a new one; None: of another database,
        for SQLAlchemy to connect."""
        if dialect.name != "postgresql" or arguments.get("dbname") != self._database:
            return None
        while self._connections:
            connection = self._connections.pop()
            if not connection.closed:
                break
        else:
            connection = KeptConnection.connect(**arguments)
        connection.shelf = self
        return connection

    def put(self, connection: KeptConnection) -> None:
        self._connections.append(connection)

    def processes(self) -> list[int]:
        """The server's processes behind them, which may live on."""
        return [connection.info.backend_pid for connection in self._connections]

    def clear(self) -> None:
        while self._connections:
            self._connections.pop().close()


class KeptEngines:
    """Engines that know what others of the same settings have compiled. Each has a pool of its own."""

    def __init__(self) -> None:
        self._first: dict[tuple[URL, str], Engine] = {}
        self._sqlite: Dialect | None = None
        self._compiled: dict[Any, Any] = {}

    def create(self, url: URL, **settings: Any) -> Engine:
        if not url.drivername.startswith("postgresql"):
            pool, dialect = create_sql_engine(url, **settings).pool, self._sqlite_dialect()
        else:
            key = (url, str(settings))
            if key not in self._first:
                self._first[key] = create_sql_engine(url, **settings)
            pool, dialect = self._first[key].pool.recreate(), self._first[key].dialect
        return Engine(
            pool,
            dialect,
            url,
            hide_parameters=settings.get("hide_parameters", False),
            execution_options={"compiled_cache": self._compiled},
        )

    def _sqlite_dialect(self) -> Dialect:
        """The one dialect of all files and databases in memory, for which statements are compiled. It learns at a
        first connection what the library can do."""
        if self._sqlite is None:
            engine = create_sql_engine("sqlite://")
            engine.connect().close()
            engine.dispose()
            self._sqlite = engine.dialect
        return self._sqlite


@contextmanager
def keeping_engines() -> Generator[None]:
    """Whatever connects to a database meanwhile, it gets such engines."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(transaction_runner, "create_sql_engine", KeptEngines().create)
        yield


@contextmanager
def keeping(database: str) -> Generator[Shelf]:
    """The same, and whatever connects to the database of this name gets such connections."""
    shelf = Shelf(database)
    event.listen(Engine, "do_connect", shelf.connect)
    try:
        with keeping_engines():
            yield shelf
    finally:
        event.remove(Engine, "do_connect", shelf.connect)
        shelf.clear()
