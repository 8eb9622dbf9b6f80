"""Databases of former versions with rows in every table, each row referring to others wherever it can."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    create_engine,
    inspect,
    text,
)
from sqlalchemy.pool import NullPool

from db.migrations import config
from db.tx.transaction_runner import parse_url

ROWS = 3
"""How many rows each table gets."""
Tables = dict[str, list[dict[str, object]]]
"""Every row of every table, by the table's name."""


def make_filled(url: str, revision: str) -> Tables:
    """Make and fill the tables of a revision, and return what stands in them. An SQLite file is copied from the
    one that this process has made before."""
    address = parse_url(url)
    if address.database is not None and address.drivername.startswith("sqlite"):
        image, tables = _filled(revision)
        Path(address.database).write_bytes(image)
        return deepcopy(tables)
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        _step(connection, revision)
        fill(connection)
    engine.dispose()
    return everything_in(url)


@cache
def _filled(revision: str) -> tuple[bytes, Tables]:
    """A filled database of a revision as its bytes, and what stands in it."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.deserialize(_image(revision))
        with connection.begin():
            fill(connection)
        tables = _tables(connection)
        image: bytes = driver.serialize()
    engine.dispose()
    return image, tables


def made_at(url: str, revision: str, rows: Sequence[tuple[str, int, Mapping[str, object]]]) -> None:
    """Make the tables of a revision and put these rows in: of which table, which number, with what in them that is
    not like in the others."""
    engine = create_engine(parse_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        make_tables(connection, revision)
        tables = _reflected(connection).tables
        for name, number, different in rows:
            row = {column.name: value(column, number) for column in tables[name].c}
            connection.execute(tables[name].insert(), [{**row, **different}])
    engine.dispose()


def make_tables(connection: Connection, revision: str) -> None:
    """Make the empty tables of a revision; on SQLite they are what this process has made of it before."""
    if connection.dialect.name != "sqlite":
        _step(connection, revision)
        return
    driver: Any = connection.connection.driver_connection
    with closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(_image(revision))
        for statement in made.iterdump():
            if statement not in ("BEGIN TRANSACTION;", "COMMIT;"):
                driver.execute(statement)


@cache
def _image(revision: str) -> bytes:
    """The tables of a revision as the bytes of a database, one step from those of the revision before."""
    before = ScriptDirectory.from_config(config()).get_revision(revision).down_revision
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if isinstance(before, str):
            driver.deserialize(_image(before))
        with connection.begin():
            _step(connection, revision)
        image: bytes = driver.serialize()
    engine.dispose()
    return image


def _step(connection: Connection, revision: str) -> None:
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)


def fill(connection: Connection) -> None:
    for table in _reflected(connection).sorted_tables:
        if table.name != "alembic_version":
            rows = [{column.name: value(column, number) for column in table.c} for number in range(1, ROWS + 1)]
            connection.execute(table.insert(), rows)


def value(column: Column[Any], number: int) -> object:
    """What stands in a column in the n-th row of each table: a foreign key leads to the n-th row of the other."""
    for key in column.foreign_keys:
        if key.column.table is not column.table:
            return value(key.column, number)
        return value(key.column, max(1, number - 1))
    match column.type:
        case Boolean():
            return False
        case BigInteger() | Integer():
            return number
        case Float():
            return number / 2
        case DateTime():
            return datetime(2026, 1, number, tzinfo=UTC)
        case Date():
            return date(2026, 1, 1) + timedelta(days=number)
        case LargeBinary():
            return bytes([number])
        case _:
            return _words(column.name, number)


def _words(name: str, number: int) -> str:
    if name == "tenant":
        return f"former:{number}"
    if name == "ref":
        slug = f"slug {number}"
        return f'{{"v":1,"value":{{"owner":"library","slug":"{slug}","version":1,"hash":"00","fragments":[]}}}}'
    return f"{name} {number}"


def everything_in(url: str) -> Tables:
    engine = create_engine(parse_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        tables = _tables(connection)
    engine.dispose()
    return tables


def _tables(connection: Connection) -> Tables:
    """The rows as they are kept: to look up what the columns are meant to hold takes ten times as long."""
    return {
        name: sorted(
            (dict(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()), key=str
        )
        for name in inspect(connection).get_table_names()
    }


def _reflected(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata
