"""The view that a floor decision is made from, and the decision kept in the record."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from db.perception.line_taking import mark_calls
from db.perception.missed_calls import last_pause
from db.perception.unread_lines import unread_among
from db.perception.witnessing import FOR_HEARERS
from db.record.event_reading import KEYS, known, latest
from db.record.muted_members import muted_in
from db.schema.kind_filters import HUMAN, SPOKEN, one_of
from db.schema.row_mapping import to_world
from db.schema.tables.event_tables import EventRow, WaitingRow
from db.schema.tables.turn_tables import DecisionRow, TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.ports import DecideFloor
from troupe.worlds.action import FloorChoice
from troupe.worlds.floor_view import Asked, FloorDecision, FloorView, RoomMember, Waiting
from troupe.worlds.muted_view import heard_by_all
from troupe.worlds.transcript import Event, HumanAuthor

_STRETCH = 40
"""Lines of a backlog read at a time: with some before them, for with whom someone was speaking."""
RECENT = 50
"""How many of the latest lines the floor sees: enough for who spoke with whom within its caps (at most
8 in a row, 3 per pair a minute), few enough to build in a millisecond."""


_EVENT, _WAITS, _TURN = table_of(EventRow).c, table_of(WaitingRow).c, table_of(TurnRow).c
ASKED_LATELY = timedelta(minutes=10)
"""How far back the floor sees whom messages to nobody were put to: as far as the budget for asking reaches."""
_LATEST_SAID = latest(SPOKEN)
_SAID_SINCE = (
    select(_EVENT.heard)
    .where(
        _EVENT.tenant == given("tenant"),
        _EVENT.world_id == given("world"),
        one_of(_EVENT.kind, SPOKEN),
        _EVENT.heard > given("decided"),
        or_(
            _EVENT.at >= given("not_before"),
            and_(_EVENT.at >= given("missed_since"), _EVENT.at <= given("missed_until")),
        ),
        _EVENT.erased.is_(False),
    )
    .order_by(_EVENT.heard)
    .limit(given("limit"))
)
_ASKED = (
    select(_TURN.person_id, _TURN.trigger_id, _TURN.claimed_at, _TURN.ended_at, _TURN.status, _TURN.choice)
    .join(table_of(EventRow), _EVENT.id == _TURN.trigger_id)
    .where(
        _TURN.tenant == given("tenant"),
        _TURN.world_id == given("world"),
        _TURN.claimed_at > given("since"),
        _TURN.obliged.is_(False),
        _EVENT.author_kind == HUMAN,
    )
    .order_by(_TURN.claimed_at)
)
"""A person's line, and a beat, are drawn for and not put to anyone."""
_WAITING = (
    KEYS.add_columns(_WAITS.person_id)
    .join(table_of(WaitingRow), and_(_WAITS.world_id == _EVENT.world_id, _WAITS.heard == _EVENT.heard))
    .where(
        _WAITS.world_id == given("world"),
        _WAITS.heard < given("since"),
        _WAITS.addressed.is_(True),
        FOR_HEARERS,
        or_(
            _EVENT.at >= given("not_before"),
            and_(_EVENT.at >= given("missed_since"), _EVENT.at <= given("missed_until")),
        ),
    )
    .order_by(_WAITS.heard)
    .limit(RECENT)
)


def floor_view(
    tx: Tx,
    world: WorldRow,
    cast: Sequence[PersonRow],
    *,
    busy: set[str],
    round_open: bool,
    beat: Event | None,
    through: int | None = None,
) -> FloorView:
    """`busy` are the ids of those with an open or held turn; `beat` is the beat that asks, if one does; `through`
    where the look is at how things stood then, and nothing heard later is in it."""
    through = world.heard if through is None else through
    recent = heard_by_all(_recent(tx, world, through), muted_in(tx, world))
    since = (recent[0].heard or 0) if recent else 0
    unread = unread_among(tx, world, cast, since, through)
    humans = dict.fromkeys(event.author.name for event in recent if isinstance(event.author, HumanAuthor))
    return FloorView(
        world=to_world(world),
        members=tuple(_member(tx, person, person.id in busy, unread[person.id]) for person in cast),
        humans=tuple(humans),
        recent=recent,
        waiting=_waiting(tx, world, since),
        asked=_asked(tx, world),
        through=through,
        decided=world.decided,
        calls_since_human=world.calls_since_human,
        typing_until=world.typing_until,
        round_open=round_open,
        beat=beat,
        redo=world.redo,
        stirred=world.pulse.heard,
        paused=last_pause(world),
        now=tx.now,
    )


