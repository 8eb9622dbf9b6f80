"""Appending to the record of a world, and letting its people perceive what was appended."""

from datetime import datetime

from sqlmodel import col, select

from db.mapping import author_columns, to_event
from db.rows import EventRow, EventTextRow, LineRow, PersonRow, StimulusRow, WorldRow
from db.transaction import Tx
from troupe.worlds.outbox import RowKind, RowStatus
from troupe.worlds.stimulus import StimulusKind
from troupe.worlds.transcript import Author, Delivery, Event, EventKind, PersonAuthor, SystemAuthor


def append(
    tx: Tx,
    world: WorldRow,
    kind: EventKind,
    author: Author,
    *,
    text: str = "",
    place: str | None = None,
    at: datetime | None = None,
    target: str | None = None,
    addressed: tuple[str, ...] = (),
    mentions_bot: bool = False,
    message_id: str | None = None,
    platform_order: int | None = None,
    delivery: Delivery | None = None,
    stand_in: bool = False,
    turn_id: str | None = None,
) -> EventRow:
    """Add an event with the world's next `seq`. Nobody has perceived it yet."""
    world.seq += 1
    author_kind, author_id, author_name = author_columns(author)
    row = EventRow(
        id=tx.ids(),
        tenant=tx.tenant,
        world_id=world.id,
        seq=world.seq,
        at=at or tx.now,
        kind=kind.value,
        author_kind=author_kind,
        author_id=author_id,
        author_name=author_name,
        place=home(world) if place is None else place,
        target=target,
        addressed=addressed,
        mentions_bot=mentions_bot,
        message_id=message_id,
        platform_order=platform_order,
        delivery=None if delivery is None else delivery.value,
        stand_in=stand_in,
        turn_id=turn_id,
    )
    tx.add(row)
    if text:
        tx.add(EventTextRow(event_id=row.id, tenant=tx.tenant, text=text))
    return row


def home(world: WorldRow) -> str:
    """Where things happen that have no place of their own: the channel; a headless world is one place."""
    return world.channel_id or ""


def author_of(person: PersonRow) -> PersonAuthor:
    return PersonAuthor(id=person.id, name=person.name)


def mark_in_record(tx: Tx, world: WorldRow, kind: EventKind, text: str) -> EventRow:
    """Add a mark of the house: halted, resumed, mode, …"""
    return append(tx, world, kind, SystemAuthor(), text=text)


def perceive(tx: Tx, world: WorldRow, event: EventRow, *, awaits_answer: bool = True) -> None:
    """Give the event its place in the order of perception, and those present but its author their stimulus.

    `awaits_answer` is false for what people merely notice (a reaction): it joins their history as read, and
    the floor need not look at it.
    """
    hear(world, event)
    if awaits_answer:
        world.said = world.heard
    tx.add(
        *(
            StimulusRow(
                id=tx.ids(),
                tenant=tx.tenant,
                world_id=world.id,
                event_id=event.id,
                person_id=person.id,
                kind=StimulusKind.CONVERSATION.value,
                heard=world.heard,
                read_at=None if awaits_answer else tx.now,
            )
            for person in tx.people(world.id)
            if person.id != event.author_id
        )
    )


def hear(world: WorldRow, event: EventRow) -> None:
    """Allot the event's place in the order of perception, with nobody but its author to perceive it."""
    world.heard += 1
    event.heard = world.heard


def post_notice(
    tx: Tx, world: WorldRow, text: str, *, place: str | None = None, kind: EventKind = EventKind.NOTICE
) -> None:
    """Record a line in the bot's own name and, where there is a channel, queue it under the present epoch."""
    event = append(
        tx,
        world,
        kind,
        SystemAuthor(),
        text=text,
        place=place,
        delivery=Delivery.SENT if world.channel_id is None else Delivery.PENDING,
    )
    if world.channel_id is not None:
        enqueue(tx, world, event, RowKind.NOTICE, text)


def enqueue(
    tx: Tx,
    world: WorldRow,
    event: EventRow,
    kind: RowKind,
    text: str,
    *,
    person: PersonRow | None = None,
    part: int = 0,
    parts: int = 1,
    target_message: str | None = None,
) -> None:
    """Queue one message with the world's next outbox `seq`."""
    if world.channel_id is None:
        raise ValueError("a headless world has no channel to send to")
    world.outbox_seq += 1
    tx.add(
        LineRow(
            id=tx.ids(),
            tenant=tx.tenant,
            world_id=world.id,
            seq=world.outbox_seq,
            kind=kind.value,
            status=RowStatus.PENDING.value,
            epoch=world.epoch,
            channel_id=world.channel_id,
            place=event.place,
            event_id=event.id,
            person_id=None if person is None else person.id,
            name="" if person is None else person.name,
            slug="" if person is None else person.ref.slug,
            text=text,
            part=part,
            parts=parts,
            target_message=target_message,
            due_at=tx.now,
            stand_in=event.stand_in,
        )
    )


def event_of(tx: Tx, row: EventRow) -> Event:
    """The domain event of a row, with its text."""
    text = tx.db_session.exec(
        select(EventTextRow.text).where(EventTextRow.event_id == row.id, EventTextRow.tenant == tx.tenant)
    ).first()
    return to_event(row, text)


def events_by_id(tx: Tx, ids: set[str]) -> dict[str, Event]:
    """These events with their texts."""
    if not ids:
        return {}
    query = (
        select(EventRow, EventTextRow.text)
        .outerjoin(EventTextRow, col(EventTextRow.event_id) == col(EventRow.id))
        .where(EventRow.tenant == tx.tenant, col(EventRow.id).in_(ids))
    )
    return {row.id: to_event(row, text) for row, text in tx.db_session.exec(query).all()}
