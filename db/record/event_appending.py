"""Appending to the record of a world, and letting its people perceive what was appended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from db.record.line_index import index_line, index_text
from db.schema.columns.column_types import utc
from db.schema.row_mapping import author_columns
from db.schema.tables.event_tables import ConfidantRow, EventRow, EventTextRow, WaitingRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.transaction import Tx
from troupe.memory.experience import SILENCE, SPAN
from troupe.worlds.events.marks.notice import Notice
from troupe.worlds.outbox import Offer, RowStatus
from troupe.worlds.outbox.house_notice_row import HouseNoticeRow
from troupe.worlds.outbox.outbox_row import AnyRow
from troupe.worlds.outbox.pin_row import PinRow
from troupe.worlds.sessions.session_move import LineSpeaker
from troupe.worlds.transcript import AnyEvent, Audience, Author, Delivery, Event, PersonAuthor, SystemAuthor

FIRST = 0
"""The version of an event just added (see db.record.event_reading)."""
_READING = timedelta(minutes=1)
"""The time in which those who hear a line mostly have read it."""
_AnyEvent = TypeVar("_AnyEvent", bound=AnyEvent)


def append(
    tx: Tx,
    world: WorldRow,
    kind: type[_AnyEvent],
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
    erased: bool = False,
    turn_id: str | None = None,
    moot: bool = False,
) -> _AnyEvent:
    """Add an event with the world's next `seq`, perceived at once by the audience of its kind: unless it has to
    be delivered first, or is nothing but the trace of one erased. What is `moot` is read at once: nobody has to
    answer it."""
    world.seq += 1
    there = delivery in (None, Delivery.SENT) and not erased
    audience = kind.facets.audience if there else Audience.NOBODY
    author_kind, author_id, author_name = author_columns(author)
    event = kind(
        id=tx.ids(),
        world_id=world.id,
        seq=world.seq,
        heard=None if audience is Audience.NOBODY else _next_heard(tx, world, audience, moot=moot),
        at=utc(at or tx.now),
        author=author,
        place=home(world) if place is None else place,
        text=text,
        erased=erased,
        target=target,
        addressed=addressed,
        mentions_bot=mentions_bot,
        message_id=message_id,
        delivery=delivery,
        stand_in=stand_in,
    )
    tx.insert(
        EventRow,
        {
            "id": event.id,
            "tenant": tx.tenant,
            "world_id": event.world_id,
            "seq": event.seq,
            "heard": event.heard,
            "at": event.at,
            "kind": event.kind,
            "author_kind": author_kind,
            "author_id": author_id,
            "author_name": author_name,
            "place": event.place,
            "target": event.target,
            "addressed": event.addressed,
            "mentions_bot": event.mentions_bot,
            "message_id": event.message_id,
            "platform_order": platform_order,
            "delivery": None if event.delivery is None else event.delivery.value,
            "stand_in": event.stand_in,
            "audience": audience.value,
            "moot": moot,
            "erased": event.erased,
            "version": FIRST,
            "turn_id": turn_id,
        },
    )
    tx.events.put((event.id, FIRST), event)
    if text:
        tx.insert(EventTextRow, {"event_id": event.id, "tenant": tx.tenant, "text": text})
        index_line(tx, event.kind, world.id, event.heard, author_name or "", text)
    if audience.is_told:
        _call(tx, world, author_id, addressed, private=kind.facets.private, moot=moot)
    return event


def perceive(tx: Tx, world: WorldRow, event: EventRow, audience: Audience, words: str | None = None) -> None:
    """Let those present perceive an event that was appended before, now that they can; `words` is its text, if it
    is known."""
    event.heard = _next_heard(tx, world, audience)
    event.audience = audience.value
    changed(event)
    if words is None:
        index_text(tx, event)
    else:
        index_line(tx, event.kind, event.world_id, event.heard, event.author_name or "", words)
    if audience.is_told:
        _call(tx, world, event.author_id, event.addressed, private=audience is Audience.ADDRESSED)


def changed(event: EventRow) -> None:
    """To be called whenever an event or its text becomes another one than it was (see db.record.event_reading)."""
    event.version += 1


def _next_heard(tx: Tx, world: WorldRow, audience: Audience, *, moot: bool = False) -> int:
    world.heard += 1
    if audience.is_told and not moot:
        world.said = world.heard
        _let_remember(tx, world)
        tx.tell_others()
    return world.heard


def _let_remember(tx: Tx, world: WorldRow) -> None:
    """Have somebody look whether memories are to be made: after so many lines, or when there is silence."""
    at = tx.now + (_READING if world.heard % SPAN == 0 else timedelta(seconds=SILENCE))
    if world.consolidate_at is None or at < world.consolidate_at:
        world.consolidate_at = at


def _call(
    tx: Tx,
    world: WorldRow,
    author_id: str | None,
    addressed: Sequence[str],
    *,
    private: bool,
    moot: bool = False,
) -> None:
    """Have the newest line wait for those present whom the platform says it is for; they alone hear it if it is
    `private`."""
    callees = [person for person in tx.people(world.id) if person.id in addressed] if addressed else []
    rows: list[dict[str, object]] = [
        {"person_id": person.id, "heard": world.heard, "tenant": tx.tenant, "world_id": world.id}
        for person in callees
        if person.id != author_id
    ]
    if not moot:
        tx.insert(WaitingRow, *({**row, "addressed": True} for row in rows))
    if private:
        tx.insert(ConfidantRow, *rows)


def home(world: WorldRow) -> str:
    """Where things happen that have no place of their own: the channel; a headless world is one place."""
    return world.channel_id or ""


def author_of(person: PersonRow) -> PersonAuthor:
    return PersonAuthor(id=person.id, name=person.name)


def mark_in_record(tx: Tx, world: WorldRow, kind: type[AnyEvent], text: str, *, target: str | None = None) -> None:
    """Add a mark of the house: halted, resumed, mode, … What is marked may change what is due. `target` is the
    event that caused it."""
    tx.tell_others()
    append(tx, world, kind, SystemAuthor(), text=text, target=target)


def post_notice(
    tx: Tx,
    world: WorldRow,
    text: str,
    *,
    place: str | None = None,
    kind: type[AnyEvent] = Notice,
    offers: tuple[Offer, ...] = (),
    pinned: bool = False,
) -> None:
    """Record a line in the bot's own name and, where there is a channel, queue it under the present epoch."""
    headless = world.channel_id is None
    delivery = Delivery.SENT if headless else Delivery.PENDING
    event = append(tx, world, kind, SystemAuthor(), text=text, place=place, delivery=delivery)
    if not headless:
        enqueue(tx, world, event, HouseNoticeRow, (text,), offers=offers)
        if pinned:
            enqueue(tx, world, event, PinRow, ("",))


