"""Every text that a database holds, wherever it stands: what an erasure is measured by."""

from sqlalchemy import Connection, inspect, text

from db.database import SqlDatabase


async def texts_of(database: SqlDatabase) -> list[tuple[str, str]]:
    """The content of every column of every table, as (table.column, text)."""
    return await database.engine.read(_texts)


def _texts(connection: Connection) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for table in inspect(connection).get_table_names():
        for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
            found.extend((f"{table}.{name}", str(value)) for name, value in row.items() if value is not None)
    return found
