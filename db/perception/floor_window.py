"""The window of the newest lines that a floor decision looks at, and who has not read which of them. What a claim
asks of these lines later is answered from here, not by one more statement."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row as ColumnsRow
from sqlalchemy import and_, or_, select

from db.perception.turn_claims import Claims
from db.perception.witnessing import FOR_HEARERS, LINE
from db.record.event_reading import KEY, known
from db.schema.kind_filters import SPOKEN, one_of
from db.schema.tables.event_tables import ConfidantRow, EventRow, WaitingRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.transcript import Audience, Event

RECENT = 50
"""How many of the latest lines the floor sees: enough for who spoke with whom within its caps (at most
8 in a row, 3 per pair a minute), few enough to build in a millisecond."""

_EVENT, _WAITS = table_of(EventRow).c, table_of(WaitingRow).c
_CONFIDANT = table_of(ConfidantRow).c
_NEWEST = (
    select(*KEY, _EVENT.heard, _EVENT.author_id, _EVENT.audience, _EVENT.moot)
    .where(
        _EVENT.tenant == given("tenant"),
        _EVENT.world_id == given("world"),
        _EVENT.heard <= given("through"),
        or_(one_of(_EVENT.kind, SPOKEN), LINE),
        _EVENT.erased.is_(False),
    )
    .order_by(_EVENT.heard.desc())
    .limit(RECENT)
)
_CONFIDANTS = select(_CONFIDANT.person_id, _CONFIDANT.heard).where(
    _CONFIDANT.tenant == given("tenant"),
    _CONFIDANT.world_id == given("world"),
    _CONFIDANT.heard >= given("since"),
    _CONFIDANT.heard <= given("through"),
)
_NEWEST_WAITING = select(_WAITS.person_id, _WAITS.heard, _WAITS.addressed).where(
    _WAITS.tenant == given("tenant"),
    _WAITS.world_id == given("world"),
    _WAITS.heard >= given("since"),
    _WAITS.heard <= given("through"),
)
_OLDER_WAITING = (
    select(*KEY, _WAITS.person_id)
    .select_from(
        table_of(EventRow).join(
            table_of(WaitingRow), and_(_WAITS.world_id == _EVENT.world_id, _WAITS.heard == _EVENT.heard)
        )
    )
    .where(
        _WAITS.tenant == given("tenant"),
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
_TOLD = frozenset(audience.value for audience in Audience if audience.is_told)


@dataclass(frozen=True, slots=True)
class Window:
    """The newest lines of a world, by their place in the order of perception, oldest first.

    `unread` are, by person, the places of what they have not answered (what a turn under way has taken, too);
    `waiting` those that have a row of their own, and whether they are said to the person. `taken` are the places
    that turns under way have taken, by person.
    """

    lines: Mapping[int, Event]
    unread: Mapping[str, tuple[int, ...]]
    waiting: dict[tuple[str, int], bool]
    taken: Mapping[str, Collection[int]]
    places: Mapping[str, int]
    """Where each line stands, by its id."""
    through: int

    @property
    def since(self) -> int:
        """The place of the oldest line."""
        return next(iter(self.lines), 0)

    def line(self, event_id: str) -> Event | None:
        """The line of this id, if it is one of these."""
        heard = self.places.get(event_id)
        return None if heard is None else self.lines[heard]


def window_on(
    tx: Tx,
    world: WorldRow,
    cast: Sequence[PersonRow],
    claims: Sequence[Claims],
    through: int,
    *,
    anything_waits: bool,
) -> Window:
    """The window as things stood at `through`; `claims` are those of the turns under way, and where
    `anything_waits` is false no line of the world has a row of its own."""
    rows = tuple(reversed(tx.rows(_NEWEST, world=world.id, through=through)))
    lines = {row.heard: event for row, event in zip(rows, known(tx, rows), strict=True)}
    asked = [row for row in rows if row.audience in _TOLD and not row.moot]
    waiting: dict[tuple[str, int], bool] = {}
    if anything_waits and rows:
        values = {"world": world.id, "since": rows[0].heard, "through": through}
        waiting = {(row.person_id, row.heard): row.addressed for row in tx.rows(_NEWEST_WAITING, **values)}
    taken = {turn.person_id: turn.claimed for turn in claims}
    unread = _unread_by(cast, asked, waiting, taken, _hidden(tx, world, cast, asked))
    return Window(lines, unread, waiting, taken, {event.id: heard for heard, event in lines.items()}, through)


def older_calls(tx: Tx, world: WorldRow, since: int, times: Mapping[str, datetime]) -> list[tuple[str, Event]]:
    """What was said to people before the window and still waits, each with the id of who is to answer it."""
    rows = tx.rows(_OLDER_WAITING, world=world.id, since=since, **times)
    return [(row.person_id, event) for event, row in zip(known(tx, rows), rows, strict=True)]


def unread_lines_above(window: Window, person: PersonRow) -> list[Event] | None:
    """What this person, who has no turn under way, has not read and is not said to them, the newest first; None
    where the window does not reach down to their cursor."""
    if person.read_through < window.since - 1:
        return None
    said = {
        heard for (person_id, heard), addressed in window.waiting.items() if person_id == person.id and addressed
    }
    return [window.lines[heard] for heard in reversed(window.unread[person.id]) if heard not in said]


def _unread_by(
    cast: Sequence[PersonRow],
    lines: Sequence[ColumnsRow[Any]],
    waiting: Iterable[tuple[str, int]],
    taken: Mapping[str, Collection[int]],
    hidden: Mapping[str, Collection[int]],
) -> dict[str, tuple[int, ...]]:
    """The same for all but for where each cursor stands and whose the lines are, so the lines are read once: a row
    for each person and line is what a hundred people cannot afford at every decision."""
    places, authors = tuple(line.heard for line in lines), {line.author_id for line in lines}
    below: dict[str, set[int]] = defaultdict(set)
    for person_id, heard in waiting:
        below[person_id].add(heard)
    for person_id, claimed in taken.items():
        below[person_id].update(claimed)
    unread_by: dict[str, tuple[int, ...]] = {}
    for person in cast:
        index = bisect_right(places, person.read_through)
        above = places[index:]
        if person.id in authors:
            above = tuple(line.heard for line in lines[index:] if line.author_id != person.id)
        if person.id in below:
            left = below[person.id].intersection(places[:index])
            above = (*sorted(left), *above)
        if person.id in hidden:
            above = tuple(heard for heard in above if heard not in hidden[person.id])
        unread_by[person.id] = above
    return unread_by


def _hidden(
    tx: Tx, world: WorldRow, cast: Sequence[PersonRow], lines: Sequence[ColumnsRow[Any]]
) -> dict[str, set[int]]:
    """By person, the private lines that are not for them."""
    private = {line.heard for line in lines if line.audience == Audience.ADDRESSED.value}
    if not private:
        return {}
    hidden = {person.id: set(private) for person in cast}
    for row in tx.rows(_CONFIDANTS, world=world.id, since=min(private), through=max(private)):
        hidden.get(row.person_id, set[int]()).discard(row.heard)
    return hidden
