"""The schema's history: its revisions, and running those a database lacks. Works from an installed package."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from troupe.core.errors import Misconfigured

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0024"
"""The newest revision. Written out so that opening a current database need not load alembic (a test compares)."""


def revision(connection: Connection) -> str | None:
    """The database's revision, None where there are no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def ours(known: str | None) -> None:
    """Look whether a database at this revision can be upgraded by this program. Raises Misconfigured if not."""
    if known in (None, HEAD):
        return
    from alembic.script import ScriptDirectory  # late: most openings find a current database
    from alembic.util import CommandError

    try:
        ScriptDirectory.from_config(config()).get_revision(known)
    except CommandError as error:
        raise Misconfigured(
            f"The database's tables are of another version of Troupe ({error}). Install the newer version."
        ) from error


def run_revisions(connection: Connection) -> None:
    """Run the revisions that the database lacks, inside the caller's transaction (see upgrade_path)."""
    from alembic import command

    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def config() -> "Config":
    """Alembic's configuration, from where this package lies."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings
