"""Memories as those who run a place change them: kept before one's eyes, put in other words, forgotten."""

from sqlmodel import col, select

from db.memory.experience_lines import members_of
from db.memory.memory_rows import index_memory, memory_row, take_out_memory, to_memories
from db.schema.tables.memory_tables import MemoryMemberRow, MemoryRow, MemorySourceRow
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import BadInput, Conflict
from troupe.memory.memory_subjects import KnownNames
from troupe.worlds.memories.kept_memory import KeptMemory

MOST_PINNED = 6
LONGEST = 500
"""Characters of a memory: it is paid for whenever it comes back."""
_PINNED = select(MemoryRow).where(
    MemoryRow.tenant == given("tenant"), MemoryRow.person_id == given("person"), col(MemoryRow.pinned)
)
_SOURCES = select(MemorySourceRow).where(
    MemorySourceRow.tenant == given("tenant"), MemorySourceRow.memory_id == given("memory")
)
_MEMBERS = select(MemoryMemberRow).where(
    MemoryMemberRow.tenant == given("tenant"), MemoryMemberRow.memory_id == given("memory")
)


def pin(tx: Tx, memory_id: str, *, pinned: bool) -> KeptMemory:
    """See troupe.ports.Memories.pin."""
    row = _locked(tx, memory_id)
    if pinned and not row.pinned:
        if row.superseded_by is not None:
            raise Conflict("that holds no longer; pin what took its place")
        if len(tx.all(_PINNED, person=row.person_id)) >= MOST_PINNED:
            raise Conflict(f"{MOST_PINNED} memories of one person can be pinned; let go of another first")
    row.pinned = pinned
    return to_memories(tx, (row,))[0]


def edit(tx: Tx, memory_id: str, text: str, by: str) -> KeptMemory:
    """See troupe.ports.Memories.edit."""
    former = _locked(tx, memory_id)
    words = " ".join(text.split())
    if not words or len(words) > LONGEST:
        raise BadInput(f"must have 1 to {LONGEST} characters", field="text")
    if former.superseded_by is not None:
        raise Conflict("that holds no longer; edit what took its place")
    members = {row.member_id for row in tx.all(_MEMBERS, memory=former.id)}
    world = tx.world(former.world_id)
    names = KnownNames([person.name for person in tx.people(world.id)], members_of(tx, world))
    if names.members_in(words) - members:
        raise BadInput("names a member whom it did not tell of: they have not allowed that", field="text")
    person = tx.lock_people((former.person_id,))[former.person_id]
    person.memories += 1
    row = tx.add(_edited(tx, former, person, words, by))
    index_memory(tx, row)
    for source in tx.all(_SOURCES, memory=former.id):
        tx.insert(MemorySourceRow, {"memory_id": row.id, "event_id": source.event_id, "tenant": tx.tenant})
    tx.insert(
        MemoryMemberRow, *({"memory_id": row.id, "member_id": m, "tenant": tx.tenant} for m in sorted(members))
    )
    former.superseded_by, former.pinned = row.id, False
    return to_memories(tx, (row,))[0]


def _edited(tx: Tx, former: MemoryRow, person: PersonRow, text: str, by: str) -> MemoryRow:
    return MemoryRow(
        id=tx.ids(),
        tenant=tx.tenant,
        world_id=former.world_id,
        person_id=person.id,
        number=person.memories,
        kind=former.kind,
        text=text,
        topic=former.topic,
        about=former.about,
        about_member=former.about_member,
        said_by=former.said_by,
        hearsay=former.hearsay,
        at=former.at,
        made_at=tx.now,
        first=former.first,
        through=former.through,
        newest=former.newest,
        pinned=former.pinned,
        edited_by=by,
        stand_in=False,
        job_id=former.job_id,
    )


def forget(tx: Tx, memory_id: str) -> KeptMemory:
    """See troupe.ports.Memories.forget."""
    row = _locked(tx, memory_id)
    memory = to_memories(tx, (row,))[0]
    take_out_memory(tx, row)
    tx.events.erased()
    return memory


def _locked(tx: Tx, memory_id: str) -> MemoryRow:
    """The memory, its world ours."""
    tx.lock_world(memory_row(tx, memory_id).world_id)
    return memory_row(tx, memory_id)
