"""The tables of a new SQLite database, made at once and not revision by revision.

The revisions are run once a process, in memory; every further empty database gets the statements they ended in.
A thousand headless worlds would otherwise run a thousand times through the schema's history.
"""

from functools import cache

from sqlalchemy import Connection, inspect, text

from db.migrations import HEAD, run_revisions
from db.tx.transaction_runner import create_engine, parse_url

_IN_ORDER = """
SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'
ORDER BY CASE type WHEN 'table' THEN 0 ELSE 1 END, rowid
"""


def empty(connection: Connection) -> bool:
    """Whether this SQLite database has no table at all."""
    return connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()


def make_tables(connection: Connection) -> None:
    """Make the newest tables in an empty SQLite database, inside the caller's transaction."""
    for statement in _newest():
        connection.exec_driver_sql(statement)
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


@cache
def _newest() -> tuple[str, ...]:
    """The statements that make the newest tables, as the revisions left them. No revision writes a row."""
    sql = create_engine(parse_url("sqlite://"))
    try:
        with sql.begin() as connection:
            run_revisions(connection)
            version = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'alembic_version'")
            return (version.scalar_one(), *connection.exec_driver_sql(_IN_ORDER).scalars())
    finally:
        sql.dispose()
