"""Thinking over: which experiences of a person are due for it, what is shown of them, and what came of it."""

import hashlib

from sqlmodel import col, select

from db.jobs.job_claim import ours
from db.memory.experience_lines import lines_of
from db.memory.memory_rows import to_memories
from db.remembering.memory_keeping import keep_memory, members_allowing
from db.schema.tables.job_tables import JobRow
from db.schema.tables.memory_tables import ExperienceRow, MemoryRow
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.memory.experience import ExperienceKey
from troupe.worlds.jobs.job import Job
from troupe.worlds.memories.kept_memory import MemoryKind, NewMemory
from troupe.worlds.memories.reflection_asked import REFLECTED_AT_ONCE, ReflectionAsked, ReflectionNotes

MOST_ATTEMPTS = 3
_DUE = (
    select(ExperienceRow)
    .where(
        ExperienceRow.tenant == given("tenant"),
        ExperienceRow.person_id == given("person"),
        col(ExperienceRow.made_at).is_not(None),
        col(ExperienceRow.reflected).is_(False),
    )
    .order_by(col(ExperienceRow.through))
    .limit(REFLECTED_AT_ONCE)
)
_ONE = (
    select(ExperienceRow)
    .where(
        ExperienceRow.tenant == given("tenant"),
        ExperienceRow.person_id == given("person"),
        ExperienceRow.through == given("through"),
        col(ExperienceRow.made_at).is_not(None),
        col(ExperienceRow.reflected).is_(False),
    )
    .with_for_update()
)
_MADE = (
    select(MemoryRow)
    .where(
        MemoryRow.tenant == given("tenant"),
        MemoryRow.person_id == given("person"),
        MemoryRow.kind != MemoryKind.REFLECTION.value,
        MemoryRow.first >= given("first"),
        MemoryRow.through <= given("through"),
    )
    .order_by(col(MemoryRow.number))
)
_ASKED_FOR = select(JobRow.id).where(
    JobRow.tenant == given("tenant"), JobRow.key == given("key"), col(JobRow.ended_at).is_(None)
)


def due_reflections(tx: Tx, world_id: str) -> tuple[ReflectionAsked, ...]:
    """See troupe.ports.Experiences.reflections."""
    world = tx.lock_world(world_id)
    asked: list[ReflectionAsked] = []
    for person in tx.people(world.id):
        rows = tx.all(_DUE, person=person.id)
        if len(rows) < REFLECTED_AT_ONCE:
            continue
        experiences = tuple((row.through, row.version) for row in rows)
        key = hashlib.sha256(f"{person.id} {experiences}".encode()).hexdigest()
        if tx.value(_ASKED_FOR, key=key) is not None:
            continue
        memories = tx.all(_MADE, person=person.id, first=rows[0].first, through=rows[-1].through)
        for row in rows:
            row.attempts += 1
            row.reflected = row.attempts > MOST_ATTEMPTS or not memories
        if memories and not rows[0].reflected:
            length = sum(len(memory.text) for memory in memories)
            asked.append(
                ReflectionAsked(
                    world_id=world.id, person_id=person.id, experiences=experiences, length=length, key=key
                )
            )
    return tuple(asked)


def notes_of(tx: Tx, asked: ReflectionAsked) -> ReflectionNotes:
    """See troupe.ports.Experiences.notes."""
    person = tx.get(PersonRow, asked.person_id)
    rows = [tx.first(_ONE, person=asked.person_id, through=through) for through, _ in asked.experiences]
    if person is None or any(row is None for row in rows):
        return ReflectionNotes()
    known = [row for row in rows if row is not None]
    if any(row.version != version for row, (_, version) in zip(known, asked.experiences, strict=True)):
        return ReflectionNotes()
    first, through = known[0].first, known[-1].through
    world = tx.world(asked.world_id)
    memories = to_memories(tx, tx.all(_MADE, person=person.id, first=first, through=through))
    return ReflectionNotes(
        memories=tuple(memories),
        first=first,
        through=through,
        events=tuple(event.id for event in lines_of(tx, world, person, first, through)),
    )


def keep_reflections(
    tx: Tx, job: Job, asked: ReflectionAsked, memories: tuple[NewMemory, ...], *, stand_in: bool
) -> bool:
    """See troupe.ports.Experiences.reflect."""
    tx.lock_world(asked.world_id)
    if ours(tx, job) is None:
        return False
    person = tx.lock_people((asked.person_id,))[asked.person_id]
    rows = [tx.first(_ONE, person=person.id, through=through) for through, _ in asked.experiences]
    known = [row for row in rows if row is not None]
    versions = tuple((row.through, row.version) for row in known)
    if versions != asked.experiences:
        return True  # thought over already, or made anew: then it is asked for again
    allowing = members_allowing(tx, {member for memory in memories for member in memory.members})
    key = ExperienceKey(person.id, known[0].first, known[-1].through, 0)
    for memory in memories:
        if set(memory.members) <= allowing:
            keep_memory(tx, person, key, memory, job, stand_in=stand_in)
    for row in known:
        row.reflected = True
    return True
