"""The lines that people have not read: those a turn is to be shown, and the count of those it passes over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, and_, exists, literal_column, null, or_, select, union_all

from db.perception.floor_window import Window, unread_lines_above
from db.perception.witnessing import (
    AHEAD,
    IN_WORLD,
    LINE,
    ONE,
    SAME_WORLD,
    as_hearer,
    calls,
    told,
    unread,
)
from db.record.event_reading import KEYS, known
from db.schema.tables.event_tables import EventRow, WaitingRow
from db.schema.tables.turn_tables import Stretch
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.scene import PassedOver
from troupe.worlds.text.shown_lines import UNREAD_LINES, Matter, to_read
from troupe.worlds.transcript import Event

_EVENT, _PERSON = table_of(EventRow).c, table_of(PersonRow).c
_WAITING = table_of(WaitingRow).c
_THEIRS = (_WAITING.tenant == given("tenant"), _WAITING.person_id == given("person"))
_CALLS = (
    # Said elsewhere, a line waits for a turn that answers there. The world is not given, so that SQLite goes from
    # the lines that wait to their events: the other way leads over everything ever said.
    KEYS.join(table_of(WaitingRow), and_(_WAITING.world_id == _EVENT.world_id, _WAITING.heard == _EVENT.heard))
    .where(*_THEIRS, _WAITING.addressed.is_(True), unread(ONE), _EVENT.place == given("place"))
    .order_by(_WAITING.heard)
    .limit(UNREAD_LINES + 1)
)
_REMARK = and_(*IN_WORLD, unread(ONE), ~calls(ONE))
_REMARKS = KEYS.where(_REMARK).order_by(_EVENT.heard.desc()).limit(given("limit"))
_THIS = KEYS.where(_REMARK, _EVENT.id == given("event"))
_TOLD = (
    select(_EVENT.id, _EVENT.heard, and_(unread(ONE), ~calls(ONE)).label("free"))
    .where(*IN_WORLD, told(ONE), LINE)
    .order_by(_EVENT.heard)
)
"""Lines, and whether they may be passed over."""
_FIRST_WAITING = select(_WAITING.heard).where(*_THEIRS).limit(1).subquery()
_UNREAD_OR_WAITING = union_all(
    KEYS.add_columns(_EVENT.heard).where(*IN_WORLD, unread(ONE)),
    select(null(), literal_column("0", Integer), _FIRST_WAITING.c.heard),
).order_by("heard")
"""Lines, and a row without an id if any line has a row of its own for the person."""
_ANY_UNREAD = select(_EVENT.id).where(*IN_WORLD, unread(ONE)).limit(1)
ANYTHING_WAITS = exists().where(_WAITING.tenant == given("tenant"), _WAITING.world_id == given("world"))
"""Some line of the `world` has a row of its own for somebody: mostly none has."""
_ANYTHING = select(
    or_(
        ANYTHING_WAITS,
        select(_EVENT.id)
        .where(
            *IN_WORLD, *SAME_WORLD, _PERSON.world_id == given("world"), _PERSON.left_at.is_(None), unread(AHEAD)
        )
        .exists(),
    )
)
_WAITING_OF = select(_WAITING.heard, _WAITING.addressed).where(*_THEIRS)
_ANY_WAITING = select(_WAITING.heard).where(*_THEIRS, _WAITING.heard > given("after")).limit(1)


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines one turn is to read, and the count of those it passes over: the lines told in these spans."""

    matter: Matter
    passed: PassedOver | None = None
    spans: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What a claim knows already of the lines that a person has not read: the window it looked at, which lines
    have a row of their own for the person (and whether they are said to them), and the places of those that it has
    just found to be said to them, which have no row yet."""

    window: Window
    waiting: Mapping[int, bool]
    calls: Collection[int]


def to_be_read(
    tx: Tx, world: WorldRow, person: PersonRow, place: str, trigger: str | None, lines: Unanswered
) -> Reading:
    """What a new turn of this person, who answers in `place`, is to read. All that the floor has looked at may be
    passed over."""
    waiting, new = lines.waiting, [lines.window.lines[heard] for heard in sorted(lines.calls)]
    called = known(tx, tx.rows(_CALLS, place=place, **as_hearer(person))) if any(waiting.values()) else []
    called += [event for event in new if event.place == place]
    said = {event.id for event in new}
    hearer = as_hearer(person, since=_lowest(person, waiting))
    unread_lines = None if _left_below(person, waiting) else unread_lines_above(lines.window, person)
    if unread_lines is None:
        unread_lines = known(tx, tx.rows(_REMARKS, limit=UNREAD_LINES + 1 + len(said), **hearer))
    remarks = [event for event in unread_lines if event.id not in said]
    there = said.union(event.id for event in remarks)
    if trigger is not None and len(remarks) > UNREAD_LINES and trigger not in there:
        remarks += known(tx, tx.rows(_THIS, event=trigger, **hearer))
    return _reading(tx, world, person, to_read(called, remarks, trigger=trigger), waiting, said)


def to_be_added(
    tx: Tx, world: WorldRow, person: PersonRow, taken: Sequence[Event], additions: Sequence[Event]
) -> Reading | None:
    """What a turn that is decided again is to read as well: what was added, as far as it fits, and what was said
    to others meanwhile. None if nothing that was added fits."""
    ids, waiting = {event.id for event in additions}, waiting_of(tx, person)
    unread_lines = known(
        tx, tx.rows(_REMARKS, limit=UNREAD_LINES + 1, **as_hearer(person, since=_lowest(person, waiting)))
    )
    remarks = [event for event in unread_lines if event.id not in ids and (event.heard or 0) <= world.decided]
    matter = to_read(additions, remarks, taken=taken)
    if not matter.called:
        return None
    return _reading(tx, world, person, matter, waiting)


def unread_after(tx: Tx, person: PersonRow, after: int) -> tuple[list[Event], bool]:
    """What reached the person after that place and is unread; and whether anything is, or waits for them, before
    it too."""
    rows = tx.rows(_UNREAD_OR_WAITING, **as_hearer(person, since=after + 1))
    newer = known(tx, [row for row in rows if row.id is not None])
    return newer, bool(rows)


def any_unread(tx: Tx, person: PersonRow, after: int) -> bool:
    """Whether anything that reached the person after that place is unread."""
    above = max(after, person.read_through) + 1
    if tx.value(_ANY_UNREAD, **as_hearer(person, since=above)) is not None:
        return True
    return tx.value(_ANY_WAITING, person=person.id, after=after) is not None


def anything_unread(tx: Tx, world: WorldRow) -> bool:
    """Whether anybody present has anything unread."""
    return bool(tx.value(_ANYTHING, world=world.id))


def waiting_of(tx: Tx, person: PersonRow) -> dict[int, bool]:
    """The lines that have a row of their own for this person, by place, and whether they are said to them."""
    return {row.heard: row.addressed for row in tx.rows(_WAITING_OF, person=person.id)}


def _lowest(person: PersonRow, waiting: Mapping[int, bool]) -> int:
    """Where the lines begin that are unread and not said to the person: above the cursor, unless some were left
    below."""
    return min(_left_below(person, waiting), default=person.read_through + 1)


def _left_below(person: PersonRow, waiting: Mapping[int, bool]) -> list[int]:
    return [heard for heard, addressed in waiting.items() if not addressed and heard <= person.read_through]


def _reading(
    tx: Tx,
    world: WorldRow,
    person: PersonRow,
    matter: Matter,
    waiting: Mapping[int, bool],
    said: Collection[str] = (),
) -> Reading:
    """With the count of what is passed over: nothing that the floor has not looked at, since that may yet turn out
    to be said to this person, and nothing that this very look found to be `said` to them."""
    cutoff = min(matter.cutoff, world.decided + 1)
    if cutoff <= 0:
        return Reading(matter)
    ids = {event.id for event in matter.own}.union(said)
    spans: list[Stretch] = []
    count, going = 0, False
    for row in tx.rows(_TOLD, **as_hearer(person, since=_lowest(person, waiting), through=cutoff - 1)):
        free = row.free and row.id not in ids
        if free and going:
            spans[-1] = (spans[-1][0], row.heard)
        elif free:
            spans.append((row.heard, row.heard))
        count, going = count + free, free
    passed = PassedOver(through=spans[-1][1], count=count) if spans else None
    return Reading(matter, passed, tuple(spans))
