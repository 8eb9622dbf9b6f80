"""The store of what people remember: nothing of its own, only ways to find what they witnessed."""

from db.memory.memory_search import remembered
from db.schema.tables.world_tables import PersonRow
from db.tx.transaction import Tenancy, Tx
from troupe.core.errors import NotFound
from troupe.memory.memory_question import memory_question
from troupe.worlds.remembered_line import RememberedLine


class SqlMemories:
    """See troupe.ports.Memories."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def search(
        self, person_id: str, question: str, limit: int = 10, *, asker: str = ""
    ) -> tuple[RememberedLine, ...]:
        return await self._tenancy.read(lambda tx: _search(tx, person_id, question, limit, asker))


def _search(tx: Tx, person_id: str, question: str, limit: int, asker: str) -> tuple[RememberedLine, ...]:
    person = tx.get(PersonRow, person_id)
    if person is None or person.tenant != tx.tenant:
        raise NotFound("there is no such person", field="person")
    asked = memory_question(question, tx.now, asker=asker, person=person.name)
    return remembered(tx, tx.world(person.world_id), person, asked, limit)
