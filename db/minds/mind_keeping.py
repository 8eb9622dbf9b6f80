"""Keeping the states of minds, each as it was left, and going back to an earlier one.

A state is kept when it differs from the one before. The newest `ALL_KEPT` of a person all stay; of older ones
every second, of those older than twice as many every fourth, and so on: ten thousand leave about a hundred and
sixty.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.schema.tables.world_tables import MindStateRow, PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.mind_state import MindState

ALL_KEPT = 32
"""So many of a person's newest states stay, every single one."""

_STATE = table_of(MindStateRow).c
_THEIRS = (_STATE.tenant == given("tenant"), _STATE.person_id == given("person"))
_THIN_OUT = delete(MindStateRow).where(
    *_THEIRS,
    _STATE.number.in_(bindparam("given_numbers", expanding=True)),
    _STATE.former_id.is_(None),  # where somebody came from is known for good
)
_SINCE = delete(MindStateRow).where(*_THEIRS, _STATE.fence >= given("fence"))
_NEWEST = (
    select(MindStateRow)
    .where(MindStateRow.tenant == given("tenant"), MindStateRow.person_id == given("person"))
    .order_by(col(MindStateRow.number).desc())
    .limit(1)
)
_NEWEST_AS_OF = (
    select(MindStateRow)
    .where(
        MindStateRow.tenant == given("tenant"),
        MindStateRow.person_id == given("person"),
        MindStateRow.seq <= given("seq"),
    )
    .order_by(col(MindStateRow.number).desc())
    .limit(1)
)
_BROUGHT = select_columns(_STATE.person_id, _STATE.fence, _STATE.former_id, _STATE.former_fence).where(
    _STATE.tenant == given("tenant"), _STATE.former_id.in_(bindparam("given_people", expanding=True))
)


def keep_state(tx: Tx, world: WorldRow, person: PersonRow, state: MindState, fence: int) -> None:
    """Leave a person, whose row and world are ours, in this state of mind."""
    if state == person.state:
        return
    _add(tx, world, person, state, fence)
    if thinned := list(_thinned_out(person.state_number)):
        tx.run(_THIN_OUT, person=person.id, numbers=thinned)


def bring_state(tx: Tx, world: WorldRow, person: PersonRow, former: PersonRow) -> None:
    """Have a person go on with the state of mind of who they were before. A turn under way is decided anew."""
    origin = tx.first(_NEWEST, person=former.id)
    fence = tx.raise_fence(person)
    former_fence = 0 if origin is None else origin.fence
    _add(tx, world, person, former.state, fence, former_id=former.id, former_fence=former_fence)


def bring_state_as_of(tx: Tx, world: WorldRow, person: PersonRow, former_id: str, seq: int) -> None:
    """Have a person go on with the state of mind that who they were was in when that world had come to this
    event."""
    origin = tx.first(_NEWEST_AS_OF, person=former_id, seq=seq)
    fence = tx.raise_fence(person)
    state, former_fence = (MindState(), 0) if origin is None else (origin.state, origin.fence)
    _add(tx, world, person, state, fence, former_id=former_id, former_fence=former_fence)


def step_back(tx: Tx, person: PersonRow, fence: int) -> None:
    """Set a person's mind back to the last state that was left before the turn of this fence."""
    tx.run(_SINCE, person=person.id, fence=fence)
    _go_on_from(person, tx.first(_NEWEST, person=person.id))


@dataclass(frozen=True, slots=True)
class Brought:
    """A state with which a person came from another life: under which fence, and where from."""

    person_id: str
    fence: int
    former_id: str
    former_fence: int


def brought_from(tx: Tx, people: Collection[str]) -> list[Brought]:
    """The states that were brought elsewhere from these people."""
    rows = tx.rows(_BROUGHT, people=sorted(people)) if people else ()
    return [Brought(row.person_id, row.fence, row.former_id, row.former_fence) for row in rows]


@dataclass(slots=True)
class SteppingBack:
    """Minds set back together: `since` is, by person, the fence of the first turn whose state is to go, `brought`
    the states among those that came from another life. Who came with one goes on from what is left of that
    life."""

    tx: Tx
    people: Mapping[str, PersonRow]
    since: Mapping[str, int]
    brought: Mapping[str, Brought]
    _begun: set[str] = field(default_factory=set[str])
    _done: set[str] = field(default_factory=set[str])

    def all(self) -> None:
        for person_id in sorted(self.since):
            self._back(person_id)

    def _back(self, person_id: str) -> None:
        if person_id in self._begun:
            return
        self._begun.add(person_id)
        person, brought = self.people[person_id], self.brought.get(person_id)
        if brought is None or self.since[person_id] < brought.fence:
            step_back(self.tx, person, self.since[person_id])
        else:
            self._back(brought.former_id)
            step_back(self.tx, person, brought.fence + 1)
            self._bring_anew(person, brought)
        self._done.add(person_id)

    def _bring_anew(self, person: PersonRow, brought: Brought) -> None:
        row = self.tx.first(_NEWEST, person=person.id)
        if row is None or brought.former_id not in self._done:  # lives brought in a circle
            step_back(self.tx, person, brought.fence)
            return
        former = self.people[brought.former_id]
        origin = self.tx.first(_NEWEST, person=former.id)
        row.state, row.former_fence = former.state, 0 if origin is None else origin.fence
        _go_on_from(person, row)


def _add(
    tx: Tx,
    world: WorldRow,
    person: PersonRow,
    state: MindState,
    fence: int,
    *,
    former_id: str | None = None,
    former_fence: int | None = None,
) -> None:
    person.state, person.state_number = state, person.state_number + 1
    tx.insert(
        MindStateRow,
        {
            "person_id": person.id,
            "number": person.state_number,
            "tenant": tx.tenant,
            "fence": fence,
            "seq": world.seq,
            "former_id": former_id,
            "former_fence": former_fence,
            "state": state,
        },
    )


def _go_on_from(person: PersonRow, newest: MindStateRow | None) -> None:
    person.state = MindState() if newest is None else newest.state
    person.state_number = 0 if newest is None else newest.number


def _thinned_out(newest: int) -> Iterator[int]:
    """The numbers that are no longer kept once there is a newest one of this number: each is looked at when it has
    become twice as old as the last time."""
    age, step = ALL_KEPT, 2
    while newest > age:
        if (newest - age) % step:
            yield newest - age
        age, step = age * 2, step * 2
