"""Taking back what people said: how it came about, out with it, and the same turn once more."""

from collections.abc import Iterable

from sqlalchemy import bindparam
from sqlmodel import col, select

from db.casts.persona_updates import lock_with_lives
from db.cycle.turn_ending import open_turns
from db.cycle.world_wakeup import set_wake
from db.erasure.erasing import erase_events
from db.jobs.job_budget import cost_of
from db.memory.memory_rows import lines_by_id, memories_by_id, memory_row
from db.perception.line_taking import unread_again
from db.record.event_appending import append
from db.record.event_reading import KEYS, event_of, known
from db.record.muted_members import muted_in
from db.schema.kind_filters import INNER, PERSON, REMOVABLE, WITH_WORDS, one_of
from db.schema.tables.event_tables import EventRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.turn_tables import DecisionRow, TurnRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.core.errors import Conflict, NotFound
from troupe.core.usage import Usage
from troupe.worlds.events.declined import Declined
from troupe.worlds.events.marks.redone import Redone
from troupe.worlds.events.marks.removed import Removed
from troupe.worlds.events.marks.reported import Reported
from troupe.worlds.floor_view import Redo
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.speech_account import Account
from troupe.worlds.transcript import AnyEvent, Event, HumanAuthor
from troupe.worlds.world import WorldStatus

_SPEECH = (
    select(EventRow)
    .join(LineRow, col(LineRow.event_id) == col(EventRow.id))
    .where(
        EventRow.tenant == given("tenant"),
        EventRow.world_id == given("world"),
        one_of(col(EventRow.kind), REMOVABLE),
        EventRow.author_kind == PERSON,
        col(EventRow.erased).is_(False),
        LineRow.message_id == given("message"),
        one_of(col(LineRow.kind), WITH_WORDS),
    )
)
_EVENT = table_of(EventRow).c
_LATEST = (
    select(EventRow.id)
    .where(
        EventRow.tenant == given("tenant"),
        EventRow.world_id == given("world"),
        EventRow.place == given("place"),
        one_of(col(EventRow.kind), REMOVABLE),
        EventRow.author_kind == PERSON,
        col(EventRow.heard).is_not(None),
        col(EventRow.erased).is_(False),
    )
    .order_by(col(EventRow.heard).desc())
    .limit(1)
)
_SILENCES = (
    select(EventRow)
    .where(
        EventRow.tenant == given("tenant"),
        EventRow.kind == Declined.word(),
        EventRow.target == given("event"),
        col(EventRow.erased).is_(False),
    )
    .order_by(col(EventRow.seq))
)
_MESSAGE = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    EventRow.world_id == given("world"),
    EventRow.message_id == given("message"),
    col(EventRow.erased).is_(False),
)
_AT_PLACES = KEYS.where(
    _EVENT.world_id == given("world"),
    _EVENT.heard.in_(bindparam("given_places", expanding=True)),
    _EVENT.erased.is_(False),
).order_by(_EVENT.heard)
_OF_TURN = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    EventRow.turn_id == given("turn"),
    one_of(col(EventRow.kind), REMOVABLE | INNER),
)


