"""tx3, the end of a turn: all that was decided is kept, or nothing; its cost is counted either way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import select

from db.cycle.budgets import count, lock_days_of, reserve_anew, reserve_more
from db.cycle.hush_obeying import obey_hush
from db.cycle.roundtable_reveal import revealed_by, settle_round
from db.cycle.turn_actions import perform
from db.cycle.turn_ending import end_turn, open_turns, void
from db.cycle.turn_recollection import recollect
from db.cycle.turn_scene import scene_of_turn, turn_of
from db.cycle.world_wakeup import wake_for, wake_if_unread, wake_to_ask
from db.perception.line_taking import mark_calls, move_cursor, take
from db.perception.turn_claims import claimed, places_of
from db.perception.unread_lines import to_be_added, unread_after
from db.record.event_appending import append, author_of, post_notice
from db.record.event_reading import event_of
from db.schema.row_mapping import to_outbox
from db.schema.tables.turn_tables import Stretch, TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import NotFound
from troupe.core.usage import Estimate, Usage
from troupe.ports import AddsTo, Cap, EstimateTurn
from troupe.worlds.events.turn_failed import TurnFailed
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, HumanAuthor
from troupe.worlds.turn import CommitStatus, Committed, Hush, Outcome, Turn

GIVEN_BACK = 0.0
"""The lease of a turn that its process let go of. A renewal that was already on its way must not take it back, nor
may a repeated call count the attempt twice."""
_TURN = select(TurnRow).where(
    TurnRow.tenant == given("tenant"), TurnRow.world_id == given("world"), TurnRow.id == given("turn")
)


@dataclass(frozen=True, slots=True)
class Redoing:
    """The rule by which a turn is decided again, and the terms of that: see troupe.ports.Turns.commit."""

    adds_to: AddsTo
    estimate: EstimateTurn | None
    cap: Cap


def commit(tx: Tx, turn: Turn, outcome: Outcome, redoing: Redoing) -> Committed:
    """See troupe.ports.Turns.commit. A commit that arrives twice is committed once and says so both times."""
    world, row = _locked(tx, turn)
    count(tx, turn, row, outcome.usage, outcome.provenance.model)
    if (reason := _void_because(world, row, turn)) is not None:
        statuses = {TurnStatus.COMMITTED.value: CommitStatus.COMMITTED, TurnStatus.HELD.value: CommitStatus.HELD}
        if row.fence == turn.fence and row.redone == turn.redone and row.status in statuses:
            return Committed(status=statuses[row.status])
        return Committed(status=CommitStatus.DISCARDED, reason=reason)
    person = _person(tx, world, row, everyone=outcome.hush is Hush.ALL)
    if person.fence != row.fence:
        anew = _anew(tx, world, row, person, redoing)
        if anew is None:
            return Committed(status=CommitStatus.DISCARDED, reason=row.reason)
        return Committed(status=CommitStatus.AGAIN, turn=anew)
    if row.redone and not turn.redone:
        # The answer to this very commit was lost on its way: give it again.
        return Committed(status=CommitStatus.AGAIN, turn=_turn(tx, world, row, person))
    newer, waits = unread_after(tx, person, row.through)
    if not row.redone and (additions := _additions(tx, world, row, newer, redoing.adds_to)):
        again = _again(tx, world, row, person, newer, additions, redoing)
        if again is not None:
            return Committed(status=CommitStatus.AGAIN, turn=again)
    if row.round_id is not None:
        return _hold(tx, world, row, outcome)
    perform(tx, world, row, person, outcome, turn.scene.trigger)
    obey_hush(tx, world, row, person, outcome)
    wake_for(tx, world, waits)
    wake_to_ask(tx, world, row)
    more = world.said > world.decided or world.wake_at is not None
    return Committed(status=CommitStatus.COMMITTED, more=more, queued=_queued(tx))


def _queued(tx: Tx) -> OutboxRow | None:
    return to_outbox(tx.queued[0]) if tx.queued else None


def fail(tx: Tx, turn: Turn, reason: str, usage: Usage, notice: str) -> None:
    """See troupe.ports.Turns.fail."""
    world, row = _locked(tx, turn)
    count(tx, turn, row, usage)
    if _void_because(world, row, turn) is not None:
        return
    person = _person(tx, world, row)
    append(tx, world, TurnFailed, author_of(person), text=reason, place=row.place, turn_id=row.id)
    end_turn(tx, row, TurnStatus.FAILED, reason)
    if notice:
        post_notice(tx, world, notice, place=row.place)
    settle_round(tx, world, row.round_id)
    wake_if_unread(tx, world, person)


def renew(tx: Tx, turn: Turn, lease: float) -> bool:
    """See troupe.ports.Turns.renew."""
    world, row = _locked(tx, turn)
    if _void_because(world, row, turn) is not None or row.lease == GIVEN_BACK:
        return False
    row.lease = lease
    row.lease_until = tx.lease_now + timedelta(seconds=lease)
    return True


def give_back(tx: Tx, turn: Turn, usage: Usage) -> None:
    """See troupe.ports.Turns.give_back."""
    world, row = _locked(tx, turn)
    count(tx, turn, row, usage)
    if _void_because(world, row, turn) is not None or row.lease == GIVEN_BACK:
        return
    row.lease = GIVEN_BACK
    row.lease_until = tx.lease_now
    tx.tell_others()
    row.claims -= 1


def reserve_for(tx: Tx, turn: Turn, estimate: Estimate, cap: Cap) -> bool:
    """See troupe.ports.Turns.reserve."""
    world, row = _locked(tx, turn)
    return _void_because(world, row, turn) is None and reserve_more(tx, row, cap, estimate)


def recall(tx: Tx, turn: Turn, question: str) -> Scene | None:
    """See troupe.ports.Turns.recall."""
    world, row = _locked(tx, turn)
    if _void_because(world, row, turn) is not None:
        return None
    person = _person(tx, world, row)
    if person.fence != row.fence:
        return None  # something that it was shown was erased meanwhile: its commit decides it anew
    return recollect(tx, world, row, person, turn.scene, question)


def _locked(tx: Tx, turn: Turn) -> tuple[WorldRow, TurnRow]:
    """The world, then the turn."""
    world = tx.lock_world(turn.world_id)
    row = tx.first(_TURN, turn=turn.id, world=world.id)
    if row is None:
        raise NotFound("there is no such turn", field="turn")
    return world, row


def _person(tx: Tx, world: WorldRow, row: TurnRow, *, everyone: bool = False) -> PersonRow:
    """The turn's person, locked, as an erasure in another world may be at their state; with them those whose
    answers this end reveals, and `everyone` where it makes all of them quiet."""
    lock_days_of(tx, (row, *open_turns(tx, world)) if everyone else (row,))
    cast_ids = tuple(person.id for person in tx.people(world.id)) if everyone else ()
    person = tx.lock_people((row.person_id, *revealed_by(tx, row), *cast_ids)).get(row.person_id)
    if person is None:
        raise NotFound("there is no such person", field="turn")
    return person


def _void_because(world: WorldRow, row: TurnRow, turn: Turn) -> str | None:
    """Why a turn is not (any more) the caller's to end; None if it is."""
    if row.fence != turn.fence:
        return "taken over by another process"
    if row.epoch != world.epoch:
        return "the world was stopped, paused or resumed meanwhile"
    if row.status != TurnStatus.OPEN.value:
        return row.reason or f"already {row.status}"
    return None


