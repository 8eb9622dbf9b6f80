"""tx2, the claim: reveal what is due, take over lost turns, and ask the floor once about what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from db.catalogue.guild_store import SETTINGS, remember_settings
from db.cycle.budgets import lock_days_of
from db.cycle.floor_reading import ASKED_ANYBODY, ASKED_LATELY, FloorOutlook
from db.cycle.rhythm_beats import strike, struck
from db.cycle.roundtable_reveal import reveal, settle_round
from db.cycle.turn_ending import end_turn, open_round, open_turns
from db.cycle.turn_granting import Terms, decide_and_grant
from db.cycle.turn_scene import scene_of_turn, turn_of
from db.cycle.world_wakeup import wake_if_unread
from db.perception.turn_claims import Claims, claims_of
from db.perception.unread_lines import ANYTHING_WAITS, anything_unread
from db.record.event_appending import append, author_of, post_notice
from db.schema.kind_filters import HOLDING_FLOOR, one_of
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.turn_tables import RoundRow, TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.ports import Claimed
from troupe.worlds.events.turn_failed import TurnFailed
from troupe.worlds.turn import Turn
from troupe.worlds.world import WorldStatus

MAX_CLAIMS = 3
"""A turn claimed this often whose lease ran out every time has probably been what ended its processes: it fails
visibly instead of being tried for ever."""


_TURN, _ROUND, _LINE = table_of(TurnRow).c, table_of(RoundRow).c, table_of(LineRow).c
_UNDER_WAY = select(
    select(func.count())
    .where(_TURN.tenant == given("tenant"), _TURN.world_id == given("world"), _TURN.ended_at.is_(None))
    .scalar_subquery()
    .label("turns"),
    select(func.count())
    .where(_ROUND.tenant == given("tenant"), _ROUND.world_id == given("world"), _ROUND.ended_at.is_(None))
    .scalar_subquery()
    .label("rounds"),
    select(func.count())
    .where(
        _LINE.tenant == given("tenant"),
        _LINE.world_id == given("world"),
        one_of(_LINE.kind, HOLDING_FLOOR),
        _LINE.due_at.is_not(None),
    )
    .scalar_subquery()
    .label("unsent"),
    ANYTHING_WAITS.label("anything_waits"),
    ASKED_ANYBODY.label("asked_anybody"),
    SETTINGS.label("settings"),
)
"""How many turns and roundtables are open, how many rows of people the channel does not have yet (the bot's own
notices and what it deletes hold nobody up), whether anything waits for anybody, and whether somebody was asked
lately: mostly none and nobody, which one query tells. And what the tenant has settled."""


def claim(tx: Tx, world_id: str, terms: Terms) -> Claimed:
    world = tx.lock_world(world_id)
    if world.status != WorldStatus.OPEN.value:
        return Claimed()
    under_way = _under_way(tx, world)
    table = open_round(tx, world) if under_way.rounds else None
    revealed = table is not None and table.deadline <= tx.now
    if table is not None and revealed:
        reveal(tx, world, table)
        under_way = _under_way(tx, world)
    reclaimed = _reclaim(tx, world, terms.lease) if under_way.turns else _Reclaimed([], [])
    turns, decision = reclaimed.turns, None
    cause, beat = _cause(tx, world), None
    if cause is None and not _held(tx, world) and world.next_beat_at is not None and world.next_beat_at <= tx.now:
        beat = strike(tx, world, terms.cap, busy=bool(reclaimed.claims) or bool(under_way.unsent))
        cause = None if beat is None else f"beat {beat.seq}"
    if cause == "event" and world.redo is None and _nobody_is_told(tx, world, reclaimed.claims):
        world.decided, cause = world.heard, None
    if cause is not None and under_way.unsent < world.caps.unsent:
        table = None if table is None else open_round(tx, world)
        outlook = FloorOutlook(
            tx.people(world.id),
            reclaimed.claims,
            round_open=table is not None,
            beat=beat,
            # What took a turn over, or ended one, may have left lines to wait.
            anything_waits=under_way.anything_waits or bool(under_way.turns) or revealed,
            asked_anybody=under_way.asked_anybody,
        )
        decision, granted = decide_and_grant(tx, world, outlook, cause, terms)
        turns = turns + granted
        if beat is not None:
            struck(tx, world, granted=bool(granted))
    if table is not None or (decision is not None and decision.together):
        table = open_round(tx, world)
    return Claimed(turns=tuple(turns), decision=decision, wake_at=_look_again(tx, world, table), revealed=revealed)


def _look_again(tx: Tx, world: WorldRow, table: RoundRow | None) -> datetime | None:
    deadline = None if table is None else table.deadline
    if _held(tx, world):
        return min((time for time in (world.hold_until, deadline) if time is not None), default=None)
    times = (world.wake_at, world.next_beat_at, deadline)
    return min((time for time in times if time is not None), default=None)


def _held(tx: Tx, world: WorldRow) -> bool:
    return world.hold_until is not None and world.hold_until > tx.now and world.said > world.decided


def _cause(tx: Tx, world: WorldRow) -> str | None:
    """The key of what calls for a decision now: speech that no decision has covered, or a wake that is due.
    None while what was said may still be replaced."""
    if _held(tx, world):
        return None
    if world.said > world.decided:
        return "event"
    if world.wake_at is not None and world.wake_at <= tx.now:
        return f"wake {world.wakes}"
    return None


def _under_way(tx: Tx, world: WorldRow) -> Row[Any]:
    row = tx.rows(_UNDER_WAY, world=world.id, since=tx.now - ASKED_LATELY)[0]
    remember_settings(tx, row.settings)
    return row


def _nobody_is_told(tx: Tx, world: WorldRow, claims: Sequence[Claims]) -> bool:
    """Whether the newest line is one that nobody else is here to hear: then there is nothing to decide about."""
    if len(tx.people(world.id)) > 1 or any(turn.claimed for turn in claims):
        return False
    return not anything_unread(tx, world)


@dataclass(frozen=True, slots=True)
class _Reclaimed:
    """The turns taken over, and what all open and held turns have taken."""

    turns: list[Turn]
    claims: list[Claims]


def _reclaim(tx: Tx, world: WorldRow, lease: float) -> _Reclaimed:
    """Take over turns whose process has gone quiet: a higher fence, the same lines, the floor not asked."""
    live = open_turns(tx, world)
    lost = [turn for turn in live if turn.lease_until is not None and turn.lease_until <= tx.lease_now]
    if lost:
        lock_days_of(tx, lost)
        tx.lock_people(person.id for person in tx.people(world.id))  # all: the floor may grant to others next
    turns = [successor for turn in lost if (successor := _take_over(tx, world, turn, lease)) is not None]
    return _Reclaimed(turns, [claims_of(turn) for turn in live if turn.ended_at is None])


def _take_over(tx: Tx, world: WorldRow, turn: TurnRow, lease: float) -> Turn | None:
    cast = tx.people(world.id)
    person = next(person for person in cast if person.id == turn.person_id)
    if turn.claims >= MAX_CLAIMS:
        _give_up(tx, world, turn, person)
        return None
    turn.fence = tx.raise_fence(person)
    turn.claims += 1
    turn.lease = lease
    turn.lease_until = tx.lease_now + timedelta(seconds=lease)
    return turn_of(turn, scene_of_turn(tx, world, turn, person, cast))


def _give_up(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow) -> None:
    reason = f"given up after {turn.claims} attempts that never ended"
    append(tx, world, TurnFailed, author_of(person), text=reason, place=turn.place, turn_id=turn.id)
    end_turn(tx, turn, TurnStatus.FAILED, reason)
    if turn.obliged:
        text = f"{person.name} could not answer: the bot was cut off {turn.claims} times. Please ask again."
        post_notice(tx, world, text, place=turn.place)
    settle_round(tx, world, turn.round_id)
    wake_if_unread(tx, world, person)
