"""tx3, the end of a turn: all that was decided is kept, or nothing; its cost is counted either way."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from db.budgets import count
from db.ending import end_turn
from db.mapping import to_person
from db.record import append, author_of, events_by_id, post_notice
from db.rounds import settle_round
from db.rows import EventRow, PersonRow, StimulusRow, TurnRow, TurnStatus, WorldRow
from db.scenes import scene_of_turn, turn_of
from db.speaking import consume, perform
from db.transaction import Tx
from db.waking import wake_if_unread
from troupe.errors import NotFound
from troupe.ports import AddsTo
from troupe.worlds.transcript import EventKind, HumanAuthor
from troupe.worlds.turn import CommitStatus, Committed, Outcome, Turn, Usage


def commit(tx: Tx, turn: Turn, outcome: Outcome, adds_to: AddsTo) -> Committed:
    """See troupe.ports.Turns.commit. A commit that arrives twice is committed once and says so both times."""
    world, row = _locked(tx, turn)
    count(tx, turn, row.reserved_on, outcome.usage)
    if (reason := _void_because(world, row, turn)) is not None:
        done = {TurnStatus.COMMITTED.value: CommitStatus.COMMITTED, TurnStatus.HELD.value: CommitStatus.HELD}
        if row.fence == turn.fence and row.redone == turn.redone and row.status in done:
            return Committed(status=done[row.status])
        return Committed(status=CommitStatus.DISCARDED, reason=reason)
    person = tx.db_session.get_one(PersonRow, row.person_id)
    if row.redone and not turn.redone:
        # The answer to this very commit was lost on its way: give it again.
        return Committed(status=CommitStatus.AGAIN, turn=_turn(tx, world, row, person))
    if not row.redone and (additions := _additions(tx, world, row, adds_to)):
        return Committed(status=CommitStatus.AGAIN, turn=_again(tx, world, row, person, additions))
    if row.round_id is not None:
        return _hold(tx, world, row, outcome)
    perform(tx, world, row, person, outcome)
    wake_if_unread(tx, world, person.id, row.through)
    return Committed(status=CommitStatus.COMMITTED)


def fail(tx: Tx, turn: Turn, reason: str, usage: Usage, notice: str) -> None:
    """See troupe.ports.Turns.fail."""
    world, row = _locked(tx, turn)
    count(tx, turn, row.reserved_on, usage)
    if _void_because(world, row, turn) is not None:
        return
    person = tx.db_session.get_one(PersonRow, row.person_id)
    append(tx, world, EventKind.TURN_FAILED, author_of(person), text=reason, place=row.place, turn_id=row.id)
    consume(tx, row)
    end_turn(tx, row, TurnStatus.FAILED, reason)
    if notice:
        post_notice(tx, world, notice, place=row.place)
    settle_round(tx, world, row.round_id)
    wake_if_unread(tx, world, person.id, row.through)


def renew(tx: Tx, turn: Turn, lease: float) -> bool:
    """See troupe.ports.Turns.renew."""
    world, row = _locked(tx, turn)
    if _void_because(world, row, turn) is not None:
        return False
    row.lease = lease
    row.lease_until = tx.now + timedelta(seconds=lease)
    return True


def _locked(tx: Tx, turn: Turn) -> tuple[WorldRow, TurnRow]:
    world = tx.lock_world(turn.world_id)
    query = select(TurnRow).where(TurnRow.id == turn.id, TurnRow.tenant == tx.tenant, TurnRow.world_id == world.id)
    row = tx.db_session.exec(query).first()
    if row is None:
        raise NotFound("there is no such turn", field="turn")
    return world, row


def _void_because(world: WorldRow, row: TurnRow, turn: Turn) -> str | None:
    """Why a turn is not (any more) the caller's to end; None if it is."""
    if row.fence != turn.fence:
        return "taken over by another process"
    if row.epoch != world.epoch:
        return "the world was stopped, paused or resumed meanwhile"
    if row.status != TurnStatus.OPEN.value:
        return row.reason or f"already {row.status}"
    return None


def _additions(tx: Tx, world: WorldRow, row: TurnRow, adds_to: AddsTo) -> Sequence[StimulusRow]:
    """What the human who is being answered added in the same place since the claim."""
    trigger = None if row.trigger_id is None else events_by_id(tx, {row.trigger_id}).get(row.trigger_id)
    if trigger is None or not isinstance(trigger.author, HumanAuthor):
        return ()
    query = (
        select(StimulusRow)
        .join(EventRow, col(EventRow.id) == col(StimulusRow.event_id))
        .where(
            StimulusRow.tenant == tx.tenant,
            StimulusRow.world_id == world.id,
            StimulusRow.person_id == row.person_id,
            StimulusRow.heard > row.through,
            col(StimulusRow.read_at).is_(None),
            col(StimulusRow.withdrawn_at).is_(None),
            col(StimulusRow.turn_id).is_(None),
            EventRow.author_kind == "human",
            EventRow.author_id == trigger.author.id,
            EventRow.place == trigger.place,
        )
        .order_by(col(StimulusRow.heard))
    )
    newer = tx.db_session.exec(query).all()
    if not newer:
        return ()
    events = events_by_id(tx, {stimulus.event_id for stimulus in newer})
    people = [to_person(person) for person in tx.people(world.id)]
    return [stimulus for stimulus in newer if adds_to(trigger, events[stimulus.event_id], people)]


def _again(tx: Tx, world: WorldRow, row: TurnRow, person: PersonRow, additions: Sequence[StimulusRow]) -> Turn:
    """The same turn with more to answer, under a fresh lease; once."""
    for stimulus in additions:
        stimulus.turn_id = row.id
    row.redone = True
    row.lease_until = tx.now + timedelta(seconds=row.lease)
    tx.db_session.flush()
    return _turn(tx, world, row, person)


def _turn(tx: Tx, world: WorldRow, row: TurnRow, person: PersonRow) -> Turn:
    return turn_of(row, scene_of_turn(tx, world, row, person, tx.people(world.id)))


def _hold(tx: Tx, world: WorldRow, row: TurnRow, outcome: Outcome) -> Committed:
    """Keep the answer until the reveal, which is at once if it was the last."""
    row.status = TurnStatus.HELD.value
    row.outcome = outcome
    row.lease_until = None
    revealed = settle_round(tx, world, row.round_id)
    return Committed(status=CommitStatus.COMMITTED if revealed else CommitStatus.HELD)
