"""What members allow, and what is kept about them."""

from collections.abc import Sequence

from sqlmodel import col, select

from db.casts.persona_updates import lock_with_lives
from db.memory.memory_rows import take_out_memory, to_memories
from db.schema.tables.memory_tables import ConsentRow, MemoryMemberRow, MemoryRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx
from troupe.worlds.memories.kept_memory import KeptMemory

_OF = select(ConsentRow).where(ConsentRow.tenant == given("tenant"), ConsentRow.member_id == given("member"))
_ABOUT = (
    select(MemoryRow)
    .join(MemoryMemberRow, col(MemoryMemberRow.memory_id) == col(MemoryRow.id))
    .where(MemoryRow.tenant == given("tenant"), MemoryMemberRow.member_id == given("member"))
    .order_by(col(MemoryRow.world_id), col(MemoryRow.person_id), col(MemoryRow.number))
)


class SqlConsents:
    """See troupe.ports.Consents."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def allowed(self, member_id: str) -> bool:
        return await self._tenancy.read(lambda tx: _allowed(tx, member_id))

    async def allow(self, member_id: str) -> None:
        await self._tenancy.write(lambda tx: _allow(tx, member_id))

    async def withdraw(self, member_id: str) -> int:
        return await self._tenancy.write(lambda tx: _withdraw(tx, member_id))

    async def about(self, member_id: str) -> tuple[KeptMemory, ...]:
        return await self._tenancy.read(lambda tx: tuple(to_memories(tx, tx.all(_ABOUT, member=member_id))))


def _allowed(tx: Tx, member_id: str) -> bool:
    row = tx.first(_OF, member=member_id)
    return row is not None and row.since is not None


def _allow(tx: Tx, member_id: str) -> None:
    new = {"tenant": tx.tenant, "member_id": member_id, "since": tx.now, "asked_at": tx.now}
    if not tx.insert_if_missing(ConsentRow, new) and (row := tx.first(_OF, member=member_id)) is not None:
        row.since = row.since or tx.now


def _withdraw(tx: Tx, member_id: str) -> int:
    for world_id in sorted({row.world_id for row in tx.all(_ABOUT, member=member_id)}):
        lock_with_lives(tx, world_id)
    rows: Sequence[MemoryRow] = tx.all(_ABOUT, member=member_id)
    for row in rows:
        take_out_memory(tx, row)
    consent = tx.first(_OF, member=member_id)
    if consent is not None:
        consent.since = None
    if rows:
        tx.events.erased()
    return len(rows)
