"""The lines that people have not read: those a turn is to be shown, and the count of those it passes over."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from db.perception.turn_claims import under_way
from db.perception.witnessing import (
    AHEAD,
    FOR_HEARERS,
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
from db.schema.tables.event_tables import ConfidantRow, EventRow, WaitingRow
from db.schema.tables.turn_tables import Stretch, TurnRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.scene import PassedOver
from troupe.worlds.text.shown_lines import UNREAD_LINES, Matter, to_read
from troupe.worlds.transcript import Audience, Event

_EVENT, _PERSON = table_of(EventRow).c, table_of(PersonRow).c
_WAITING, _TURN = table_of(WaitingRow).c, table_of(TurnRow).c
_CONFIDANT = table_of(ConfidantRow).c
_THEIRS = (_WAITING.tenant == given("tenant"), _WAITING.person_id == given("person"))
_CALLS = (
    # Said elsewhere, a line waits for a turn that answers there. The world is not given, so that SQLite goes from
    # the lines that wait to their events: the other way leads over everything ever said.
    KEYS.join(table_of(WaitingRow), and_(_WAITING.world_id == _EVENT.world_id, _WAITING.heard == _EVENT.heard))
    .where(*_THEIRS, _WAITING.addressed.is_(True), unread(ONE), _EVENT.place == given("place"))
    .order_by(_WAITING.heard)
    .limit(UNREAD_LINES + 1)
)
_LEFT_BELOW = select(func.min(_WAITING.heard)).where(
    *_THEIRS, _WAITING.addressed.is_(False), _WAITING.heard <= given("read_through")
)
_REMARK = and_(*IN_WORLD, unread(ONE), ~calls(ONE))
_REMARKS = KEYS.where(_REMARK).order_by(_EVENT.heard.desc()).limit(UNREAD_LINES + 1)
_THIS = KEYS.where(_REMARK, _EVENT.id == given("event"))
_TOLD = (
    select(_EVENT.id, _EVENT.heard, and_(unread(ONE), ~calls(ONE)).label("free"))
    .where(*IN_WORLD, told(ONE), LINE)
    .order_by(_EVENT.heard)
)
"""Lines, and whether they may be passed over."""
_UNREAD = KEYS.where(*IN_WORLD, unread(ONE)).order_by(_EVENT.heard)
_ANY_UNREAD = select(_EVENT.id).where(*IN_WORLD, unread(ONE)).limit(1)
_ANY_AHEAD = (
    select(_EVENT.id)
    .where(*IN_WORLD, *SAME_WORLD, _PERSON.world_id == given("world"), _PERSON.left_at.is_(None), unread(AHEAD))
    .limit(1)
)
_ANY_WAITS = (
    select(_WAITING.heard).where(_WAITING.tenant == given("tenant"), _WAITING.world_id == given("world")).limit(1)
)
_ANY_WAITING = select(_WAITING.heard).where(*_THEIRS, _WAITING.heard > given("after")).limit(1)
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
_WINDOW = (_EVENT.heard >= given("since"), _EVENT.heard <= given("through"))
_NEWEST = (
    select(_EVENT.heard, _EVENT.author_id, _EVENT.audience)
    .where(*IN_WORLD, FOR_HEARERS, *_WINDOW)
    .order_by(_EVENT.heard)
)
_CONFIDANTS = select(_CONFIDANT.person_id, _CONFIDANT.heard).where(
    _CONFIDANT.tenant == given("tenant"),
    _CONFIDANT.world_id == given("world"),
    _CONFIDANT.heard >= given("since"),
    _CONFIDANT.heard <= given("through"),
)
_NEWEST_WAITING = select(_WAITING.person_id, _WAITING.heard).where(
    _WAITING.tenant == given("tenant"),
    _WAITING.world_id == given("world"),
    _WAITING.heard >= given("since"),
    _WAITING.heard <= given("through"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines one turn is to read, and the count of those it passes over: the lines told in these spans."""

    matter: Matter
    passed: PassedOver | None = None
    spans: tuple[Stretch, ...] = ()


def to_be_read(tx: Tx, world: WorldRow, person: PersonRow, place: str, trigger: str | None) -> Reading:
    """What a new turn of this person, who answers in `place`, is to read. All that the floor has looked at may be
    passed over."""
    hearer = as_hearer(person, since=_lowest(tx, person))
    called = known(tx, tx.rows(_CALLS, place=place, **as_hearer(person)))
    remarks = known(tx, tx.rows(_REMARKS, **hearer))
    if trigger is not None and len(remarks) > UNREAD_LINES and all(event.id != trigger for event in remarks):
        remarks += known(tx, tx.rows(_THIS, event=trigger, **hearer))
    return _reading(tx, world, person, to_read(called, remarks, trigger=trigger))


