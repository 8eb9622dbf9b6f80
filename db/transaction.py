"""One transaction of one tenant, and the ways in: finding a world, and taking it before writing to it.

The queries of the turn cycle are built once, at the top of their files, with `given("name")` where a value comes
in: building one anew costs several times what running it does. Rows that are only added or read go through
SQLAlchemy's core; rows that change are entities of the session.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from sqlalchemy import BindParameter, Connection, Executable, Table, bindparam, insert, update
from sqlalchemy import Row as ColumnsRow
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert, UpdateBase
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db.engine import Engine
from db.remembering import Reading, Remembered
from db.rows import DayRow, PersonRow, Row, WorldRow
from troupe.clock import Clock
from troupe.errors import NotFound
from troupe.ids import Ids
from troupe.worlds.transcript import Event

R = TypeVar("R")


def given(name: str) -> BindParameter[Any]:
    """A value that comes in when the query is run. Prefixed, since SQLAlchemy keeps columns' own names."""
    return bindparam(f"given_{name}")


def table_of(row: type[Row]) -> Table:
    return cast("Table", row.__table__)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


_WORLDS = table_of(WorldRow)
_WORLD = select_columns(_WORLDS).where(_WORLDS.c.id == given("world"), _WORLDS.c.tenant == given("tenant"))
_WORLD_LOCKED = _WORLD.with_for_update()
_PEOPLE = (
    select(PersonRow)
    .where(
        PersonRow.world_id == given("world"),
        PersonRow.tenant == given("tenant"),
        col(PersonRow.left_at).is_(None),
    )
    .order_by(col(PersonRow.seat))
)


@dataclass(frozen=True, slots=True)
class Tx:
    """What every function inside a transaction works with. `now` is the one time of the whole transaction.

    `days` and `taken` are what the transaction has locked: the tenant's days, and worlds with the values they
    had when taken; `casts` the people present, by world. `events` are those read lately, by id and version.
    """

    db_session: Session
    tenant: str
    now: datetime
    ids: Ids
    events: Reading[Event]
    days: dict[date, DayRow] = field(default_factory=dict[date, DayRow])
    casts: dict[str, Sequence[PersonRow]] = field(default_factory=dict[str, Sequence[PersonRow]])
    taken: list[tuple[WorldRow, dict[str, Any]]] = field(default_factory=list[tuple[WorldRow, dict[str, Any]]])

    @property
    def today(self) -> date:
        """The UTC day."""
        return self.now.date()

    @property
    def connection(self) -> Connection:
        return self.db_session.connection()

    def all(self, query: SelectOfScalar[R], **values: object) -> Sequence[R]:
        return self.db_session.exec(query, params=self._values(values)).all()

    def first(self, query: SelectOfScalar[R], **values: object) -> R | None:
        return self.db_session.exec(query, params=self._values(values)).first()

    def value(self, query: Executable, **values: object) -> Any:
        """The first column of the first row, or None."""
        self.db_session.flush()
        return self.connection.execute(query, self._values(values)).scalar()

    def rows(self, query: Executable, **values: object) -> Sequence[ColumnsRow[Any]]:
        """Rows of columns rather than entities."""
        self.db_session.flush()
        return self.connection.execute(query, self._values(values)).all()

    def run(self, statement: UpdateBase, **values: object) -> int:
        """Update or delete past the session; returns how many rows it met."""
        self.db_session.flush()
        return self.connection.execute(statement, self._values(values)).rowcount

    def insert(self, row: type[Row], *values: Mapping[str, object]) -> None:
        """Insert rows at once. Every column must be given."""
        if values:
            self.connection.execute(_insert(table_of(row)), cast("Sequence[dict[str, object]]", values))

    def insert_if_missing(self, row: type[Row], values: Mapping[str, object]) -> None:
        """Insert a row unless its key is taken: two transactions may find it missing at once."""
        if self.connection.dialect.name == "postgresql":
            statement = postgresql.insert(table_of(row))
        else:
            statement = sqlite.insert(table_of(row))
        self.connection.execute(statement.values(dict(values)).on_conflict_do_nothing())

    def add(self, *rows: Row) -> None:
        """Insert entities at once, so that what refers to them can follow."""
        self.db_session.add_all(rows)
        self.db_session.flush()

    def _values(self, values: dict[str, object]) -> dict[str, object]:
        return {"given_tenant": self.tenant, **{f"given_{name}": value for name, value in values.items()}}

    def world(self, world_id: str) -> WorldRow:
        """The world, to read. Raises NotFound, as for another tenant's."""
        row = self.connection.execute(_WORLD, self._values({"world": world_id})).mappings().first()
        if row is None:
            raise NotFound("there is no such world", field="world")
        return cast("WorldRow", SimpleNamespace(**row))

    def lock_world(self, world_id: str) -> WorldRow:
        """The world, ours alone until the transaction ends: the first thing every writing transaction does.

        On SQLite BEGIN IMMEDIATE has taken the whole database already, and the FOR UPDATE is left out. The row is
        a plain value, not an entity: its counters change with everything that happens, and are written once, at
        the end (`save_worlds`).
        """
        row = self.connection.execute(_WORLD_LOCKED, self._values({"world": world_id})).mappings().first()
        if row is None:
            raise NotFound("there is no such world", field="world")
        world = cast("WorldRow", SimpleNamespace(**row))
        self.taken.append((world, dict(row)))  # pyright: ignore[reportArgumentType]
        return world

    def save_worlds(self) -> None:
        """Write what changed in the worlds that were taken."""
        for world, before in self.taken:
            after = vars(world)
            changed = {name: after[name] for name in before if after[name] != before[name]}
            if changed:
                self.run(_world_update(tuple(changed)), world=world.id, **changed)

    def people(self, world_id: str) -> Sequence[PersonRow]:
        """Those present, by seat; read once in a transaction."""
        if world_id not in self.casts:
            self.casts[world_id] = self.all(_PEOPLE, world=world_id)
        return self.casts[world_id]

    def cast_changed(self, world_id: str) -> None:
        """Someone was seated or unseated."""
        self.casts.pop(world_id, None)


@lru_cache(maxsize=128)
def _world_update(names: tuple[str, ...]) -> UpdateBase:
    """The update of these columns; few sets of them ever change together."""
    world = _WORLDS.c.id == given("world"), _WORLDS.c.tenant == given("tenant")
    return update(_WORLDS).where(*world).values({name: given(name) for name in names})


@lru_cache(maxsize=32)
def _insert(table: Table) -> Insert:
    return insert(table)


@dataclass(frozen=True, slots=True)
class Tenancy:
    """A tenant's way into the database."""

    engine: Engine
    tenant: str
    clock: Clock
    ids: Ids
    events: Remembered[Event]

    async def read(self, work: Callable[[Tx], R]) -> R:
        reading = Reading(self.events)
        result = await self.engine.read(lambda db_session: work(self._tx(db_session, reading)))
        reading.share()
        return result

    async def write(self, work: Callable[[Tx], R]) -> R:
        reading = Reading(self.events)

        def whole(db_session: Session) -> R:
            tx = self._tx(db_session, reading)
            result = work(tx)
            tx.save_worlds()
            return result

        result = await self.engine.write(whole)
        reading.share()
        return result

    def _tx(self, db_session: Session, reading: Reading[Event]) -> Tx:
        return Tx(db_session, self.tenant, self.clock.now(), self.ids, reading)
