"""tx2, the claim: reveal what is due, take over lost turns, and ask the floor once about what is new."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select

from db.ending import end_turn, open_round, open_turns, void
from db.grants import Terms, decide_and_grant
from db.record import append, author_of
from db.rounds import reveal, settle_round
from db.rows import LineRow, PersonRow, TurnRow, TurnStatus, WorldRow
from db.scenes import scene_of_turn, turn_of
from db.speaking import consume
from db.transaction import Tx
from troupe.ports import Claimed
from troupe.worlds.floor import FloorDecision
from troupe.worlds.outbox import RowKind
from troupe.worlds.transcript import EventKind
from troupe.worlds.turn import Turn
from troupe.worlds.world import WorldStatus

MAX_CLAIMS = 3
"""A turn claimed this often whose lease ran out every time has probably been what ended its processes: it fails
visibly instead of being tried for ever."""


def claim(tx: Tx, world_id: str, terms: Terms) -> Claimed:
    world = tx.lock_world(world_id)
    if world.status != WorldStatus.OPEN.value:
        return Claimed()
    revealed = _reveal_if_due(tx, world)
    cast = tx.people(world.id)
    turns = _reclaim(tx, world, cast, terms.lease)
    decision: FloorDecision | None = None
    if _unsent(tx, world) < world.caps.unsent and (cause := _cause(tx, world)) is not None:
        decision, granted = decide_and_grant(tx, world, cast, cause, terms)
        turns += granted
    return Claimed(turns=tuple(turns), decision=decision, wake_at=_look_again(tx, world), revealed=revealed)


def _reveal_if_due(tx: Tx, world: WorldRow) -> bool:
    table = open_round(tx, world)
    if table is None or table.deadline > tx.now:
        return False
    reveal(tx, world, table)
    return True


def _look_again(tx: Tx, world: WorldRow) -> datetime | None:
    table = open_round(tx, world)
    times = (world.wake_at, None if table is None else table.deadline)
    return min((time for time in times if time is not None), default=None)


def _unsent(tx: Tx, world: WorldRow) -> int:
    """Rows of people that the channel does not have yet. The bot's own notices hold nobody up."""
    query = select(LineRow.id).where(
        LineRow.tenant == tx.tenant,
        LineRow.world_id == world.id,
        LineRow.kind != RowKind.NOTICE.value,
        col(LineRow.due_at).is_not(None),
    )
    return len(tx.db_session.exec(query).all())


def _cause(tx: Tx, world: WorldRow) -> str | None:
    """What calls for a decision now, as its key: speech that none has covered, or a wake that is due."""
    if world.said > world.decided:
        return "event"
    if world.wake_at is not None and world.wake_at <= tx.now:
        return f"wake {world.wakes}"
    return None


def _reclaim(tx: Tx, world: WorldRow, cast: Sequence[PersonRow], lease: float) -> list[Turn]:
    """Take over turns whose process has gone quiet: a higher fence, the same stimuli, the floor not asked."""
    turns: list[Turn] = []
    for turn in open_turns(tx, world):
        if turn.lease_until is None or turn.lease_until > tx.now:
            continue
        person = next((person for person in cast if person.id == turn.person_id), None)
        if person is None:
            void(tx, turn, "no longer here")
        elif turn.claims >= MAX_CLAIMS:
            _give_up(tx, world, turn, person)
        else:
            person.fence += 1
            turn.fence = person.fence
            turn.claims += 1
            turn.lease = lease
            turn.lease_until = tx.now + timedelta(seconds=lease)
            turns.append(turn_of(turn, scene_of_turn(tx, world, turn, person, cast)))
            continue
        settle_round(tx, world, turn.round_id)
    return turns


def _give_up(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow) -> None:
    reason = f"given up after {turn.claims} attempts that never ended"
    append(tx, world, EventKind.TURN_FAILED, author_of(person), text=reason, place=turn.place, turn_id=turn.id)
    consume(tx, turn)
    end_turn(tx, turn, TurnStatus.FAILED, reason)
