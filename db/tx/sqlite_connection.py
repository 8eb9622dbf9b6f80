"""The connection of an SQLite database that one thread runs its transactions on, kept open between them.

Taking a connection from SQLAlchemy's pool, beginning on it and giving it back takes as long as all that a small
transaction does; a message needs nine.
"""

import sqlite3
from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine

from db.tx.statement_running import as_sqlalchemy_raises

R = TypeVar("R")

BEGUN = "begun"
"""The option of a connection on which transactions are begun here: SQLAlchemy, which begins one of its own when it
is first given a statement, is to leave it at that."""


class SqliteConnection:
    """Opened when it is first needed, by the thread that uses it."""

    def __init__(self, sql: Engine) -> None:
        self._sql = sql
        self._opened: tuple[Connection, sqlite3.Connection] | None = None

    def transact(self, work: Callable[[Connection], R], *, writing: bool) -> R:
        """Run a transaction. `writing`: with the whole database ours from its beginning."""
        connection, driver = self._open()
        try:
            driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            result = work(connection)
            if (
                connection.in_transaction()
            ):  # SQLAlchemy has run a statement, and takes the transaction for its own
                connection.commit()
            driver.commit()
        except BaseException as error:
            connection.rollback()
            driver.rollback()
            if isinstance(error, sqlite3.Error):
                raise as_sqlalchemy_raises(error, "BEGIN or COMMIT", connection) from error
            raise
        return result

    def driver(self) -> sqlite3.Connection:
        """The driver's own connection, to be used outside of transactions."""
        return self._open()[1]

    @property
    def in_use(self) -> bool:
        """Whether a transaction runs this moment."""
        return self._opened is not None and self._opened[1].in_transaction

    def close(self) -> None:
        if self._opened is not None:
            self._opened[0].close()
            self._opened = None
        self._sql.dispose()

    def _open(self) -> tuple[Connection, sqlite3.Connection]:
        if self._opened is None:
            connection = self._sql.connect().execution_options(**{BEGUN: True})
            self._opened = connection, cast("sqlite3.Connection", connection.connection.driver_connection)
        return self._opened
