"""The tables of a new SQLite database, made at once and not revision by revision.

The revisions are run once a process, in memory; every further database in memory is a copy of what came of it, and
an empty file gets the statements that it consists of. A thousand headless worlds would otherwise run a thousand
times through the schema's history.
"""

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from sqlalchemy import Connection, inspect, text

from db.migrations import HEAD, run_revisions
from db.tx.transaction_runner import create_engine, parse_url

_IN_ORDER = """
SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'
ORDER BY CASE type WHEN 'table' THEN 0 ELSE 1 END, rowid
"""

_MAKING = Lock()
"""Held while the revisions are run: they share a context of the whole process, and two worlds that were opened at
once ended with tables that were there already."""


def in_memory(connection: Connection) -> bool:
    """Whether this is an SQLite database that no other process can see."""
    file = "SELECT file FROM pragma_database_list WHERE name = 'main'"
    return connection.dialect.name == "sqlite" and not connection.exec_driver_sql(file).scalar_one()


def empty(connection: Connection) -> bool:
    """Whether this SQLite database has no table at all."""
    return connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()


def copy_tables(connection: Connection) -> None:
    """Make the newest tables in an empty database in memory, outside of any transaction."""
    driver: Any = connection.connection.driver_connection
    driver.deserialize(_image())


def make_tables(connection: Connection) -> None:
    """Make the newest tables in an empty file, inside the caller's transaction."""
    driver: Any = connection.connection.driver_connection
    for statement in _statements():
        driver.execute(statement)
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


@cache
def _image() -> bytes:
    """The newest tables as the bytes of a database. No revision writes a row."""
    with _newest() as connection:
        driver: Any = connection.connection.driver_connection
        return driver.serialize()


@cache
def _statements() -> tuple[str, ...]:
    """The statements that make the newest tables, as the revisions left them."""
    with _newest() as connection:
        version = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'alembic_version'")
        return (version.scalar_one(), *connection.exec_driver_sql(_IN_ORDER).scalars())


@contextmanager
def _newest() -> Generator[Connection]:
    """A database in memory on which every revision was run."""
    sql = create_engine(parse_url("sqlite://"))
    try:
        with sql.connect() as connection:
            with _MAKING, connection.begin():
                run_revisions(connection)
            yield connection
    finally:
        sql.dispose()