class SqlModeration:
    """See troupe.ports.Moderation."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def account(self, world_id: str, message_id: str) -> Account:
        return await self._tenancy.read(lambda tx: _account(tx, world_id, message_id))

    async def silences(self, world_id: str, message_id: str) -> tuple[Account, ...]:
        return await self._tenancy.read(lambda tx: _silences(tx, world_id, message_id))

    async def remove(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        return await self._tenancy.write(lambda tx: _take_out(tx, world_id, message_id, by, Removed))

    async def report(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        return await self._tenancy.write(lambda tx: _take_out(tx, world_id, message_id, by, Reported))

    async def redo(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        return await self._tenancy.write(lambda tx: _redo(tx, world_id, message_id, by))


def _speech(tx: Tx, world: WorldRow, message_id: str) -> EventRow:
    """The speech that this message is a part of."""
    event = tx.first(_SPEECH, world=world.id, message=message_id)
    if event is None:
        raise NotFound("that message is nothing that one of the people here said, or it was taken out already")
    return event


def _must(tx: Tx, row: EventRow) -> Event:
    event = event_of(tx, row.id)
    if event is None:
        raise NotFound("an event is missing", field="database")
    return event


def _silences(tx: Tx, world_id: str, message_id: str) -> tuple[Account, ...]:
    message = tx.first(_MESSAGE, world=tx.world(world_id).id, message=message_id)
    return () if message is None else tuple(_of_event(tx, row) for row in tx.all(_SILENCES, event=message.id))


def _account(tx: Tx, world_id: str, message_id: str) -> Account:
    return _of_event(tx, _speech(tx, tx.world(world_id), message_id))


def _of_event(tx: Tx, speech: EventRow) -> Account:
    """How this event of a person came about."""
    turn = None if speech.turn_id is None else tx.get(TurnRow, speech.turn_id)
    if turn is None:
        return Account(event=_must(tx, speech))
    decision = tx.must(DecisionRow, turn.decision_id).decision
    answered = None if turn.trigger_id is None else event_of(tx, turn.trigger_id)
    memories = tuple(memories_by_id(tx, turn.remembered).values())
    thoughts = (_must(tx, row) for row in tx.all(_OF_TURN, turn=turn.id) if row.kind in INNER)
    return Account(
        event=_must(tx, speech),
        answered=None if answered is None or answered.erased else answered,
        granted=next((grant.reason for grant in decision.grants if grant.person_id == turn.person_id), ""),
        decided=decision.reason,
        recalled=_recalled(tx, turn),
        memories=memories,
        evidence=lines_by_id(tx, [source for memory in memories for source in memory.sources]),
        made_for=_made_for(tx, memories),
        thoughts=tuple(thought.text for thought in thoughts if thought.text),
        provenance=turn.provenance,
    )


def _recalled(tx: Tx, turn: TurnRow) -> tuple[Event, ...]:
    """What had come back to the person, without what was erased since, and what was said to them alone."""
    if not turn.recalled:
        return ()
    events = known(tx, tx.rows(_AT_PLACES, world=turn.world_id, places=list(turn.recalled)))
    return tuple(event for event in events if not event.facets.private)


def _made_for(tx: Tx, memories: Iterable[KeptMemory]) -> Usage:
    """What the calls that made these memories have cost, of each call once."""
    jobs = {memory_row(tx, memory.id).job_id for memory in memories}
    return sum((cost_of(tx, job_id) for job_id in sorted(job for job in jobs if job is not None)), Usage())


def _take_out(tx: Tx, world_id: str, message_id: str, by: HumanAuthor, kind: type[AnyEvent]) -> Event:
    world = lock_with_lives(tx, world_id)
    speech = _speech(tx, world, message_id)
    event = _must(tx, speech)
    erase_events(tx, world, (speech,))
    append(tx, world, kind, by, place=speech.place, target=speech.id)
    return event


def _redo(tx: Tx, world_id: str, message_id: str, by: HumanAuthor) -> Event:
    world = lock_with_lives(tx, world_id)
    speech = _speech(tx, world, message_id)
    turn = _to_redo(tx, world, speech)
    event = _must(tx, speech)
    trigger = None if turn.trigger_id is None else event_of(tx, turn.trigger_id)
    if trigger is None or trigger.erased or trigger.author in muted_in(tx, world):
        raise Conflict("what was answered there is gone, so there is nothing to decide again about")
    erase_events(tx, world, tx.all(_OF_TURN, turn=turn.id))
    unread_again(tx, turn)
    append(tx, world, Redone, by, place=speech.place, target=speech.id)
    obliged = turn.obliged or isinstance(trigger.author, HumanAuthor)
    world.redo = Redo(person_id=turn.person_id, trigger=trigger.id, obliged=obliged)
    set_wake(world, tx.now)
    return event


def _to_redo(tx: Tx, world: WorldRow, speech: EventRow) -> TurnRow:
    """The turn that said it, if it may be given again. Raises Conflict with the reason if not."""
    if world.status == WorldStatus.CLOSED.value:
        raise Conflict("the people have left this channel; *Remove* still takes out what they said")
    if world.status != WorldStatus.OPEN.value:
        raise Conflict("everyone here is silent; `/world resume` wakes them")
    if tx.value(_LATEST, world=world.id, place=speech.place) != speech.id:
        raise Conflict(
            "only the latest thing that one of the people said here can be redone; *Remove* takes out any"
        )
    person: PersonRow | None = next((row for row in tx.people(world.id) if row.id == speech.author_id), None)
    if person is None or speech.turn_id is None:
        raise Conflict(f"{speech.author_name} is not here any more")
    if world.redo is not None or open_turns(tx, world, person.id):
        raise Conflict(f"{person.name} is about to speak again already; wait for that")
    return tx.must(TurnRow, speech.turn_id)