def read_backlog(tx: Tx, world: WorldRow, decide: DecideFloor, look: Callable[..., FloorView]) -> None:
    """Keep whom lines are said to that came since the last decision but are not among the recent ones any more:
    the floor looks at them as if each stretch were the newest, and nothing is granted. Stale ones call nobody."""
    times = _times(tx, world)
    while True:
        lines = tx.rows(_SAID_SINCE, world=world.id, decided=world.decided, limit=2 * RECENT, **times)
        if len(lines) <= RECENT:
            return
        through: int = lines[_STRETCH - 1].heard
        mark_calls(tx, world, decide(look(through=through)).called)
        world.decided = through


def keep_decision(tx: Tx, world: WorldRow, cause: str, decision: FloorDecision) -> str:
    """Insert the decision under its key (world, through, cause), which exists once; returns its id."""
    world.decisions += 1
    decision_id = tx.ids()
    tx.insert(
        DecisionRow,
        {
            "id": decision_id,
            "tenant": tx.tenant,
            "world_id": world.id,
            "number": world.decisions,
            "through": world.heard,
            "cause": cause,
            "at": tx.now,
            "decision": decision,
        },
    )
    return decision_id


def _member(tx: Tx, person: PersonRow, busy: bool, unread: tuple[int, ...]) -> RoomMember:
    persona = tx.persona(person)
    return RoomMember(
        id=person.id,
        seat=person.seat,
        name=person.name,
        nicknames=persona.nicknames,
        interests=persona.preferences.interests,
        talkativeness=talkativeness(tx, person),
        quiet=person.quiet or person.hushed_after is not None,
        hushed_after=None if person.quiet else person.hushed_after,
        busy=busy,
        unread=unread,
    )


def talkativeness(tx: Tx, person: PersonRow) -> float:
    """As settled for this world, or as the persona is."""
    return tx.persona(person).talkativeness if person.talkativeness is None else person.talkativeness


def _recent(tx: Tx, world: WorldRow, through: int) -> tuple[Event, ...]:
    return tuple(reversed(known(tx, tx.rows(_LATEST_SAID, world=world.id, through=through, limit=RECENT))))


def _asked(tx: Tx, world: WorldRow) -> tuple[Asked, ...]:
    committed, silent = TurnStatus.COMMITTED.value, FloorChoice.SILENT.value
    return tuple(
        Asked(
            person_id=row.person_id,
            trigger=row.trigger_id,
            at=row.claimed_at,
            ended_at=row.ended_at,
            silent=row.status == committed and row.choice == silent,
        )
        for row in tx.rows(_ASKED, world=world.id, since=tx.now - ASKED_LATELY)
    )


def _waiting(tx: Tx, world: WorldRow, since: int) -> tuple[Waiting, ...]:
    rows = tx.rows(_WAITING, world=world.id, since=since, **_times(tx, world))
    return tuple(
        Waiting(person_id=row.person_id, event=event) for event, row in zip(known(tx, rows), rows, strict=True)
    )


def _times(tx: Tx, world: WorldRow) -> dict[str, datetime]:
    """When a line was said that may still call somebody: lately, or in the last pause."""
    pause = last_pause(world)
    return {
        "not_before": tx.now - timedelta(seconds=world.caps.stale_after),
        "missed_since": tx.now if pause is None else pause.since,
        "missed_until": tx.now if pause is None else pause.until,
    }