def _additions(tx: Tx, world: WorldRow, row: TurnRow, newer: Sequence[Event], adds_to: AddsTo) -> Sequence[Event]:
    """Among what is newer, what the human who is being answered added in the same place since the claim."""
    trigger = event_of(tx, row.trigger_id) if newer and row.trigger_id is not None else None
    if trigger is None or not isinstance(trigger.author, HumanAuthor):
        return ()
    people = [tx.person(person) for person in tx.people(world.id)]
    additions: list[Event] = []
    for event in newer:
        if event.place != trigger.place or event.author != trigger.author:
            continue
        if adds_to(trigger, event, people):
            additions.append(event)
    return additions


def _again(
    tx: Tx,
    world: WorldRow,
    row: TurnRow,
    person: PersonRow,
    newer: Sequence[Event],
    additions: Sequence[Event],
    redoing: Redoing,
) -> Turn | None:
    """The same turn with more to answer, under a fresh lease and a reservation of its own; once. None if the
    prompt, or the day's budget, has no room for what was added, which waits for the next turn. What others asked
    the person meanwhile waits for a turn of its own."""
    matter, _ = claimed(tx, row)
    reading = to_be_added(tx, world, person, matter, additions)
    if reading is None or not _room_again(tx, world, row, person, newer, redoing):
        return None
    mark_calls(tx, world, dict.fromkeys(reading.matter.called, (row.person_id,)))
    take(tx, person, row.id, reading)
    own, called = reading.matter.own, reading.matter.called
    row.claimed = tuple(sorted({*row.claimed, *places_of(own)}))
    row.calls = tuple(sorted({*row.calls, *places_of(event for event in own if event.id in called)}))
    move_cursor(tx, person, world.heard, row.claimed)
    if reading.passed is not None:
        row.passed += reading.passed.count
        row.passed_through = reading.passed.through
    row.through = world.heard
    row.redone = True
    row.lease_until = tx.lease_now + timedelta(seconds=row.lease)
    return _turn(tx, world, row, person, reading.spans)


