"""A world copied as it stood before one of its events: the record, its people with their states of mind and their
memories, and how far each of them had come. An erasure follows from every line to its copy, and from everyone to
who they are here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from db.memory.memory_copying import MemoryCopying
from db.minds.mind_keeping import bring_state_as_of
from db.record.event_appending import FIRST, home
from db.record.line_index import index_line
from db.schema.tables.event_tables import ConfidantRow, EventRow, EventTextRow, PassageRow, SourceRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import MuteRow, PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.events.marks.joined import Joined
from troupe.worlds.events.marks.left import Left
from troupe.worlds.transcript import Delivery
from troupe.worlds.world import WorldStatus

_IN_WORLD = (EventRow.tenant == given("tenant"), EventRow.world_id == given("world"))
_BEFORE = select(EventRow).where(*_IN_WORLD, EventRow.seq < given("seq")).order_by(col(EventRow.seq))
_TEXTS = (
    select(EventTextRow)
    .join(EventRow, col(EventRow.id) == col(EventTextRow.event_id))
    .where(*_IN_WORLD, EventRow.seq < given("seq"))
)
_EVERYONE = (
    select(PersonRow)
    .where(PersonRow.tenant == given("tenant"), PersonRow.world_id == given("world"))
    .order_by(col(PersonRow.seat))
)
_NEXT_TURN = (
    select(TurnRow.read_before)
    .where(
        TurnRow.tenant == given("tenant"), TurnRow.person_id == given("person"), TurnRow.through > given("heard")
    )
    .order_by(col(TurnRow.fence))
    .limit(1)
)
_CONFIDANTS = select(ConfidantRow).where(
    ConfidantRow.tenant == given("tenant"),
    ConfidantRow.world_id == given("world"),
    ConfidantRow.heard <= given("heard"),
)
_PASSAGES = select(PassageRow).where(
    PassageRow.tenant == given("tenant"),
    PassageRow.person_id == given("person"),
    PassageRow.last <= given("heard"),
)
_MUTES = select(MuteRow).where(MuteRow.tenant == given("tenant"), MuteRow.world_id == given("world"))
_ON_ITS_WAY = (Delivery.PENDING.value, Delivery.UNKNOWN.value)


@dataclass(frozen=True, slots=True)
class WorldCopy:
    """The copy, and under which ids its people and events are known there, by those that they had."""

    world: WorldRow
    people: Mapping[str, PersonRow]
    events: Mapping[str, str]


def copy_world(tx: Tx, origin: WorldRow, seed: int, before: EventRow | None) -> WorldCopy:
    """Copy a world that is ours, without its channel, as it stood before this event, or as it is."""
    seq = origin.seq + 1 if before is None else before.seq
    record = _record(tx, origin, seq, before)
    heard = max((event.heard for event in record if event.heard is not None), default=0)
    world = tx.add(
        WorldRow(
            id=tx.ids(),
            tenant=tx.tenant,
            name=origin.name,
            mode=origin.mode,
            status=WorldStatus.OPEN.value,
            seed=seed,
            caps=origin.caps,
            opened_at=tx.now,
            seq=seq - 1,
            heard=heard,
            said=heard,
            decided=heard,
        )
    )
    people = _people(tx, origin, world, record, heard)
    events = _events(tx, origin, world, record, people)
    _mutes(tx, origin, world)
    for former_id, person in people.items():
        bring_state_as_of(tx, world, person, former_id, seq - 1)
    MemoryCopying(tx, world, people, events, None if before is None else before.at).copy(origin)
    tx.insert(
        ConfidantRow,
        *(
            {"person_id": people[row.person_id].id, "heard": row.heard, "tenant": tx.tenant, "world_id": world.id}
            for row in tx.all(_CONFIDANTS, world=origin.id, heard=heard)
            if row.person_id in people
        ),
    )
    tx.tell_others()
    return WorldCopy(world, people, events)


def _record(tx: Tx, origin: WorldRow, seq: int, before: EventRow | None) -> Sequence[EventRow]:
    """What had been said, and perceived, by then: without lines that were still on their way to the channel."""
    limit = None if before is None else before.heard
    return [
        event
        for event in tx.all(_BEFORE, world=origin.id, seq=seq)
        if event.delivery not in _ON_ITS_WAY and (limit is None or event.heard is None or event.heard < limit)
    ]


def _people(
    tx: Tx, origin: WorldRow, world: WorldRow, record: Sequence[EventRow], heard: int
) -> dict[str, PersonRow]:
    """Everyone who had come by then, gone again or not, by the id that they had."""
    joined = {event.author_id for event in record if event.kind == Joined.word()}
    left = {event.author_id: event for event in record if event.kind == Left.word()}
    people: dict[str, PersonRow] = {}
    for former in tx.all(_EVERYONE, world=origin.id):
        if former.id not in joined:
            continue
        gone = former.id in left
        cursor: int | None = tx.value(_NEXT_TURN, person=former.id, heard=heard)
        hushed = former.hushed_after
        people[former.id] = tx.add(
            PersonRow(
                id=tx.ids(),
                tenant=tx.tenant,
                world_id=world.id,
                seat=former.seat,
                name=former.name,
                name_key=former.name_key,
                content=former.content,
                ref=former.ref,
                slug=former.slug,
                state=type(former.state)(),
                quiet=former.quiet,
                hushed_after=None if hushed is None or hushed > heard else hushed,
                talkativeness=former.talkativeness,
                relations=former.relations,
                history_from=former.history_from,
                joined_heard=former.joined_heard,
                hears_from=former.hears_from,
                hears_through=former.hears_through if gone else None,
                read_through=min(heard, former.read_through if cursor is None else cursor),
                joined_at=former.joined_at,
                left_at=former.left_at if gone else None,
                former_id=former.id,
            )
        )
    tx.cast_changed(world.id)
    return people


def _events(
    tx: Tx, origin: WorldRow, world: WorldRow, record: Sequence[EventRow], people: Mapping[str, PersonRow]
) -> dict[str, str]:
    """Copy the record, under the same places in it; returns the ids of copies, by those of the lines."""
    seq = world.seq + 1
    texts = {row.event_id: row.text for row in tx.all(_TEXTS, world=origin.id, seq=seq)}
    ids = {event.id: tx.ids() for event in record}
    for event in record:
        author = people.get(event.author_id or "")
        text = texts.get(event.id, "")
        tx.insert(
            EventRow,
            {
                "id": ids[event.id],
                "tenant": tx.tenant,
                "world_id": world.id,
                "seq": event.seq,
                "heard": event.heard,
                "at": event.at,
                "kind": event.kind,
                "author_kind": event.author_kind,
                "author_id": event.author_id if author is None else author.id,
                "author_name": event.author_name,
                "place": home(world) if event.place == home(origin) else event.place,
                "target": ids.get(event.target or ""),
                "addressed": tuple(people[one].id for one in event.addressed if one in people),
                "mentions_bot": event.mentions_bot,
                "message_id": None,
                "platform_order": None,
                "delivery": event.delivery,
                "stand_in": event.stand_in,
                "audience": event.audience,
                "moot": event.moot,
                "erased": event.erased,
                "version": FIRST,
                "turn_id": None,
            },
        )
        tx.insert(SourceRow, {"event_id": ids[event.id], "source_id": event.id, "tenant": tx.tenant})
        if text and not event.erased:
            tx.insert(EventTextRow, {"event_id": ids[event.id], "tenant": tx.tenant, "text": text})
            index_line(tx, event.kind, world.id, event.heard, event.author_name or "", text)
    for former_id, person in people.items():
        tx.insert(
            PassageRow,
            *(
                {
                    "person_id": person.id,
                    "last": row.last,
                    "first": row.first,
                    "tenant": tx.tenant,
                    "turn_id": row.turn_id,
                }
                for row in tx.all(_PASSAGES, person=former_id, heard=world.heard)
            ),
        )
    return ids


def _mutes(tx: Tx, origin: WorldRow, world: WorldRow) -> None:
    """Members for whom the people are muted stay so: their lines stand in no prompt here either."""
    if not origin.mutes:
        return
    rows = tx.all(_MUTES, world=origin.id)
    tx.insert(
        MuteRow,
        *(
            {
                "world_id": world.id,
                "user_id": row.user_id,
                "tenant": tx.tenant,
                "name": row.name,
                "since": row.since,
            }
            for row in rows
        ),
    )
    world.mutes = len(rows)
