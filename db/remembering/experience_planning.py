"""Cutting what people have read into experiences, and saying of which ones memories are to be made now."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select

from db.memory.experience_lines import lines_of, read_for_good
from db.record.event_reading import KEYS, known
from db.schema.tables.event_tables import EventRow
from db.schema.tables.job_tables import JobRow
from db.schema.tables.memory_tables import ExperienceRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.memory.experience import FEW, SILENCE, SPAN, ExperienceKey, SharedExperience
from troupe.worlds.text.shown_lines import length
from troupe.worlds.world import WorldStatus

MOST_AT_ONCE = 8
"""Experiences cut for one person at one go: who has read very much goes on at the next look."""
MOST_ATTEMPTS = 4
RETRY = timedelta(minutes=10)
_SOON = timedelta(seconds=1)
_DUE = (
    select(WorldRow.id)
    .where(
        WorldRow.tenant == given("tenant"),
        col(WorldRow.consolidate_at) <= given("now"),
        WorldRow.status == WorldStatus.OPEN.value,
    )
    .order_by(col(WorldRow.id))
)
_LATEST = (
    select(ExperienceRow)
    .where(ExperienceRow.tenant == given("tenant"), ExperienceRow.person_id == given("person"))
    .order_by(col(ExperienceRow.through).desc())
    .limit(1)
)
_WAITING = (
    select(ExperienceRow)
    .where(
        ExperienceRow.tenant == given("tenant"),
        ExperienceRow.world_id == given("world"),
        col(ExperienceRow.made_at).is_(None),
    )
    .order_by(col(ExperienceRow.through), col(ExperienceRow.first), col(ExperienceRow.person_id))
)
_ASKED_FOR = select(JobRow.id).where(
    JobRow.tenant == given("tenant"), JobRow.key == given("key"), col(JobRow.ended_at).is_(None)
)
_NEWEST = KEYS.where(table_of(EventRow).c.world_id == given("world"), table_of(EventRow).c.heard == given("heard"))


def due_worlds(tx: Tx) -> tuple[str, ...]:
    """See troupe.ports.Experiences.due."""
    return tuple(tx.values(_DUE, now=tx.now))


def plan(tx: Tx, world_id: str) -> tuple[SharedExperience, ...]:
    """See troupe.ports.Experiences.plan."""
    world = tx.lock_world(world_id)
    if world.consolidate_at is None or world.consolidate_at > tx.now or world.status != WorldStatus.OPEN.value:
        return ()
    quiet_at = _quiet_at(tx, world)
    more = [_cut(tx, world, person, silent=quiet_at <= tx.now) for person in tx.people(world.id)]
    waiting = tx.all(_WAITING, world=world.id)
    shared = _shared(tx, world, waiting)
    if any(more):
        world.consolidate_at = tx.now + _SOON
    elif any(row.made_at is None for row in waiting):
        world.consolidate_at = tx.now + RETRY
    else:
        world.consolidate_at = None if quiet_at <= tx.now else quiet_at
    return shared


def _quiet_at(tx: Tx, world: WorldRow) -> datetime:
    """When there will have been silence for long enough, if nobody says anything more."""
    newest = known(tx, tx.rows(_NEWEST, world=world.id, heard=world.said))
    return (newest[0].at if newest else tx.now) + timedelta(seconds=SILENCE)


def _cut(tx: Tx, world: WorldRow, person: PersonRow, *, silent: bool) -> bool:
    """Cut what the person has read since: at places that are the same for everyone, so that one call may do for
    all of them, and where there is silence, at the end. Returns whether there is more."""
    latest = tx.first(_LATEST, person=person.id)
    start = max(0 if latest is None else latest.through, person.hears_from - 1, 0)
    end = read_for_good(tx, person)
    for _ in range(MOST_AT_ONCE):
        through = (start // SPAN + 1) * SPAN
        if through > end:
            if silent and end > start:
                _add(tx, world, person, start + 1, end)
            return False
        _add(tx, world, person, start + 1, through)
        start = through
    return True


def _add(tx: Tx, world: WorldRow, person: PersonRow, first: int, through: int) -> None:
    row = {"person_id": person.id, "through": through, "first": first, "tenant": tx.tenant, "world_id": world.id}
    tx.insert(ExperienceRow, {**row, "version": 0, "attempts": 0, "made_at": None, "reflected": False})


def _shared(tx: Tx, world: WorldRow, waiting: Sequence[ExperienceRow]) -> tuple[SharedExperience, ...]:
    """The waiting ones, together where people have witnessed the very same lines. What is too little, or has
    failed too often, is done with."""
    people = {person.id: person for person in tx.people(world.id)}
    alike: dict[tuple[int, int, tuple[str, ...]], list[ExperienceRow]] = defaultdict(list)
    lengths: dict[tuple[str, ...], int] = {}
    for row in waiting:
        person = people.get(row.person_id)
        lines = () if person is None else lines_of(tx, world, person, row.first, row.through)
        if len(lines) < FEW or row.attempts >= MOST_ATTEMPTS:
            row.made_at, row.reflected = tx.now, True
            continue
        ids = tuple(event.id for event in lines)
        lengths[ids] = sum(length(event) for event in lines)
        alike[row.first, row.through, ids].append(row)
    shared: list[SharedExperience] = []
    for (_, _, ids), rows in alike.items():
        keys = tuple(ExperienceKey(row.person_id, row.first, row.through, row.version) for row in rows)
        key = hashlib.sha256(repr(keys).encode()).hexdigest()
        if tx.value(_ASKED_FOR, key=key) is not None:
            continue
        for row in rows:
            row.attempts += 1
        shared.append(SharedExperience(world_id=world.id, keys=keys, length=lengths[ids], key=key))
    return tuple(shared)