def to_be_added(
    tx: Tx, world: WorldRow, person: PersonRow, taken: Sequence[Event], additions: Sequence[Event]
) -> Reading | None:
    """What a turn that is decided again is to read as well: what was added, as far as it fits, and what was said
    to others meanwhile. None if nothing that was added fits."""
    ids = {event.id for event in additions}
    unread_lines = known(tx, tx.rows(_REMARKS, **as_hearer(person, since=_lowest(tx, person))))
    remarks = [event for event in unread_lines if event.id not in ids and (event.heard or 0) <= world.decided]
    matter = to_read(additions, remarks, taken=taken)
    if not matter.called:
        return None
    return _reading(tx, world, person, matter)


def unread_after(tx: Tx, person: PersonRow, after: int) -> list[Event]:
    """What reached the person after that place and is unread."""
    return known(tx, tx.rows(_UNREAD, **as_hearer(person, since=after + 1)))


def any_unread(tx: Tx, person: PersonRow, after: int) -> bool:
    """Whether anything that reached the person after that place is unread."""
    above = max(after, person.read_through) + 1
    if tx.value(_ANY_UNREAD, **as_hearer(person, since=above)) is not None:
        return True
    return tx.value(_ANY_WAITING, person=person.id, after=after) is not None


def anything_unread(tx: Tx, world: WorldRow) -> bool:
    """Whether anybody present has anything unread, or a turn under way to read it in."""
    if tx.value(_ANY_AHEAD, world=world.id) is not None or tx.value(_ANY_WAITS, world=world.id) is not None:
        return True
    return any(turn.claimed for turn in under_way(tx, world))


def unread_among(
    tx: Tx, world: WorldRow, cast: Sequence[PersonRow], since: int, through: int
) -> dict[str, tuple[int, ...]]:
    """By person, the `heard` numbers of what they have not answered, among the lines of this stretch: what a turn
    under way has taken too. Someone who never speaks leaves thousands unread behind them.

    The same for all but for where each cursor stands and whose the lines are, so the lines are read once: a row
    for each person and line is what a hundred people cannot afford at every decision.
    """
    if not cast:
        return {}
    lines = tx.rows(_NEWEST, world=world.id, since=since, through=through)
    places, authors = tuple(line.heard for line in lines), {line.author_id for line in lines}
    below = _below_cursors(tx, world, since, through, set(places))
    private = {line.heard for line in lines if line.audience == Audience.ADDRESSED.value}
    confided: dict[str, set[int]] = defaultdict(set)
    for row in tx.rows(_CONFIDANTS, world=world.id, since=since, through=through) if private else ():
        confided[row.person_id].add(row.heard)
    unread_by: dict[str, tuple[int, ...]] = {}
    for person in cast:
        index = bisect_right(places, person.read_through)
        above = places[index:]
        if person.id in authors:
            above = tuple(line.heard for line in lines[index:] if line.author_id != person.id)
        if person.id in below:
            above = tuple(sorted({*above, *(heard for heard in below[person.id] if heard <= person.read_through)}))
        if private:
            hidden = private - confided[person.id]
            above = tuple(heard for heard in above if heard not in hidden)
        unread_by[person.id] = above
    return unread_by


def _below_cursors(
    tx: Tx, world: WorldRow, since: int, through: int, places: Collection[int]
) -> dict[str, list[int]]:
    """By person, those of these lines that wait or that a turn under way has taken."""
    below: dict[str, list[int]] = defaultdict(list)
    for row in tx.rows(_NEWEST_WAITING, world=world.id, since=since, through=through):
        if row.heard in places:
            below[row.person_id].append(row.heard)
    for turn in under_way(tx, world):
        below[turn.person_id].extend(heard for heard in turn.claimed if heard in places)
    return below


def gaps(tx: Tx, person_id: str, since: int) -> tuple[PassedOver, ...]:
    """What the person passed over since then."""
    return tuple(
        PassedOver(through=row.passed_through, count=row.passed)
        for row in tx.rows(_GAPS, person=person_id, since=since)
    )


def _lowest(tx: Tx, person: PersonRow) -> int:
    """Where the lines begin that are unread and not said to the person: above the cursor, unless some were left
    below."""
    left_below = tx.value(_LEFT_BELOW, person=person.id, read_through=person.read_through)
    return person.read_through + 1 if left_below is None else left_below


def _reading(tx: Tx, world: WorldRow, person: PersonRow, matter: Matter) -> Reading:
    """With the count of what is passed over: nothing that the floor has not looked at, since that may yet turn out
    to be said to this person."""
    cutoff = min(matter.cutoff, world.decided + 1)
    if cutoff <= 0:
        return Reading(matter)
    ids = {event.id for event in matter.own}
    spans: list[Stretch] = []
    count, going = 0, False
    for row in tx.rows(_TOLD, **as_hearer(person, since=_lowest(tx, person), through=cutoff - 1)):
        free = row.free and row.id not in ids
        if free and going:
            spans[-1] = (spans[-1][0], row.heard)
        elif free:
            spans.append((row.heard, row.heard))
        count, going = count + free, free
    passed = PassedOver(through=spans[-1][1], count=count) if spans else None
    return Reading(matter, passed, tuple(spans))
