"""Memories as rows: read as values, indexed by their words, written and taken out with all that belongs to
them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlmodel import col, delete
from sqlmodel import select as select_rows

from db.record.event_reading import KEYS, known
from db.record.line_index import line_keys
from db.schema.tables.event_tables import EventRow, LineTermRow
from db.schema.tables.memory_tables import MemoryMemberRow, MemoryRow, MemorySourceRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.errors import NotFound
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind
from troupe.worlds.transcript import Event

_SOURCE = table_of(MemorySourceRow).c
_SOURCES = (
    select(_SOURCE.memory_id, _SOURCE.event_id)
    .where(_SOURCE.tenant == given("tenant"), _SOURCE.memory_id.in_(bindparam("given_memories", expanding=True)))
    .order_by(_SOURCE.memory_id, _SOURCE.event_id)
)
_EVENTS = KEYS.where(table_of(EventRow).c.id.in_(bindparam("given_ids", expanding=True)))
_BY_ID = select_rows(MemoryRow).where(MemoryRow.tenant == given("tenant"), MemoryRow.id == given("memory"))
_BY_IDS = select_rows(MemoryRow).where(
    MemoryRow.tenant == given("tenant"), col(MemoryRow.id).in_(bindparam("given_memories", expanding=True))
)
_REPLACED = select_rows(MemoryRow).where(
    MemoryRow.tenant == given("tenant"), MemoryRow.superseded_by == given("memory")
)
_FORGET_TERMS = delete(LineTermRow).where(
    col(LineTermRow.tenant) == given("tenant"),
    col(LineTermRow.heard) == given("number"),
    col(LineTermRow.key).in_(bindparam("given_keys", expanding=True)),
)
_FORGET_SOURCES = delete(MemorySourceRow).where(
    col(MemorySourceRow.tenant) == given("tenant"), col(MemorySourceRow.memory_id) == given("memory")
)
_FORGET_MEMBERS = delete(MemoryMemberRow).where(
    col(MemoryMemberRow.tenant) == given("tenant"), col(MemoryMemberRow.memory_id) == given("memory")
)
_FORGET = delete(MemoryRow).where(col(MemoryRow.tenant) == given("tenant"), col(MemoryRow.id) == given("memory"))


def memory_row(tx: Tx, memory_id: str) -> MemoryRow:
    """Raises NotFound, as for another tenant's."""
    row = tx.first(_BY_ID, memory=memory_id)
    if row is None:
        raise NotFound("there is no such memory", field="memory")
    return row


def memories_by_id(tx: Tx, ids: Iterable[str]) -> dict[str, KeptMemory]:
    """Those of these that there are."""
    memory_ids = sorted(set(ids))
    rows = tx.all(_BY_IDS, memories=memory_ids) if memory_ids else ()
    return {memory.id: memory for memory in to_memories(tx, rows)}


def lines_by_id(tx: Tx, event_ids: Iterable[str]) -> tuple[Event, ...]:
    """The lines that memories rest on, in order; none that was said to somebody alone."""
    ids = sorted(set(event_ids))
    events = known(tx, tx.rows(_EVENTS, ids=ids)) if ids else []
    shown = (event for event in events if not event.facets.private and not event.erased)
    return tuple(sorted(shown, key=lambda event: event.seq))


def to_memories(tx: Tx, rows: Sequence[MemoryRow]) -> list[KeptMemory]:
    """The values of rows, in their order."""
    if not rows:
        return []
    sources: dict[str, list[str]] = defaultdict(list)
    for source in tx.rows(_SOURCES, memories=sorted({row.id for row in rows})):
        sources[source.memory_id].append(source.event_id)
    return [_to_memory(row, tuple(sources[row.id])) for row in rows]


def _to_memory(row: MemoryRow, sources: tuple[str, ...]) -> KeptMemory:
    return KeptMemory(
        id=row.id,
        person_id=row.person_id,
        kind=MemoryKind(row.kind),
        text=row.text,
        topic=row.topic,
        about=row.about,
        about_member=row.about_member,
        said_by=row.said_by,
        hearsay=row.hearsay,
        at=row.at,
        made_at=row.made_at,
        first=row.first,
        through=row.through,
        superseded_by=row.superseded_by,
        pinned=row.pinned,
        edited_by=row.edited_by,
        stand_in=row.stand_in,
        sources=sources,
    )


def index_memory(tx: Tx, row: MemoryRow) -> None:
    """Let it be found by its words, and by the names of its subject and of whoever said it. The index is that of
    lines, a person in the place of a world, and the memory's number in the place of a line's."""
    tx.insert(LineTermRow, *({"key": key, "heard": row.number, "tenant": tx.tenant} for key in _keys(row)))


def take_out_memory(tx: Tx, row: MemoryRow) -> None:
    """Let a memory leave with all that belongs to it. What it had taken the place of holds again, or what it was
    an edit of, unless that goes too."""
    for earlier in tx.all(_REPLACED, memory=row.id):
        earlier.superseded_by = row.superseded_by
    tx.entities.save()
    tx.run(_FORGET_TERMS, number=row.number, keys=_keys(row))
    tx.run(_FORGET_SOURCES, memory=row.id)
    tx.run(_FORGET_MEMBERS, memory=row.id)
    tx.run(_FORGET, memory=row.id)


def _keys(row: MemoryRow) -> list[int]:
    spoken = f"{row.text} {row.topic} {row.about}"
    return sorted(line_keys(row.person_id, row.about, spoken) | line_keys(row.person_id, row.said_by, row.topic))
