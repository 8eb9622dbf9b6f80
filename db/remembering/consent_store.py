"""What members allow, and what is kept about them."""

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select

from db.casts.persona_updates import lock_with_lives, someone
from db.memory.memory_rows import take_out_memory, to_memories
from db.schema.kind_filters import HUMAN, SPOKEN, one_of
from db.schema.tables.event_tables import EventRow
from db.schema.tables.memory_tables import ConsentRow, MemoryMemberRow, MemoryRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.worlds.memories.member_record import MemberRecord, MemoryAbout

_EVENT = table_of(EventRow).c
_OF = select(ConsentRow).where(ConsentRow.tenant == given("tenant"), ConsentRow.member_id == given("member"))
_DROP = delete(ConsentRow).where(
    col(ConsentRow.tenant) == given("tenant"), col(ConsentRow.member_id) == given("member")
)
_ABOUT = (
    select(MemoryRow)
    .join(MemoryMemberRow, col(MemoryMemberRow.memory_id) == col(MemoryRow.id))
    .where(MemoryRow.tenant == given("tenant"), MemoryMemberRow.member_id == given("member"))
    .order_by(col(MemoryRow.world_id), col(MemoryRow.person_id), col(MemoryRow.number))
)
_MESSAGES = select_columns(func.count()).where(
    _EVENT.tenant == given("tenant"),
    _EVENT.author_id == given("member"),
    _EVENT.author_kind == HUMAN,
    one_of(_EVENT.kind, SPOKEN),
    _EVENT.erased.is_(False),
)


class SqlConsents:
    """See troupe.ports.Consents."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def record(self, member_id: str) -> MemberRecord:
        return await self._tenancy.read(lambda tx: _record(tx, member_id))

    async def allow(self, member_id: str) -> None:
        await self._tenancy.write(lambda tx: _allow(tx, member_id))

    async def withdraw(self, member_id: str) -> int:
        return await self._tenancy.write(lambda tx: _withdraw(tx, member_id))

    async def forget(self, member_id: str) -> int:
        def drop(tx: Tx) -> int:
            memories = _withdraw(tx, member_id)
            tx.run(_DROP, member=member_id)
            return memories

        return await self._tenancy.write(drop)


def _record(tx: Tx, member_id: str) -> MemberRecord:
    consent = tx.first(_OF, member=member_id)
    return MemberRecord(
        messages=tx.value(_MESSAGES, member=member_id),
        allowed=consent is not None and consent.since is not None,
        memories=tuple(
            MemoryAbout(world=tx.world(row.world_id).name, person=someone(tx, row.person_id).name, memory=memory)
            for row in tx.all(_ABOUT, member=member_id)
            for memory in to_memories(tx, (row,))
        ),
    )


def _allow(tx: Tx, member_id: str) -> None:
    new = {"tenant": tx.tenant, "member_id": member_id, "since": tx.now, "asked_at": tx.now}
    if not tx.insert_if_missing(ConsentRow, new) and (row := tx.first(_OF, member=member_id)) is not None:
        row.since = row.since or tx.now


def _withdraw(tx: Tx, member_id: str) -> int:
    for world_id in sorted({row.world_id for row in tx.all(_ABOUT, member=member_id)}):
        lock_with_lives(tx, world_id)
    rows = tx.all(_ABOUT, member=member_id)
    for row in rows:
        take_out_memory(tx, row)
    new = {"tenant": tx.tenant, "member_id": member_id, "since": None, "asked_at": tx.now}
    if not tx.insert_if_missing(ConsentRow, new) and (consent := tx.first(_OF, member=member_id)) is not None:
        consent.since = None
    if rows:
        tx.events.erased()
    return len(rows)
