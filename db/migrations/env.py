"""The script that alembic runs: the migrations on the connection it is given, in batch mode where the database is
SQLite.

For a new revision: `DATABASE_URL=sqlite:///new.db troupe db upgrade`, change the tables in db/schema/tables/, then
`alembic -c db/migrations/alembic.ini -x url=sqlite:///new.db revision --autogenerate -m "what changes"
--rev-id 0009`, and set HEAD in db/migrations. Upgrading itself goes one way only, that of db/upgrading/:
alembic's own command would neither copy the file nor check what refers to what.
"""

from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from db.schema.columns.column_types import Document, Utc
from db.schema.tables.all_tables import TABLES


def plain_type(kind: str, value: object, _context: object) -> str | Literal[False]:
    """Revisions name the database's own types: they must still run when ours are long gone."""
    if kind == "type":
        if isinstance(value, Utc):
            return "sa.DateTime(timezone=True)"
        if isinstance(value, Document):
            return "sa.Text()"
        if isinstance(value, AutoString):
            return "sa.String()"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=TABLES,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
        # The whole upgrade is one transaction, begun by the caller.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """On the caller's connection, or (when a revision is written) on the one of `-x url=…`, to compare with."""
    handover: Connection | None = context.config.attributes.get("connection")
    if handover is not None:
        migrate(handover)
        return
    from db.tx.transaction_runner import create_engine, parse_url

    arguments = context.get_x_argument(as_dictionary=True)
    with create_engine(parse_url(arguments["url"])).begin() as connection:
        migrate(connection)


if __name__ == "env_py":  # the name alembic loads this file under; importing it does nothing
    run()
