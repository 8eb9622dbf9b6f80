"""What stands in the table of persona contents, and that its numbers of uses are right."""

import hashlib
from collections import Counter

from sqlalchemy import Connection, text

from db.database import SqlDatabase
from troupe.people.persona.persona import Persona

_USERS = ("people", "persona_versions", "panel_members")


async def contents_of(database: SqlDatabase) -> dict[tuple[str, str], int]:
    """How often each persona is used, by tenant and name; counted, and compared with what the table says."""
    return await database.engine.read(_counted)


def _counted(connection: Connection) -> dict[tuple[str, str], int]:
    used = Counter[tuple[str, str]]()
    for table in _USERS:
        query = text(f"SELECT tenant, content FROM {table} WHERE content IS NOT NULL")
        used.update((row.tenant, row.content) for row in connection.execute(query))
    rows = connection.execute(text("SELECT tenant, hash, persona, uses FROM persona_contents")).all()
    assert {(row.tenant, row.hash): row.uses for row in rows} == used
    assert all(hashlib.sha256(row.persona.encode()).hexdigest() == row.hash for row in rows)
    return {(row.tenant, _name(row.persona)): row.uses for row in rows}


def _name(document: str) -> str:
    return Persona.model_validate_json(document.removeprefix('{"v":1,"value":').removesuffix("}")).name
