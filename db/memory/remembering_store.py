"""The store of what people remember: ways to find what they witnessed, and the memories that they keep."""

from collections.abc import Sequence

from sqlmodel import col, select

from db.memory.memory_editing import edit, forget, pin
from db.memory.memory_rows import lines_by_id, to_memories
from db.memory.memory_search import remembered
from db.schema.tables.memory_tables import MemoryRow
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx
from troupe.core.errors import NotFound
from troupe.memory.memory_question import memory_question
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.remembered_line import RememberedLine
from troupe.worlds.transcript import Event

_NEWEST = (
    select(MemoryRow)
    .where(MemoryRow.tenant == given("tenant"), MemoryRow.person_id == given("person"))
    .order_by(col(MemoryRow.pinned).desc(), col(MemoryRow.number).desc())
    .limit(given("limit"))
)


class SqlMemories:
    """See troupe.ports.Memories."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def search(
        self, person_id: str, question: str, limit: int = 10, *, asker: str = ""
    ) -> tuple[RememberedLine, ...]:
        return await self._tenancy.read(lambda tx: _search(tx, person_id, question, limit, asker))

    async def kept(self, person_id: str, limit: int = 100) -> tuple[KeptMemory, ...]:
        return await self._tenancy.read(lambda tx: _kept(tx, person_id, limit))

    async def lines(self, event_ids: Sequence[str]) -> tuple[Event, ...]:
        return await self._tenancy.read(lambda tx: lines_by_id(tx, event_ids))

    async def pin(self, memory_id: str, *, pinned: bool = True) -> KeptMemory:
        return await self._tenancy.write(lambda tx: pin(tx, memory_id, pinned=pinned))

    async def edit(self, memory_id: str, text: str, by: str) -> KeptMemory:
        return await self._tenancy.write(lambda tx: edit(tx, memory_id, text, by))

    async def forget(self, memory_id: str) -> KeptMemory:
        return await self._tenancy.write(lambda tx: forget(tx, memory_id))


def _kept(tx: Tx, person_id: str, limit: int) -> tuple[KeptMemory, ...]:
    return tuple(to_memories(tx, tx.all(_NEWEST, person=_person(tx, person_id).id, limit=limit)))


def _person(tx: Tx, person_id: str) -> PersonRow:
    person = tx.get(PersonRow, person_id)
    if person is None or person.tenant != tx.tenant:
        raise NotFound("there is no such person", field="person")
    return person


def _search(tx: Tx, person_id: str, question: str, limit: int, asker: str) -> tuple[RememberedLine, ...]:
    person = _person(tx, person_id)
    asked = memory_question(question, tx.now, asker=asker, person=person.name)
    return remembered(tx, tx.world(person.world_id), person, asked, limit)
