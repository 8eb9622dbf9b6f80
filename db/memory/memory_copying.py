"""The memories of people who are copied with their world: those that had been made by a point of the record, of
nothing but lines that were copied too. The copies keep the places of what they were made of, so an erased line
takes them along as it does the ones that they were copied from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.memory.memory_rows import index_memory
from db.schema.tables.event_tables import EventRow
from db.schema.tables.memory_tables import ExperienceRow, MemoryMemberRow, MemoryRow, MemorySourceRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.memory.experience import SILENCE
from troupe.worlds.memories.kept_memory import MemoryKind

_EVENT = table_of(EventRow).c
_IN_WORLD = (MemoryRow.tenant == given("tenant"), MemoryRow.world_id == given("world"))
_MEMORIES = select(MemoryRow).where(*_IN_WORLD).order_by(col(MemoryRow.person_id), col(MemoryRow.number))
_SOURCES = (
    select(MemorySourceRow)
    .join(MemoryRow, col(MemoryRow.id) == col(MemorySourceRow.memory_id))
    .where(*_IN_WORLD)
    .order_by(col(MemorySourceRow.memory_id), col(MemorySourceRow.event_id))
)
_MEMBERS = (
    select(MemoryMemberRow)
    .join(MemoryRow, col(MemoryRow.id) == col(MemoryMemberRow.memory_id))
    .where(*_IN_WORLD)
    .order_by(col(MemoryMemberRow.memory_id), col(MemoryMemberRow.member_id))
)
_EXPERIENCES = (
    select(ExperienceRow)
    .where(
        ExperienceRow.tenant == given("tenant"),
        ExperienceRow.world_id == given("world"),
        ExperienceRow.through <= given("heard"),
    )
    .order_by(col(ExperienceRow.person_id), col(ExperienceRow.through))
)
_PLACES = select_columns(_EVENT.id, _EVENT.heard).where(
    _EVENT.tenant == given("tenant"), _EVENT.world_id == given("world"), _EVENT.heard <= given("heard")
)


@dataclass(frozen=True, slots=True)
class MemoryCopying:
    """One copying of memories into `world`: of these people, by the ids that they had, resting on these events,
    by theirs. `until` is the time of the point, None where the whole record is copied."""

    tx: Tx
    world: WorldRow
    people: Mapping[str, PersonRow]
    events: Mapping[str, str]
    until: datetime | None

    def copy(self, origin: WorldRow) -> None:
        """Copy what the people of the other world, which is ours, kept in memory by then."""
        memories = self.tx.all(_MEMORIES, world=origin.id)
        experiences = self.tx.all(_EXPERIENCES, world=origin.id, heard=self.world.heard)
        if not memories and not experiences:
            return
        missing = self._missing(origin)
        sources: dict[str, list[str]] = defaultdict(list)
        for source in self.tx.all(_SOURCES, world=origin.id):
            sources[source.memory_id].append(source.event_id)
        kept = [
            row for row in memories if self._holds(row, missing) and self.events.keys() >= set(sources[row.id])
        ]
        self._copy(kept, sources, origin)
        lost = {row.id for row in memories} - {row.id for row in kept}
        thoughts = [row for row in memories if row.id in lost and row.kind == MemoryKind.REFLECTION.value]
        self._experiences(experiences, thoughts, missing)

    def _missing(self, origin: WorldRow) -> Sequence[int]:
        """The places of lines that were not copied: on their way then, and said later in the record."""
        rows = self.tx.rows(_PLACES, world=origin.id, heard=self.world.heard)
        return [row.heard for row in rows if row.id not in self.events]

    def _holds(self, row: MemoryRow | ExperienceRow, missing: Sequence[int]) -> bool:
        """It was made by then, and all that stood in its prompt is in the copy: an erasure would not reach it
        otherwise."""
        return (
            row.person_id in self.people
            and row.made_at is not None
            and (self.until is None or row.made_at <= self.until)
            and row.through <= self.world.heard
            and not any(row.first <= place <= row.through for place in missing)
        )

    def _copy(self, rows: Sequence[MemoryRow], sources: Mapping[str, Sequence[str]], origin: WorldRow) -> None:
        """A memory whose place was taken later holds again."""
        tx, ids = self.tx, {row.id: self.tx.ids() for row in rows}
        for row in rows:
            person = self.people[row.person_id]
            person.memories = max(person.memories, row.number)
            copy = MemoryRow(
                **row.model_dump(exclude={"id", "world_id", "person_id", "superseded_by"}),
                id=ids[row.id],
                world_id=self.world.id,
                person_id=person.id,
                superseded_by=ids.get(row.superseded_by or ""),
            )
            index_memory(tx, tx.add(copy))
            tx.insert(
                MemorySourceRow,
                *(
                    {"memory_id": copy.id, "event_id": self.events[event], "tenant": tx.tenant}
                    for event in sources[row.id]
                ),
            )
        tx.insert(
            MemoryMemberRow,
            *(
                {"memory_id": ids[member.memory_id], "member_id": member.member_id, "tenant": tx.tenant}
                for member in tx.all(_MEMBERS, world=origin.id)
                if member.memory_id in ids
            ),
        )

    def _experiences(
        self, rows: Sequence[ExperienceRow], thoughts: Sequence[MemoryRow], missing: Sequence[int]
    ) -> None:
        """What they had been made of is not gone over again. What waited then waits here, if they had read it;
        and what they thought over only later is yet to be thought over."""
        for row in rows:
            person, made = self.people.get(row.person_id), self._holds(row, missing)
            if person is None or (not made and row.through > person.read_through):
                continue
            later = any(
                thought.person_id == row.person_id
                and thought.first <= row.first
                and row.through <= thought.through
                for thought in thoughts
            )
            here = {"person_id": person.id, "world_id": self.world.id, "version": 0, "attempts": 0}
            self.tx.insert(
                ExperienceRow,
                {
                    **row.model_dump(),
                    **here,
                    "made_at": row.made_at if made else None,
                    "reflected": made and row.reflected and not later,
                },
            )
            if not made:
                self.world.consolidate_at = self.tx.now + timedelta(seconds=SILENCE)
