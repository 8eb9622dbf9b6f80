"""The standing of those who were asked: question read, turn under way, words said and delivered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as ColumnsRow
from sqlalchemy import select

from db.cycle.turn_ending import open_round, open_turns
from db.perception.witnessing import IN_WORLD, ONE, as_hearer, unread
from db.schema.kind_filters import HUMAN, SPOKEN, one_of
from db.schema.tables.event_tables import EventRow
from db.schema.tables.session_tables import SessionMoveRow
from db.schema.tables.turn_tables import TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.events.reacted import Reacted
from troupe.worlds.events.turn_failed import TurnFailed
from troupe.worlds.sessions.session_move import MissingReason, MoveAnswer
from troupe.worlds.sessions.session_view import AskedPerson, Standing
from troupe.worlds.transcript import Delivery
from troupe.worlds.world import WorldStatus

_EVENT, _TURN = table_of(EventRow).c, table_of(TurnRow).c
_UNREAD = select(_EVENT.id).where(*IN_WORLD, unread(ONE), _EVENT.id == given("event"))
_TURNS = (
    select(_TURN.id, _TURN.person_id, _TURN.status, _TURN.claimed, _TURN.trigger_id)
    .where(
        _TURN.tenant == given("tenant"),
        _TURN.world_id == given("world"),
        _TURN.claimed_at >= given("since"),
    )
    .order_by(_TURN.claimed_at, _TURN.position)
)
_DONE = (
    select(_EVENT.id, _EVENT.turn_id, _EVENT.kind, _EVENT.delivery)
    .where(
        _EVENT.tenant == given("tenant"),
        _EVENT.world_id == given("world"),
        _EVENT.seq > given("seq"),
        _EVENT.turn_id.is_not(None),
    )
    .order_by(_EVENT.seq)
)
_UNDECIDED = (
    select(_EVENT.id)
    .where(
        _EVENT.tenant == given("tenant"),
        _EVENT.world_id == given("world"),
        _EVENT.heard > given("decided"),
        _EVENT.author_kind == HUMAN,
        one_of(_EVENT.kind, SPOKEN),
    )
    .limit(1)
)
_ON_ITS_WAY = (Delivery.PENDING.value, Delivery.UNKNOWN.value)
_LIVE = (TurnStatus.OPEN.value, TurnStatus.HELD.value)


@dataclass(frozen=True, slots=True)
class _Question:
    """A question in one world, with the turns since and what came of them, by turn."""

    event: EventRow
    world: WorldRow
    turns: Sequence[ColumnsRow[Any]]
    done: Mapping[str, Sequence[ColumnsRow[Any]]]
    looked_at: bool
    """The floor has decided about it, and nothing will have it look again."""

    def turn_of(self, person: PersonRow) -> ColumnsRow[Any] | None:
        """The latest turn of theirs that took the question."""
        return next(
            (
                turn
                for turn in reversed(self.turns)
                if turn.person_id == person.id
                and (turn.trigger_id == self.event.id or self.event.heard in turn.claimed)
            ),
            None,
        )


def standings(
    tx: Tx, move: SessionMoveRow, worlds: Mapping[int, WorldRow], *, resumed: int
) -> tuple[AskedPerson, ...]:
    """How everyone stands who was asked in this move, in its order. Whom the budget refused before the move of
    the number `resumed` was kept from answering, and may be asked again. A question that was settled in the
    session which this one goes on from stays as it was settled there."""
    if move.answers:
        return tuple(AskedPerson(standing=Standing.SETTLED, answer=answer) for answer in move.answers)
    questions = [_question(tx, worlds[line.world], tx.must(EventRow, line.event)) for line in move.posted]
    people = {person.id: person for world in worlds.values() for person in tx.people(world.id)}
    by_world = {question.world.id: question for question in questions}
    asked = (_standing(tx, by_world, people.get(person_id), person_id) for person_id in move.asked)
    return tuple(
        _missing(one.answer.person_id, MissingReason.INTERRUPTED)
        if one.standing is Standing.REFUSED and move.number < resumed
        else one
        for one in asked
    )


def busy(tx: Tx, world: WorldRow) -> bool:
    """Whether somebody in an open world has a turn under way, or the floor has yet to decide about what a human
    said."""
    if world.status != WorldStatus.OPEN.value:
        return False
    return bool(open_turns(tx, world)) or tx.value(_UNDECIDED, world=world.id, decided=world.decided) is not None


def _question(tx: Tx, world: WorldRow, event: EventRow) -> _Question:
    done: dict[str, list[ColumnsRow[Any]]] = defaultdict(list)
    for row in tx.rows(_DONE, world=world.id, seq=event.seq):
        done[row.turn_id].append(row)
    covered = event.heard is not None and world.decided >= event.heard
    turns = tx.rows(_TURNS, world=world.id, since=event.at)
    kept_back = world.reveal_held and all(turn.status != TurnStatus.OPEN.value for turn in turns)
    settled = kept_back or open_round(tx, world) is None
    looked_at = covered and world.wake_at is None and world.hold_until is None and settled
    return _Question(event, world, turns, done, looked_at)


def _standing(tx: Tx, questions: Mapping[str, _Question], person: PersonRow | None, person_id: str) -> AskedPerson:
    question = None if person is None else questions.get(person.world_id)
    if person is None or question is None:
        return _missing(person_id, MissingReason.GONE)
    if question.event.erased:
        return _missing(person_id, MissingReason.TAKEN_BACK)
    if question.event.heard is None:
        on_its_way = question.event.delivery in _ON_ITS_WAY
        return _waiting(person_id) if on_its_way else _missing(person_id, MissingReason.UNPOSTED)
    turn = question.turn_of(person)
    if turn is not None and turn.status == TurnStatus.HELD.value and question.world.reveal_held:
        return AskedPerson(standing=Standing.HELD, answer=MoveAnswer(person_id=person_id))
    if turn is not None and turn.status in _LIVE:
        return _waiting(person_id)
    if turn is not None and turn.status != TurnStatus.VOID.value:
        return _of_turn(person_id, turn, question.done.get(turn.id, ()))
    if person.quiet or person.hushed_after is not None:
        return _missing(person_id, MissingReason.HUSHED)
    if tx.value(_UNREAD, event=question.event.id, **as_hearer(person)) is None:
        return _missing(person_id, MissingReason.INTERRUPTED)
    if question.looked_at:
        return AskedPerson(standing=Standing.REFUSED, answer=MoveAnswer(person_id=person_id))
    return _waiting(person_id)


def _of_turn(person_id: str, turn: ColumnsRow[Any], done: Sequence[ColumnsRow[Any]]) -> AskedPerson:
    """What a turn that has ended leaves behind."""
    if turn.status == TurnStatus.FAILED.value:
        fault = next((row.id for row in done if row.kind == TurnFailed.word()), None)
        return _missing(person_id, MissingReason.FAILED, fault)
    spoken = [row for row in done if row.kind in SPOKEN]
    if any(row.delivery in _ON_ITS_WAY for row in spoken):
        return _waiting(person_id)
    sent = tuple(row.id for row in spoken if row.delivery in (None, Delivery.SENT.value))
    if sent:
        return AskedPerson(standing=Standing.SETTLED, answer=MoveAnswer(person_id=person_id, events=sent))
    if spoken:
        return _missing(person_id, MissingReason.UNPOSTED)
    reacted = any(row.kind == Reacted.word() for row in done)
    return _missing(person_id, MissingReason.REACTED if reacted else MissingReason.SILENT)


def _waiting(person_id: str) -> AskedPerson:
    return AskedPerson(standing=Standing.WAITING, answer=MoveAnswer(person_id=person_id))


def _missing(person_id: str, why: MissingReason, fault: str | None = None) -> AskedPerson:
    answer = MoveAnswer(person_id=person_id, missing=why, fault=fault)
    return AskedPerson(standing=Standing.SETTLED, answer=answer)
