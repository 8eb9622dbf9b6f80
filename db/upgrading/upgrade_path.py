"""The one path on which a database comes to the newest revision, for `db.open` and `troupe db upgrade` alike.

An upgrade is one transaction that alone may write. An SQLite file is copied first; foreign keys are off while
tables are rebuilt (a referenced table could not be dropped otherwise) and checked before the commit.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.exc import DBAPIError

from db.migrations import HEAD, ours, revision, run_revisions
from db.tx.transaction_runner import create_engine, failures_named, parse_url, sqlite_file
from db.upgrading.fresh_tables import copy_tables, empty, in_memory, make_tables
from db.upgrading.upgrade_copy import copy_beside, copy_of
from troupe.core.errors import TroupeError, UpgradeFailed

UPGRADE_WAIT_MS = 120_000
"""How long a process waits for another one that is upgrading the same SQLite file."""
UPGRADE_LOCK = int.from_bytes(b"upgrade", "big")
"""The advisory lock that one upgrade at a time holds on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class TablesState:
    """The standing of a database: its revision (None: it has no tables yet), the newest one, and where the copy of
    an SQLite file would be put by an upgrade (None: no copy would be made)."""

    revision: str | None
    newest: str
    copy: Path | None

    @property
    def current(self) -> bool:
        return self.revision == self.newest


def upgrade(url: str) -> None:
    """Bring the tables of this database to the newest revision; nothing to do is no error.

    Raises Misconfigured if the database is newer than this program, StoreUnavailable if it cannot be reached or
    copied, UpgradeFailed (with the database as it was) if a revision cannot be run on it.
    """
    sql = create_engine(parse_url(url))
    try:
        bring_up_to_date(sql)
    finally:
        sql.dispose()


def tables_state(url: str) -> TablesState:
    """Look where a database stands, changing nothing. Raises as `upgrade` does."""
    parsed = parse_url(url)
    file = sqlite_file(parsed)
    if parsed.drivername.startswith("sqlite") and (file is None or not file.exists()):
        return TablesState(None, HEAD, None)
    sql = create_engine(parsed)
    try:
        with failures_named(), sql.connect() as connection:
            connection.execution_options(writing=False)
            current = revision(connection)
        ours(current)
        return TablesState(current, HEAD, None if file is None or current is None else copy_of(file, HEAD))
    finally:
        sql.dispose()


def bring_up_to_date(sql: SqlEngine) -> None:
    """See `upgrade`, for an engine that stays in use."""
    with failures_named(), sql.connect() as connection:
        if connection.dialect.name != "sqlite":
            _upgrade(connection)
            return
        connection.execution_options(writing=False)
        with connection.begin():
            if revision(connection) == HEAD:
                return  # the common case, which need not wait for whoever is writing
            private = in_memory(connection) and empty(connection)
        if private:
            copy_tables(connection)
            return
        connection.execution_options(writing=True)
        with _free_to_rebuild(connection):
            _upgrade(connection)


@contextmanager
def _free_to_rebuild(connection: Connection) -> Generator[None]:
    """Foreign keys off and patience for another process' upgrade; both can be set between transactions only."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    (usual_wait,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout = {max(usual_wait, UPGRADE_WAIT_MS)}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout = {usual_wait}")
        driver.execute("PRAGMA foreign_keys = ON")


def _upgrade(connection: Connection) -> None:
    """The transaction. Whoever comes second finds the work done when the first lets go of the lock."""
    changing, copy = False, None
    try:
        with connection.begin():
            if connection.dialect.name != "sqlite":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
            current = revision(connection)
            if current == HEAD:
                return
            ours(current)
            if empty(connection):
                make_tables(connection)
                return
            copy = _copied(connection)
            changing = True
            run_revisions(connection)
            _check(connection)
    except Exception as error:  # a revision may raise anything, and whatever it is, the copy has to be named
        if not changing:
            raise
        where = "" if copy is None else f" A copy of the file from before the upgrade is {copy}."
        raise UpgradeFailed(
            f"The upgrade of the database to revision {HEAD} failed ({_reason(error)}). "
            f"Nothing was changed.{where}"
        ) from error
    if copy is not None:
        copy.unlink()


def _copied(connection: Connection) -> Path | None:
    """The copy of the file, made while nobody else can write; None on PostgreSQL and in memory."""
    if connection.dialect.name != "sqlite":
        return None
    file = connection.exec_driver_sql("SELECT file FROM pragma_database_list WHERE name = 'main'").scalar_one()
    if not file:
        return None
    copy = copy_of(Path(file), HEAD)
    copy_beside(Path(file), copy)
    return copy


def _check(connection: Connection) -> None:
    """On SQLite: every reference leads somewhere, the file is sound. PostgreSQL has looked at each statement."""
    if connection.dialect.name != "sqlite":
        return
    astray = connection.exec_driver_sql('SELECT DISTINCT "table", parent FROM pragma_foreign_key_check').all()
    if astray:
        pairs = ", ".join(f"{table} to {parent}" for table, parent in astray)
        raise UpgradeFailed(f"references lead nowhere: {pairs}")
    verdict = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if verdict != "ok":
        raise UpgradeFailed(f"the file would be damaged: {verdict}")


def _reason(error: Exception) -> str:
    """In one line and without values, which are people's words."""
    if isinstance(error, DBAPIError):
        return next(iter(str(error.orig).strip().splitlines()), type(error.orig).__name__)
    return str(error) if isinstance(error, TroupeError) else type(error).__name__