def enqueue(
    tx: Tx,
    world: WorldRow,
    event: Event | EventRow,
    kind: type[AnyRow],
    texts: tuple[str, ...],
    *,
    person: PersonRow | None = None,
    speaker: LineSpeaker | None = None,
    target_message: str | None = None,
    webhook_id: str | None = None,
    offers: tuple[Offer, ...] = (),
) -> None:
    """Queue an event's messages, one a text, each with the world's next outbox `seq`: said by this person, or by
    a moderator person, who is none of the world. Offers stand under the last."""
    tx.tell_others()
    if person is not None:
        speaker = LineSpeaker(name=person.name, slug=person.ref.slug)
    lines: list[dict[str, object]] = []
    for part, text in enumerate(texts):
        world.outbox_seq += 1
        lines.append(
            {
                "id": tx.ids(),
                "tenant": tx.tenant,
                "world_id": world.id,
                "seq": world.outbox_seq,
                "kind": kind.word(),
                "status": RowStatus.PENDING.value,
                "epoch": world.epoch,
                "channel_id": world.parent_id or home(world),
                "place": event.place,
                "event_id": event.id,
                "person_id": None if person is None else person.id,
                "name": "" if speaker is None else speaker.name,
                "slug": "" if speaker is None else speaker.slug,
                "text": text,
                "offers": offers if part == len(texts) - 1 else (),
                "part": part,
                "parts": len(texts),
                "target_message": target_message if part == 0 else None,
                "due_at": tx.lease_now,
                "not_before": None,
                "blocked_since": None,
                "marked_at": None,
                "lease_until": None,
                "owner": None,
                "attempts": 0,
                "message_id": None,
                "webhook_id": webhook_id,
                "stand_in": event.stand_in,
                "reason": "",
            }
        )
    tx.insert(LineRow, *lines)
    tx.queued.extend(tx.entities.of(LineRow, line) for line in lines)
