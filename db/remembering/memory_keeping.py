"""Keeping the memories that a job has made: once, numbered, with what they rest on, and with regard to what
members allowed."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.jobs.job_claim import ours
from db.memory.memory_rows import index_memory, to_memories
from db.record.event_appending import post_notice
from db.schema.tables.event_tables import EventRow
from db.schema.tables.memory_tables import ConsentRow, ExperienceRow, MemoryMemberRow, MemoryRow, MemorySourceRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.memory.experience import ExperienceKey, MadeMemories
from troupe.memory.superseding import known_already, overtaken, superseded
from troupe.worlds.jobs.job import Job
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind, NewMemory
from troupe.worlds.world import WorldStatus

MAY_WE = (
    "People here would like to remember what some of you tell about yourselves. They keep such facts only of "
    "members who allow it, with `/privacy remember-me`. Nobody is asked twice."
)
_EXPERIENCE = (
    select(ExperienceRow)
    .where(
        ExperienceRow.tenant == given("tenant"),
        ExperienceRow.person_id == given("person"),
        ExperienceRow.through == given("through"),
    )
    .with_for_update()
)
_ABOUT = select(MemoryRow).where(
    MemoryRow.tenant == given("tenant"),
    MemoryRow.person_id == given("person"),
    MemoryRow.kind == given("kind"),
    func.lower(col(MemoryRow.about)) == given("about"),
    col(MemoryRow.superseded_by).is_(None),
)
_EVENT = table_of(EventRow).c
_CITED = select_columns(func.max(_EVENT.heard).label("heard"), func.max(_EVENT.at).label("at")).where(
    _EVENT.tenant == given("tenant"), _EVENT.id.in_(bindparam("given_ids", expanding=True))
)
_CONSENTS = select(ConsentRow).where(
    ConsentRow.tenant == given("tenant"), col(ConsentRow.member_id).in_(bindparam("given_members", expanding=True))
)


def keep(tx: Tx, job: Job, made: Sequence[MadeMemories], *, stand_in: bool) -> bool:
    """See troupe.ports.Experiences.keep."""
    world = tx.lock_world(job.scope.id)
    if ours(tx, job) is None:
        return False
    people = tx.lock_people(item.key.person_id for item in made)
    refused: set[str] = set()
    for item in made:
        row = tx.first(_EXPERIENCE, person=item.key.person_id, through=item.key.through)
        if row is None or row.made_at is not None or row.version != item.key.version:
            continue
        row.made_at, row.attempts = tx.now, 0
        allowed = members_allowing(tx, {member for memory in item.memories for member in memory.members})
        for memory in item.memories:
            if set(memory.members) <= allowed or memory.kind is MemoryKind.EPISODE:
                keep_memory(tx, people[item.key.person_id], item.key, memory, job, stand_in=stand_in)
            elif memory.about_member is not None:
                refused.add(memory.about_member)
    _ask(tx, world, refused)
    return True


def members_allowing(tx: Tx, members: Collection[str]) -> set[str]:
    """Those of these members who allow it."""
    rows = tx.all(_CONSENTS, members=sorted(members)) if members else ()
    return {row.member_id for row in rows if row.since is not None}


def keep_memory(
    tx: Tx, person: PersonRow, key: ExperienceKey, memory: NewMemory, job: Job, *, stand_in: bool
) -> None:
    """Keep one memory, numbered and to be found, in the place of what it supersedes; none that is known already,
    and none whose grounds are gone. `key` has the places of all that stood in the prompt."""
    cited = tx.rows(_CITED, ids=list(memory.sources))[0]
    if cited.heard is None:
        return
    rows = tx.all(_ABOUT, person=person.id, kind=memory.kind.value, about=memory.about.lower())
    earlier = to_memories(tx, rows)
    if known_already(memory, earlier):
        return
    newer = overtaken(memory, cited.at, earlier)
    person.memories += 1
    row = tx.add(
        MemoryRow(
            id=tx.ids(),
            tenant=tx.tenant,
            world_id=person.world_id,
            person_id=person.id,
            number=person.memories,
            kind=memory.kind.value,
            text=memory.text,
            topic=memory.topic,
            about=memory.about,
            about_member=memory.about_member,
            said_by=memory.said_by,
            hearsay=memory.hearsay,
            at=cited.at,
            made_at=tx.now,
            first=key.first,
            through=key.through,
            newest=cited.heard,
            superseded_by=None if newer is None else newer.id,
            stand_in=stand_in,
            job_id=job.id,
        )
    )
    index_memory(tx, row)
    sources = dict.fromkeys(memory.sources)
    tx.insert(MemorySourceRow, *({"memory_id": row.id, "event_id": e, "tenant": tx.tenant} for e in sources))
    members = dict.fromkeys(memory.members)
    tx.insert(MemoryMemberRow, *({"memory_id": row.id, "member_id": m, "tenant": tx.tenant} for m in members))
    _supersede(rows, superseded(memory, cited.at, earlier), row)


def _supersede(rows: Sequence[MemoryRow], gone: Sequence[KeptMemory], by: MemoryRow) -> None:
    ids = {memory.id for memory in gone}
    for row in rows:
        if row.id in ids:
            row.superseded_by = by.id


def _ask(tx: Tx, world: WorldRow, members: Collection[str]) -> None:
    """Say in the channel how members allow it of whom there was something to remember: each is asked once."""
    if not members or world.channel_id is None or world.status != WorldStatus.OPEN.value:
        return
    rows = {row.member_id: row for row in tx.all(_CONSENTS, members=sorted(members))}
    unasked = [member for member in sorted(members) if member not in rows or rows[member].asked_at is None]
    for member in unasked:
        if member in rows:
            rows[member].asked_at = tx.now
        else:
            new = {"tenant": tx.tenant, "member_id": member, "since": None, "asked_at": tx.now}
            tx.insert_if_missing(ConsentRow, new)
    if unasked:
        post_notice(tx, world, MAY_WE)
