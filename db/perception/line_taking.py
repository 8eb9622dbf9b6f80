"""Taking lines for a turn, whom they are said to, and having them unread again: all that moves a cursor."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import bindparam, delete, select, update

from db.perception.floor_window import Window
from db.perception.turn_claims import Claims, under_way
from db.perception.unread_lines import Reading
from db.perception.witnessing import (
    ANYONE,
    FOR_HEARERS,
    IN_WORLD,
    ONE,
    SAME_WORLD,
    as_hearer,
    calls,
    passed_over,
    told,
    unread,
    waits,
)
from db.record.event_reading import event_of
from db.schema.kind_filters import HUMAN
from db.schema.tables.event_tables import EventRow, PassageRow, WaitingRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of

_EVENT, _PERSON = table_of(EventRow).c, table_of(PersonRow).c
_WAITING, _PASSAGE = table_of(WaitingRow).c, table_of(PassageRow).c
_CALLEES = (
    select(_PERSON.id, _EVENT.heard, waits(ANYONE).label("waits"))
    .where(
        *SAME_WORLD,
        _EVENT.id == given("event"),
        _PERSON.id.in_(bindparam("given_people", expanding=True)),
        unread(ANYONE),
        ~calls(ANYONE),
    )
    .order_by(_PERSON.seat)
)
_ROWS = (_WAITING.tenant == given("tenant"), _WAITING.person_id == given("person"))
_ADDRESS = update(WaitingRow).where(*_ROWS, _WAITING.heard == given("heard")).values(addressed=True)
_WAIT_NO_MORE = delete(WaitingRow).where(*_ROWS, _WAITING.heard.in_(bindparam("given_places", expanding=True)))
_PASS_OVER = delete(WaitingRow).where(*_ROWS, _WAITING.heard < given("cutoff"), _WAITING.addressed.is_(False))
_LEAVE = delete(WaitingRow).where(*_ROWS)
_SETTLE = delete(WaitingRow).where(_WAITING.tenant == given("tenant"), _WAITING.world_id == given("world"))
_WITHDRAW = _SETTLE.where(_WAITING.heard == given("heard"))
_MOOT = (
    update(EventRow)
    .where(
        *IN_WORLD,
        _EVENT.author_kind == HUMAN,
        _EVENT.author_id == given("user"),
        _EVENT.heard.is_not(None),
    )
    .values(moot=True)
)
_MOOT_WAITS = _SETTLE.where(
    _WAITING.heard.in_(select(_EVENT.heard).where(*IN_WORLD, _EVENT.heard.is_not(None), _EVENT.moot.is_(True)))
)
_UNTAKEN = select(_EVENT.heard).where(
    *IN_WORLD,
    unread(ONE),
    ~waits(ONE),
    ~passed_over(ONE),
)
_SPANS = (
    _PASSAGE.tenant == given("tenant"),
    _PASSAGE.person_id == given("person"),
    _PASSAGE.turn_id == given("turn"),
)
_FORGET_SPANS = delete(PassageRow).where(*_SPANS)
_PASSED = (
    select(_EVENT.heard)
    .join(table_of(PassageRow), (_PASSAGE.first <= _EVENT.heard) & (_PASSAGE.last >= _EVENT.heard))
    .where(*_SPANS, *IN_WORLD, FOR_HEARERS, told(ONE))
)
_CLAIMED = select(_EVENT.heard).where(
    *IN_WORLD, FOR_HEARERS, _EVENT.heard.in_(bindparam("given_places", expanding=True))
)
_BY_HUMANS = _CLAIMED.where(_EVENT.author_kind == HUMAN)


def mark_calls(tx: Tx, world: WorldRow, called: Mapping[str, Iterable[str]]) -> None:
    """Keep whom lines are said to: ids of events, each with ids of people. What a turn under way has taken counts,
    what was read or passed over does not."""
    taking = {turn.person_id: turn for turn in under_way(tx, world)} if called else {}
    for event_id, callees in called.items():
        people = sorted(callees)
        for row in tx.rows(_CALLEES, event=event_id, people=people):
            if row.waits:
                tx.run(_ADDRESS, person=row.id, heard=row.heard)
            else:
                _wait(tx, world.id, row.id, {row.heard: True})
        turns = [tx.must(TurnRow, taking[person_id].turn_id) for person_id in people if person_id in taking]
        event = event_of(tx, event_id) if turns else None
        for turn in turns:
            if event is not None and event.heard in turn.claimed:
                turn.calls = tuple(sorted({*turn.calls, event.heard}))


def find_calls(
    tx: Tx, world: WorldRow, window: Window, called: Mapping[str, Iterable[str]], claims: Sequence[Claims]
) -> dict[str, list[int]]:
    """The same for lines of the window that the floor looks at; `claims` are those of the turns under way.
    Returns, by person, the places of lines that are to wait for them and have no row yet: a turn that takes them
    at once spares their rows, the others get them by `keep_calls`."""
    turns = {turn.person_id: turn.turn_id for turn in claims}
    unread_by = {person_id: frozenset(places) for person_id, places in window.unread.items()}
    new: dict[str, list[int]] = {}
    for event_id, callees in called.items():
        heard = window.places.get(event_id)
        if heard is None:
            mark_calls(tx, world, {event_id: callees})
            continue
        for person_id in sorted(callees):
            if heard in window.taken.get(person_id, ()):
                turn = tx.must(TurnRow, turns[person_id])
                turn.calls = tuple(sorted({*turn.calls, heard}))
            elif heard in unread_by.get(person_id, ()):
                said = window.waiting.get((person_id, heard))
                if said is None:
                    new.setdefault(person_id, []).append(heard)
                elif not said:
                    tx.run(_ADDRESS, person=person_id, heard=heard)
                    window.waiting[person_id, heard] = True
    return new


def keep_calls(tx: Tx, world: WorldRow, calls: Mapping[str, Iterable[int]]) -> None:
    """Have these lines wait for the people whom they are said to."""
    for person_id, places in calls.items():
        _wait(tx, world.id, person_id, dict.fromkeys(sorted(places), True))


def take(tx: Tx, person: PersonRow, turn_id: str, reading: Reading, fresh: Collection[int] = ()) -> None:
    """Give the turn what it is to read; what it passes over is the person's no more. `fresh` are the places of
    lines that were just found to be said to the person, and have no row."""
    matter = reading.matter
    waited = [
        event.heard
        for event in matter.own
        if event.heard is not None
        and event.heard not in fresh
        and (event.id in matter.called or event.heard <= person.read_through)
    ]
    if waited:
        tx.run(_WAIT_NO_MORE, person=person.id, places=waited)
    if reading.passed is not None:
        tx.run(_PASS_OVER, person=person.id, cutoff=reading.passed.through + 1)
    tx.insert(
        PassageRow,
        *(
            {"person_id": person.id, "last": last, "first": first, "tenant": tx.tenant, "turn_id": turn_id}
            for first, last in reading.spans
        ),
    )


def move_cursor(tx: Tx, person: PersonRow, through: int, taken: Collection[int]) -> None:
    """Bring the cursor forward, over lines that were taken; other lines that it skips are left to wait."""
    skipped = as_hearer(person, since=person.read_through + 1, through=through)
    untaken = {row.heard for row in tx.rows(_UNTAKEN, **skipped)}
    _wait(tx, person.world_id, person.id, dict.fromkeys(sorted(untaken - set(taken)), False))
    person.read_through = max(person.read_through, through)


def unread_again(tx: Tx, turn: TurnRow) -> None:
    """Have all that a turn took or passed over unread again, as if it had not been.

    As long as it is under way the cursor goes back to where it was, unless something else has moved it since; else
    each line waits.
    """
    person = tx.must(PersonRow, turn.person_id)
    hearer = as_hearer(person)
    lines = tx.rows(_CLAIMED, places=list(turn.claimed), **hearer) if turn.claimed else ()
    passed = tx.rows(_PASSED, turn=turn.id, **hearer) if turn.passed else ()
    if turn.ended_at is None and person.read_through == turn.through:
        person.read_through = turn.read_before
    places = sorted({row.heard for row in (*lines, *passed)})
    waiting = {
        heard: heard in turn.calls for heard in places if heard in turn.calls or heard <= person.read_through
    }
    _wait(tx, person.world_id, person.id, waiting)
    tx.run(_FORGET_SPANS, person=person.id, turn=turn.id)
    turn.claimed = turn.calls = ()
    turn.passed = 0


def calls_again(tx: Tx, turn: TurnRow) -> None:
    """Have unread again what humans said to the person of a turn that has ended, among what it took."""
    if not turn.calls:
        return
    rows = tx.rows(_BY_HUMANS, world=turn.world_id, places=list(turn.calls))
    places = {row.heard for row in rows}
    _wait(tx, turn.world_id, turn.person_id, dict.fromkeys(sorted(places), True))
    turn.claimed = tuple(heard for heard in turn.claimed if heard not in places)
    turn.calls = tuple(heard for heard in turn.calls if heard not in places)


def read_elsewhere(tx: Tx, world: WorldRow, heard: int, readers: Collection[str]) -> None:
    """Have the newest line read by these people, who read another version of it: they do not answer twice."""
    for person in tx.people(world.id):
        if person.id in readers:
            tx.run(_WAIT_NO_MORE, person=person.id, places=[heard])
            move_cursor(tx, person, heard, (heard,))


def all_read(tx: Tx, world: WorldRow) -> None:
    """Have everyone present read all there is: nobody has to answer any of it."""
    for person in tx.people(world.id):
        person.read_through = world.heard
    tx.run(_SETTLE, world=world.id)


def moot(tx: Tx, world: WorldRow, user_id: str) -> None:
    """Nobody has to answer any more what this member wrote so far."""
    tx.run(_MOOT, world=world.id, user=user_id)
    tx.run(_MOOT_WAITS, world=world.id)


def withdraw(tx: Tx, event: EventRow) -> None:
    """Nobody reads an event any more that is being erased."""
    if event.heard is not None:
        tx.run(_WITHDRAW, world=event.world_id, heard=event.heard)


def hears_no_more(tx: Tx, world: WorldRow, person: PersonRow) -> None:
    """The person has left: what comes from now on does not reach them, and nothing waits for them."""
    person.hears_through = world.heard
    tx.run(_LEAVE, person=person.id)


def _wait(tx: Tx, world_id: str, person_id: str, places: Mapping[int, bool]) -> None:
    """Rows for lines that wait, and whether they are said to the person."""
    tx.insert(
        WaitingRow,
        *(
            {
                "person_id": person_id,
                "heard": heard,
                "tenant": tx.tenant,
                "world_id": world_id,
                "addressed": addressed,
            }
            for heard, addressed in places.items()
        ),
    )
