"""The view that a floor decision is made from, and the decision kept in the record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select

from db.perception.floor_window import RECENT, Window, older_calls, window_on
from db.perception.line_taking import find_calls, keep_calls
from db.perception.missed_calls import last_pause
from db.perception.turn_claims import Claims
from db.record.muted_members import muted_in
from db.schema.kind_filters import HUMAN, SPOKEN, one_of
from db.schema.row_mapping import to_world
from db.schema.tables.event_tables import EventRow
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


_EVENT, _TURN = table_of(EventRow).c, table_of(TurnRow).c
ASKED_LATELY = timedelta(minutes=10)
"""How far back the floor sees whom messages to nobody were put to: as far as the budget for asking reaches."""
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
_LATELY_ASKED = (
    _TURN.tenant == given("tenant"),
    _TURN.world_id == given("world"),
    _TURN.claimed_at > given("since"),
    _TURN.obliged.is_(False),
)
ASKED_ANYBODY = exists().where(*_LATELY_ASKED)
"""Somebody had a turn lately who did not have to answer; `since` is a time."""
_ASKED = (
    select(_TURN.person_id, _TURN.trigger_id, _TURN.claimed_at, _TURN.ended_at, _TURN.status, _TURN.choice)
    .join(table_of(EventRow), _EVENT.id == _TURN.trigger_id)
    .where(*_LATELY_ASKED, _EVENT.author_kind == HUMAN)
    .order_by(_TURN.claimed_at)
)
"""A person's line, and a beat, are drawn for and not put to anyone."""


@dataclass(frozen=True, slots=True)
class FloorOutlook:
    """What the floor looks out on besides the lines: those present, the lines taken by each open or held turn,
    whether a roundtable is under way, and the beat of the rhythm that asks for a decision, if one does.
    `anything_waits` and `asked_anybody` are false where a look for waiting lines, or for whom messages were put to
    lately, would find nothing."""

    cast: Sequence[PersonRow]
    claims: Sequence[Claims]
    round_open: bool
    beat: Event | None = None
    anything_waits: bool = True
    asked_anybody: bool = True

    @property
    def busy(self) -> frozenset[str]:
        """The ids of those with an open or held turn."""
        return frozenset(turn.person_id for turn in self.claims)


def floor_view(tx: Tx, world: WorldRow, outlook: FloorOutlook, window: Window) -> FloorView:
    """The view of these lines."""
    recent = heard_by_all((event for event in window.lines.values() if event.facets.spoken), muted_in(tx, world))
    humans = dict.fromkeys(event.author.name for event in recent if isinstance(event.author, HumanAuthor))
    busy = outlook.busy
    return FloorView(
        world=to_world(world),
        members=tuple(_member(tx, person, person.id in busy, window.unread[person.id]) for person in outlook.cast),
        humans=tuple(humans),
        recent=recent,
        waiting=_waiting(tx, world, window) if outlook.anything_waits else (),
        asked=_asked(tx, world) if outlook.asked_anybody else (),
        through=window.through,
        decided=world.decided,
        calls_since_human=world.calls_since_human,
        typing_until=world.typing_until,
        round_open=outlook.round_open,
        beat=outlook.beat,
        redo=world.redo,
        stirred=world.pulse.heard,
        paused=last_pause(world),
        now=tx.now,
    )


def look(tx: Tx, world: WorldRow, outlook: FloorOutlook, through: int | None = None) -> Window:
    """The lines that the floor looks at; `through` where the look is at how things stood then, and nothing heard
    later is in it."""
    until = world.heard if through is None else through
    return window_on(tx, world, outlook.cast, outlook.claims, until, anything_waits=outlook.anything_waits)


def read_backlog(tx: Tx, world: WorldRow, decide: DecideFloor, outlook: FloorOutlook) -> FloorOutlook:
    """Keep whom lines are said to that came since the last decision but are not among the recent ones any more:
    the floor looks at them as if each stretch were the newest, and nothing is granted. Stale ones call nobody.
    Returns the outlook from then on."""
    times = _times(tx, world)
    while world.heard - world.decided > RECENT:
        lines = tx.rows(_SAID_SINCE, world=world.id, decided=world.decided, limit=2 * RECENT, **times)
        if len(lines) <= RECENT:
            break
        through: int = lines[_STRETCH - 1].heard
        window = look(tx, world, outlook, through)
        calls = find_calls(
            tx, world, window, decide(floor_view(tx, world, outlook, window)).called, outlook.claims
        )
        keep_calls(tx, world, calls)
        world.decided = through
        outlook = replace(outlook, anything_waits=outlook.anything_waits or bool(calls))
    return outlook


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


def _waiting(tx: Tx, world: WorldRow, window: Window) -> tuple[Waiting, ...]:
    calls = older_calls(tx, world, window.since, _times(tx, world))
    return tuple(Waiting(person_id=person_id, event=event) for person_id, event in calls)


def _times(tx: Tx, world: WorldRow) -> dict[str, datetime]:
    """When a line was said that may still call somebody: lately, or in the last pause."""
    pause = last_pause(world)
    return {
        "not_before": tx.now - timedelta(seconds=world.caps.stale_after),
        "missed_since": tx.now if pause is None else pause.since,
        "missed_until": tx.now if pause is None else pause.until,
    }
