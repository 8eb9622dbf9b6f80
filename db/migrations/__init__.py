"""The schema's history, and bringing a database up to date. Works from an installed package."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from db.engine import create_engine, failures_named, parse_url
from troupe.errors import Misconfigured

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0004"
"""The newest revision. Written out so that opening a current database need not load alembic (a test compares)."""


def upgrade(url: str) -> None:
    """Bring the tables of this database to the newest revision; nothing to do is no error.

    Raises Misconfigured if the database is newer than this program, StoreUnavailable if it cannot be reached.
    """
    # On SQLite a changed table is rebuilt, which foreign keys would hinder: off for this connection.
    engine = create_engine(parse_url(url), foreign_keys=False)
    try:
        with failures_named(), engine.begin() as connection:
            upgrade_connection(connection)
    finally:
        engine.dispose()


def upgrade_connection(connection: Connection) -> None:
    """The same inside a transaction: on both databases a failed upgrade leaves the tables as they were."""
    if revision(connection) == HEAD:
        return
    from alembic import command  # late: most openings find a current database
    from alembic.util import CommandError

    settings = config()
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as error:
        raise Misconfigured(
            f"The database's tables are of another version of Troupe ({error}). Install the newer version."
        ) from error


def revision(connection: Connection) -> str | None:
    """The database's revision, None where there are no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def config() -> "Config":
    """Alembic's configuration, from where this package lies."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings
