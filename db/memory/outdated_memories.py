"""Memories that hold no longer: which one has taken their place, and what has become since of what an episode
tells."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam
from sqlmodel import col
from sqlmodel import select as select_rows

from db.memory.memory_rows import lines_by_id, to_memories
from db.schema.tables.memory_tables import MemoryRow, MemorySourceRow
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind
from troupe.worlds.scene import RecalledMemory

SINCE = 2
"""Facts told beside an episode, at most."""
_BY_ID = select_rows(MemoryRow).where(
    MemoryRow.tenant == given("tenant"), MemoryRow.person_id == given("person"), MemoryRow.id == given("memory")
)
_OUTDATED = (
    select_rows(MemoryRow)
    .join(MemorySourceRow, col(MemorySourceRow.memory_id) == col(MemoryRow.id))
    .where(
        MemoryRow.tenant == given("tenant"),
        MemoryRow.person_id == given("person"),
        col(MemorySourceRow.event_id).in_(bindparam("given_events", expanding=True)),
        col(MemoryRow.superseded_by).is_not(None),
    )
    .order_by(col(MemoryRow.number))
)


def outdated(tx: Tx, person: PersonRow, events: Collection[str]) -> Sequence[MemoryRow]:
    """The person's memories that rest on these lines and hold no longer."""
    return tx.all(_OUTDATED, person=person.id, events=sorted(events)) if events else ()


def newest_of(tx: Tx, person: PersonRow, row: MemoryRow) -> tuple[MemoryRow, MemoryRow | None]:
    """What has taken the place of a memory in the end, and what that took the place of; the memory itself if
    nothing has."""
    now, former = row, None
    while now.superseded_by is not None and (
        newer := tx.first(_BY_ID, person=person.id, memory=now.superseded_by)
    ):
        now, former = newer, now
    return now, former


def with_since(tx: Tx, person: PersonRow, told: Sequence[RecalledMemory]) -> tuple[RecalledMemory, ...]:
    """What went on, and what came of thinking it over, each with the lines that it rests on and what holds by now
    of the facts told in these: the old value would come back in it as if it still held."""
    event_ids = {event_id for item in told if _sums_up(item) for event_id in item.memory.sources}
    if not event_ids:
        return tuple(told)
    lines = {event.id: event for event in lines_by_id(tx, event_ids)}
    newest = _newest_facts(tx, person, event_ids)
    return tuple(
        item.model_copy(
            update={
                "since": _since(item.memory, newest),
                "grounds": tuple(lines[event_id] for event_id in item.memory.sources if event_id in lines),
            }
        )
        if _sums_up(item)
        else item
        for item in told
    )


def _sums_up(item: RecalledMemory) -> bool:
    return item.memory.kind is not MemoryKind.FACT


def _newest_facts(tx: Tx, person: PersonRow, events: Collection[str]) -> Mapping[str, list[KeptMemory]]:
    """By line: the facts that hold now of what it told."""
    rows = outdated(tx, person, events)
    newer = {row.id: newest_of(tx, person, row)[0] for row in rows if row.kind == MemoryKind.FACT.value}
    values = {
        memory.id: memory for memory in to_memories(tx, list({row.id: row for row in newer.values()}.values()))
    }
    facts: dict[str, list[KeptMemory]] = defaultdict(list)
    for old in to_memories(tx, [row for row in rows if row.id in newer]):
        for event_id in old.sources:
            facts[event_id].append(values[newer[old.id].id])
    return facts


def _since(memory: KeptMemory, newest: Mapping[str, list[KeptMemory]]) -> tuple[KeptMemory, ...]:
    """Not those that rest on the very lines of the memory: it tells of both itself."""
    facts = {fact.id: fact for event_id in memory.sources for fact in newest.get(event_id, ())}
    fresh = (fact for fact in facts.values() if not set(fact.sources) <= set(memory.sources))
    return tuple(sorted(fresh, key=lambda fact: fact.at))[-SINCE:]
