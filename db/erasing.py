"""Erasing: words leave wherever they stand, and with them all that was made from them."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select

from db.delivery import cancel, lines_of
from db.ending import open_turns, stimuli_of, void
from db.entities import given
from db.living import lives_of
from db.record import changed, enqueue
from db.rounds import settle_round
from db.rows import EventRow, EventTextRow, LineRow, SourceRow, StimulusRow, TurnRow, WorldRow
from db.transaction import Tx, table_of
from troupe.minds.state import MindState
from troupe.worlds.outbox import RowKind, RowStatus
from troupe.worlds.transcript import EventKind

_STIMULUS, _SOURCE = table_of(StimulusRow).c, table_of(SourceRow).c
_UNREAD = select(StimulusRow).where(
    StimulusRow.tenant == given("tenant"),
    StimulusRow.event_id == given("event"),
    col(StimulusRow.read_at).is_(None),
    col(StimulusRow.withdrawn_at).is_(None),
)
_READERS = select_columns(_STIMULUS.person_id).where(
    _STIMULUS.tenant == given("tenant"), _STIMULUS.event_id == given("event"), _STIMULUS.read_at.is_not(None)
)
_CLAIMED = (
    select_columns(_STIMULUS.id)
    .where(_STIMULUS.tenant == given("tenant"), _STIMULUS.turn_id == given("turn"))
    .limit(1)
)
_REVISIONS = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    EventRow.target == given("event"),
    EventRow.kind == EventKind.REVISED.value,
)
_WITH_WORDS = (RowKind.SAY.value, RowKind.QUESTION.value)
_DERIVED = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    col(EventRow.id).in_(
        select_columns(_SOURCE.event_id).where(
            _SOURCE.tenant == given("tenant"), _SOURCE.source_id == given("event")
        )
    ),
)


def erase_events(tx: Tx, world: WorldRow, events: Iterable[EventRow], *, gone: Collection[str] = ()) -> int:
    """Erase these events and what was derived from them; returns how many of these were there to be erased.

    The text leaves the events, their revisions and the outbox; who has not read it never will; who has, loses
    their state of mind, which it may have gone into, and so does whoever came elsewhere with it; briefings made
    from it are erased. Turns of which nothing is left to answer are void, and no other under way may bring a state
    of mind back. Messages of persons that are not `gone` from the platform are to be deleted there.
    """
    left = [event for event in events if not event.erased]
    count = len(left)
    knew: set[str] = set()
    while left:
        event = left.pop()
        if not event.erased:
            knew |= readers_of(tx, event) | {event.author_id or ""}
            _erase(tx, world, event, gone)
            left.extend(tx.all(_DERIVED, event=event.id))
    if count:
        tx.events.erased()
        _void_without_trigger(tx, world)
        _forget(tx, knew)
    return count


def _forget(tx: Tx, ids: Collection[str]) -> None:
    """A fence above that of a turn under way tells its commit that the state it was decided with is gone."""
    for person in tx.lock_people(lives_of(tx, ids)).values():
        person.state = MindState()
        tx.raise_fence(person)


def readers_of(tx: Tx, event: EventRow) -> set[str]:
    """The ids of those who have read it."""
    return {row.person_id for row in tx.rows(_READERS, event=event.id)}


def remove_messages(tx: Tx, world: WorldRow, event: EventRow, lines: Iterable[LineRow]) -> None:
    """Have the messages of these rows, which carry words that were erased, deleted from the platform."""
    for line in lines:
        enqueue(
            *(tx, world, event, RowKind.REMOVE, ("",)),
            target_message=line.message_id,
            webhook_id=line.webhook_id,
        )


def _erase(tx: Tx, world: WorldRow, event: EventRow, gone: Collection[str]) -> None:
    for one in (event, *tx.all(_REVISIONS, event=event.id)):
        one.erased = True
        changed(one)
        tx.run(
            delete(EventTextRow).where(col(EventTextRow.event_id) == one.id, col(EventTextRow.tenant) == tx.tenant)
        )
    lines = lines_of(tx, event.id)
    cancel(tx, world, [line for line in lines if line.status == RowStatus.PENDING.value], "deleted")
    for line in lines:
        line.text = ""
    for stimulus in tx.all(_UNREAD, event=event.id):
        stimulus.withdrawn_at = tx.now
    remove_messages(tx, world, event, _still_there(lines, gone))


def _still_there(lines: Sequence[LineRow], gone: Collection[str]) -> list[LineRow]:
    return [
        line
        for line in lines
        if line.kind in _WITH_WORDS and line.message_id is not None and line.message_id not in gone
    ]


def _void_without_trigger(tx: Tx, world: WorldRow) -> None:
    """Turns that claimed something of which nothing is left."""
    for turn in open_turns(tx, world):
        if _claimed_any(tx, turn) and not stimuli_of(tx, turn):
            void(tx, turn, "what it answered was deleted")
            settle_round(tx, world, turn.round_id)


def _claimed_any(tx: Tx, turn: TurnRow) -> bool:
    return tx.value(_CLAIMED, turn=turn.id) is not None
