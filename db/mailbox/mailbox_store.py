"""tx1, the mailbox: what humans say as it comes in, edited and deleted too."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.casts.persona_updates import lock_with_lives
from db.cycle.rhythm_beats import human_spoke
from db.erasure.erasing import NOBODY_ANY_MORE, erase_events
from db.erasure.member_forgetting import forget_in, worlds_of
from db.mailbox.question_store import ask
from db.mailbox.stop_obeying import heed
from db.perception.line_readers import anyone_has_read, readers_of
from db.perception.line_taking import read_elsewhere
from db.record.event_appending import append, changed
from db.record.event_reading import event_of
from db.record.line_index import index_again
from db.record.muted_members import muted_in
from db.schema.kind_filters import HUMAN, MAKING_MESSAGES, PERSON, WITH_WORDS, facets_of, one_of
from db.schema.tables.event_tables import EventRow, EventTextRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import WorldRow
from db.sessions.admission import admitted, note_line
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.ports import Posted, PublicQuestion, ReadStop
from troupe.worlds.events.revised import Revised
from troupe.worlds.events.said import Said
from troupe.worlds.events.whispered import Whispered
from troupe.worlds.transcript import Event, HumanAuthor, HumanMessage
from troupe.worlds.world import WorldStatus


class SqlMailbox:
    """See troupe.ports.Mailbox."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def post(self, world_id: str, message: HumanMessage, read_stop: ReadStop) -> Posted:
        return await self._tenancy.write(lambda tx: _post(tx, world_id, message, read_stop))

    async def ask(
        self, world_id: str, question: HumanMessage, shown: str, lease: float, read_stop: ReadStop
    ) -> PublicQuestion:
        return await self._tenancy.write(lambda tx: ask(tx, world_id, question, shown, lease, read_stop))

    async def revise(self, world_id: str, message_id: str, text: str, at: datetime) -> Event | None:
        return await self._tenancy.write(lambda tx: _revise(tx, world_id, message_id, text, at))

    async def writer(self, world_id: str, message_id: str) -> HumanAuthor | None:
        return await self._tenancy.read(lambda tx: _writer(tx, world_id, message_id))

    async def erase(self, world_id: str, message_ids: Sequence[str]) -> int:
        return await self._tenancy.write(lambda tx: _erase(tx, world_id, message_ids))

    async def forget(self, member_id: str) -> dict[str, int]:
        erased: dict[str, int] = {}
        for world_id in await self._tenancy.read(lambda tx: worlds_of(tx, member_id)):
            erased[world_id] = await self._tenancy.write(
                partial(forget_in, world_id=world_id, member_id=member_id)
            )
        return erased

    async def last_order(self, world_id: str, place: str) -> int | None:
        def newest(tx: Tx) -> int | None:
            query = select(func.max(EventRow.platform_order)).where(
                EventRow.tenant == tx.tenant,
                EventRow.world_id == tx.world(world_id).id,
                EventRow.place == place,
                col(EventRow.platform_order).is_not(None),
            )
            return tx.value(query)

        return await self._tenancy.read(newest)

    async def places(self, world_id: str) -> tuple[str, ...]:
        return await self._tenancy.read(lambda tx: _places(tx, world_id))

    async def person_of_message(self, message_id: str) -> str | None:
        return await self._tenancy.read(lambda tx: _speaker(tx, message_id))


_BY_MESSAGE = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    EventRow.world_id == given("world"),
    EventRow.message_id == given("message"),
)
_EVENT = table_of(EventRow).c
_POSTED = select_columns(_EVENT.id).where(
    _EVENT.tenant == given("tenant"),
    _EVENT.world_id == given("world"),
    _EVENT.message_id == given("message"),
)
_BY_PART = select(LineRow.event_id).where(
    LineRow.tenant == given("tenant"),
    LineRow.world_id == given("world"),
    LineRow.message_id == given("message"),
    one_of(col(LineRow.kind), MAKING_MESSAGES),
)


def _post(tx: Tx, world_id: str, message: HumanMessage, read_stop: ReadStop) -> Posted:
    world = tx.lock_world(world_id) if message.replaces is None else lock_with_lives(tx, world_id)
    if world.status == WorldStatus.CLOSED.value or tx.value(_POSTED, world=world.id, message=message.message_id):
        return Posted(event=None)
    readers = _take_place(tx, world, message.replaces)
    author = admitted(tx, world, message.author)
    if author is None or any(member.id == message.author.id for member in muted_in(tx, world)):
        return _unheard(tx, world, message, read_stop, invited=author is not None)
    target = None if message.reply_to is None else known_event(tx, world, message.reply_to)
    event = append(
        tx,
        world,
        Whispered if message.private else Said,
        author,
        text=message.text,
        place=message.place,
        at=message.at,
        target=None if target is None else target.id,
        addressed=_addressed(message, target),
        mentions_bot=message.mentions_bot,
        message_id=message.message_id,
        platform_order=message.order,
    )
    note_line(tx, world, message.author.id, event.id)
    world.calls_since_human = 0
    human_spoke(tx, world)
    if readers and event.heard is not None:
        read_elsewhere(tx, world, event.heard, readers)
    if message.hold:
        _hold(tx, world, message.hold)
    stopped = heed(tx, world, message, read_stop, event.id)
    return Posted(event=event, stopped=stopped)