def _room_again(
    tx: Tx, world: WorldRow, row: TurnRow, person: PersonRow, newer: Sequence[Event], redoing: Redoing
) -> bool:
    """Reserve for one more decision, before anything is changed for it: for what was shown, and all that the
    person has heard since, which is the most that can be shown."""
    reservation = Estimate(tokens=row.reserved_tokens, usd=row.reserved_usd)
    if redoing.estimate is None:
        return reserve_anew(tx, row, redoing.cap, reservation)
    scene = scene_of_turn(tx, world, row, person, tx.people(world.id))
    whole = scene.model_copy(update={"history": (*scene.history, *newer)})
    return reserve_anew(tx, row, redoing.cap, redoing.estimate(whole))


def _anew(tx: Tx, world: WorldRow, row: TurnRow, person: PersonRow, redoing: Redoing) -> Turn | None:
    """The same turn under a fence of its own, since something that its prompt showed was erased meanwhile:
    nothing that was made of it is kept, and the first attempt cannot be committed any more. None, and the turn
    is void, where the day's budget has no room for it."""
    reservation = Estimate(tokens=row.reserved_tokens, usd=row.reserved_usd)
    tx.events.erased()  # what the first attempt was told may stand in memory again
    row.fence = tx.raise_fence(person)
    row.lease_until = tx.lease_now + timedelta(seconds=row.lease)
    trigger = None if row.trigger_id is None else event_of(tx, row.trigger_id)
    own, _ = claimed(tx, row)
    if trigger is not None and trigger.erased and own:
        row.trigger_id = own[-1].id
    turn = _turn(tx, world, row, person)
    if reserve_anew(
        tx, row, redoing.cap, reservation if redoing.estimate is None else redoing.estimate(turn.scene)
    ):
        return turn
    void(tx, row, "the day's budget is spent")
    settle_round(tx, world, row.round_id)
    return None


def _turn(tx: Tx, world: WorldRow, row: TurnRow, person: PersonRow, spans: tuple[Stretch, ...] = ()) -> Turn:
    return turn_of(row, scene_of_turn(tx, world, row, person, tx.people(world.id), spans))


def _hold(tx: Tx, world: WorldRow, row: TurnRow, outcome: Outcome) -> Committed:
    """Keep the answer until the reveal, which is at once if it was the last."""
    row.status = TurnStatus.HELD.value
    row.outcome = outcome
    row.lease_until = None
    revealed = settle_round(tx, world, row.round_id)
    return Committed(status=CommitStatus.COMMITTED if revealed else CommitStatus.HELD, queued=_queued(tx))
