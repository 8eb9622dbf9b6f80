"""What a person has not read: what of it a turn is to be shown, and taking that, and only that, for the turn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from db.record.event_reading import KEYS, known
from db.schema.rows import EventRow, StimulusRow, TurnRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.scene import PassedOver
from troupe.worlds.text.shown_lines import UNREAD_LINES, Matter, to_read
from troupe.worlds.transcript import Event

_EVENT, _STIMULUS, _TURN = table_of(EventRow).c, table_of(StimulusRow).c, table_of(TurnRow).c
_FREE = (
    _STIMULUS.tenant == given("tenant"),
    _STIMULUS.world_id == given("world"),
    _STIMULUS.person_id == given("person"),
    _STIMULUS.read_at.is_(None),
    _STIMULUS.passed_at.is_(None),
    _STIMULUS.withdrawn_at.is_(None),
    _STIMULUS.turn_id.is_(None),
)
"""Unread, and no turn's."""
_UNREAD = KEYS.join(table_of(StimulusRow), _STIMULUS.event_id == _EVENT.id).where(*_FREE)
_CALLS = (
    # Said elsewhere, a line waits for a turn that answers there.
    _UNREAD.where(_STIMULUS.addressed, _EVENT.place == given("place"))
    .order_by(_STIMULUS.heard)
    .limit(UNREAD_LINES + 1)
)
_OTHERS = _UNREAD.where(_STIMULUS.addressed.is_(False)).order_by(_STIMULUS.heard.desc()).limit(UNREAD_LINES + 1)
_THIS = _UNREAD.where(_EVENT.id == given("event"), _STIMULUS.addressed.is_(False))
_PASSING = (*_FREE, _STIMULUS.addressed.is_(False), _STIMULUS.heard < given("cutoff"))
_LEFT_OUT = select(func.count().label("lines"), func.max(_STIMULUS.heard).label("through")).where(
    *_PASSING, _STIMULUS.event_id.not_in(bindparam("given_own", expanding=True))
)
_TAKE = (
    update(StimulusRow)
    .where(*_FREE, col(StimulusRow.event_id).in_(bindparam("given_own", expanding=True)))
    .values(turn_id=given("turn"))
)
_PASS_OVER = update(StimulusRow).where(*_PASSING).values(turn_id=given("turn"), passed_at=given("now"))
_CLAIMED = (
    KEYS.add_columns(_STIMULUS.addressed)
    .join(table_of(StimulusRow), _STIMULUS.event_id == _EVENT.id)
    .where(
        _STIMULUS.tenant == given("tenant"),
        _STIMULUS.turn_id == given("turn"),
        _STIMULUS.read_at.is_(None),
        _STIMULUS.passed_at.is_(None),
        _STIMULUS.withdrawn_at.is_(None),
        _EVENT.erased.is_(False),
    )
    .order_by(_STIMULUS.heard)
)
_GAPS = (
    select(_TURN.passed_through, _TURN.passed)
    .where(
        _TURN.tenant == given("tenant"),
        _TURN.person_id == given("person"),
        _TURN.passed > 0,
        _TURN.passed_through >= given("since"),
    )
    .order_by(_TURN.passed_through)
)
_ANSWERING = (
    select(_STIMULUS.event_id, _TURN.person_id)
    .join(table_of(TurnRow), _STIMULUS.turn_id == _TURN.id)
    .where(
        _TURN.tenant == given("tenant"),
        _TURN.world_id == given("world"),
        _TURN.ended_at.is_(None),
        _STIMULUS.addressed,
        _STIMULUS.read_at.is_(None),
        _STIMULUS.passed_at.is_(None),
        _STIMULUS.withdrawn_at.is_(None),
    )
    .order_by(_TURN.claimed_at, _TURN.position)
)
_MARK = (
    update(StimulusRow)
    .where(
        col(StimulusRow.tenant) == given("tenant"),
        col(StimulusRow.event_id) == given("event"),
        col(StimulusRow.person_id).in_(bindparam("given_people", expanding=True)),
        col(StimulusRow.addressed).is_(False),
        col(StimulusRow.read_at).is_(None),
        col(StimulusRow.passed_at).is_(None),
    )
    .values(addressed=True)
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one turn is to read, and how much it passes over."""

    matter: Matter
    passed: PassedOver | None = None


def mark_calls(tx: Tx, called: Mapping[str, Iterable[str]]) -> None:
    """Keep whom lines are said to: ids of events, each with ids of people."""
    for event_id, people in called.items():
        tx.run(_MARK, event=event_id, people=list(people))


def to_be_read(tx: Tx, world: WorldRow, person_id: str, place: str, trigger: str | None) -> Reading:
    """What a new turn of this person, who answers in `place`, is to read. All that the floor has looked at may be
    passed over."""
    calls = known(tx, tx.rows(_CALLS, world=world.id, person=person_id, place=place))
    remarks = known(tx, tx.rows(_OTHERS, world=world.id, person=person_id))
    if trigger is not None and len(remarks) > UNREAD_LINES and all(event.id != trigger for event in remarks):
        remarks += known(tx, tx.rows(_THIS, world=world.id, person=person_id, event=trigger))
    return _reading(tx, world, person_id, to_read(calls, remarks, trigger=trigger))


def to_be_added(
    tx: Tx, world: WorldRow, turn: TurnRow, taken: Sequence[Event], additions: Sequence[Event]
) -> Reading | None:
    """What a turn that is decided again is to read as well: what was added, as far as it fits, and what was said
    to others meanwhile. None if nothing that was added fits."""
    ids = {event.id for event in additions}
    unread = known(tx, tx.rows(_OTHERS, world=world.id, person=turn.person_id))
    remarks = [event for event in unread if event.id not in ids and (event.heard or 0) <= world.decided]
    matter = to_read(additions, remarks, taken=taken)
    if not matter.called:
        return None
    return _reading(tx, world, turn.person_id, matter)


def take(tx: Tx, world: WorldRow, person_id: str, turn_id: str, reading: Reading) -> None:
    """Give the turn what it is to read; what it passes over is the person's no more."""
    own = [event.id for event in reading.matter.own]
    if own:
        tx.run(_TAKE, world=world.id, person=person_id, turn=turn_id, own=own)
    if reading.passed is not None:
        cutoff = reading.passed.through + 1
        tx.run(_PASS_OVER, world=world.id, person=person_id, turn=turn_id, cutoff=cutoff, now=tx.now)


def claimed(tx: Tx, turn_id: str) -> tuple[list[Event], frozenset[str]]:
    """What a turn has to read, and the ids of what among it is said to its person."""
    rows = tx.rows(_CLAIMED, turn=turn_id)
    return known(tx, rows), frozenset(row.id for row in rows if row.addressed)


def gaps(tx: Tx, person_id: str, since: int) -> tuple[PassedOver, ...]:
    """What the person passed over since then."""
    return tuple(
        PassedOver(through=row.passed_through, count=row.passed)
        for row in tx.rows(_GAPS, person=person_id, since=since)
    )


def answering(tx: Tx, world: WorldRow) -> list[tuple[str, str]]:
    """Lines that somebody has a turn to answer, by id, each with the id of who has."""
    return [(row.event_id, row.person_id) for row in tx.rows(_ANSWERING, world=world.id)]


def _reading(tx: Tx, world: WorldRow, person_id: str, matter: Matter) -> Reading:
    """With the count of what is passed over: nothing that the floor has not looked at, since that may yet turn out
    to be said to this person."""
    cutoff = min(matter.cutoff, world.decided + 1)
    if cutoff <= 0:
        return Reading(matter)
    own = [event.id for event in matter.own]
    row = tx.rows(_LEFT_OUT, world=world.id, person=person_id, cutoff=cutoff, own=own)[0]
    return Reading(matter, PassedOver(through=row.through, count=row.lines) if row.lines else None)