def _take_place(tx: Tx, world: WorldRow, message_id: str | None) -> set[str]:
    """The message stands for an earlier one, which leaves; the ids of those who have read that."""
    earlier = None if message_id is None else known_event(tx, world, message_id)
    if earlier is None:
        return set()
    world.hold_until = None
    readers = readers_of(tx, world, earlier)
    erase_events(tx, world, (earlier,), gone=(message_id or "",))
    return readers


def _hold(tx: Tx, world: WorldRow, seconds: float) -> None:
    """Hold the floor for some seconds. A hold is not put off again while it lasts: the floor of a
    lively channel would never be granted."""
    if world.hold_until is None or world.hold_until <= tx.now:
        world.hold_until = tx.now + timedelta(seconds=seconds)


def _unheard(tx: Tx, world: WorldRow, message: HumanMessage, read_stop: ReadStop, *, invited: bool) -> Posted:
    """A message by someone for whom this world is muted, or who does not take part in its session: that there was
    one is kept, so that catching up goes on behind it, but not a word of it, nor whose it was. A stop is a stop,
    whoever asks for it."""
    event = append(
        tx,
        world,
        Said,
        HumanAuthor(id=NOBODY_ANY_MORE, name=""),
        place=message.place,
        at=message.at,
        message_id=message.message_id,
        platform_order=message.order,
        erased=True,
    )
    stopped = heed(tx, world, message, read_stop, event.id, by="a member")
    return Posted(event=event, stopped=stopped, invited=invited)


def _addressed(message: HumanMessage, target: EventRow | None) -> tuple[str, ...]:
    """The people whom the platform itself names: as handed over, and the person whose line is replied to."""
    if target is None or target.author_kind != PERSON or target.author_id is None:
        return message.addressed
    return tuple(dict.fromkeys((*message.addressed, target.author_id)))


def known_event(tx: Tx, world: WorldRow, message_id: str) -> EventRow | None:
    """The event of a platform message: a human's, or any part of a person's speech."""
    event = tx.first(_BY_MESSAGE, world=world.id, message=message_id)
    if event is not None:
        return event
    part = tx.value(_BY_PART, world=world.id, message=message_id)
    return None if part is None else tx.get(EventRow, part)


def _writer(tx: Tx, world_id: str, message_id: str) -> HumanAuthor | None:
    event = known_event(tx, tx.world(world_id), message_id)
    if event is None or event.erased or event.author_kind != HUMAN:
        return None
    return HumanAuthor(id=event.author_id or "", name=event.author_name or "")


def _revise(tx: Tx, world_id: str, message_id: str, text: str, at: datetime) -> Event | None:
    world = tx.lock_world(world_id)
    event = known_event(tx, world, message_id)
    if event is None or event.erased or event.author_kind != HUMAN:
        return None
    stored = tx.get(EventTextRow, event.id)
    before = "" if stored is None else stored.text
    if before == text:
        return event_of(tx, event.id)
    if stored is None:
        tx.add(EventTextRow(event_id=event.id, tenant=tx.tenant, text=text))
    else:
        stored.text = text
    changed(event)
    index_again(tx, event, before, text)
    if anyone_has_read(tx, event) and not facets_of(event).private:
        author = HumanAuthor(id=event.author_id or "", name=event.author_name or "")
        append(tx, world, Revised, author, text=text, place=event.place, at=at, target=event.id)
    return event_of(tx, event.id)


def _erase(tx: Tx, world_id: str, message_ids: Sequence[str]) -> int:
    world = lock_with_lives(tx, world_id)
    events = {event.id: event for message_id in message_ids if (event := known_event(tx, world, message_id))}
    return erase_events(tx, world, events.values(), gone=message_ids)


def _places(tx: Tx, world_id: str) -> tuple[str, ...]:
    world = tx.world(world_id)
    query = (
        select(EventRow.place)
        .where(
            EventRow.tenant == tx.tenant,
            EventRow.world_id == world.id,
            col(EventRow.platform_order).is_not(None),
        )
        .distinct()
    )
    heard_in = sorted(tx.values(query))
    first = () if world.channel_id is None else (world.channel_id,)
    return tuple(dict.fromkeys((*first, *heard_in)))


def _speaker(tx: Tx, message_id: str) -> str | None:
    query = select(LineRow.person_id).where(
        LineRow.tenant == tx.tenant, LineRow.message_id == message_id, one_of(col(LineRow.kind), WITH_WORDS)
    )
    return tx.value(query)
