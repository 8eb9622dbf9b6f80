"""One transaction of one tenant, and the ways in: finding a world, and taking it before writing to it.

The queries of the turn cycle are built once, at the top of their files, with `given("name")` where a value comes
in: building one anew costs several times what running it does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Table, bindparam, insert, update
from sqlalchemy import Row as ColumnsRow
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert, UpdateBase
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from db.schema.columns.table_row import Row
from db.schema.row_mapping import to_person
from db.schema.tables.ledger_tables import DayRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import Entities, by_key, given, table_of, tables_in
from db.tx.lease_time import by_database, database_now
from db.tx.persona_contents import PersonaContents
from db.tx.row_cache import CachedReading, Remembered
from db.tx.statement_running import CompiledStatements, StatementRunner
from db.tx.transaction_runner import TransactionRunner
from troupe.core.clock import Clock
from troupe.core.errors import NotFound
from troupe.core.ids import Ids
from troupe.core.kept_words import forget_words
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import KeptPersona
from troupe.worlds.guild_settings import GuildSettings
from troupe.worlds.transcript import Event
from troupe.worlds.world import Person

R = TypeVar("R")
E = TypeVar("E", bound=Row)

_WORLD = select(WorldRow).where(WorldRow.id == given("world"), WorldRow.tenant == given("tenant"))
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
_PEOPLE_LOCKED = (
    select(PersonRow)
    .where(PersonRow.tenant == given("tenant"), col(PersonRow.id).in_(bindparam("given_people", expanding=True)))
    .order_by(col(PersonRow.id))
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Tx:
    """The tools of every function inside a transaction. `now` is the one time of the whole transaction.

    What `all`, `first`, `get` and `add` give are entities (see db.tx.entities): setting an attribute is enough to
    have it written, at the end or before its table is looked at again.

    `days` are the tenant's days it has locked; `casts` the people present, by world; `settled` what the tenant has
    settled, once it was read; `events` those read lately, by id and version; `kept` the personas read lately, by
    tenant, slug and version; `contents` what personas say; `telling` is filled once another process has to be
    told; `queued` are the rows it has put into the outbox; `lease_times` holds the database's time once it was
    asked for, where leases run by it.
    """

    connection: Connection
    tenant: str
    now: datetime
    ids: Ids
    events: CachedReading[Event]
    kept: CachedReading[KeptPersona]
    contents: PersonaContents
    entities: Entities
    statements: StatementRunner
    days: dict[date, DayRow] = field(default_factory=dict[date, DayRow])
    casts: dict[str, Sequence[PersonRow]] = field(default_factory=dict[str, Sequence[PersonRow]])
    settled: list[GuildSettings] = field(default_factory=list[GuildSettings])
    telling: list[bool] = field(default_factory=list[bool])
    by_database: bool = False
    lease_times: list[datetime] = field(default_factory=list[datetime])
    queued: list[LineRow] = field(default_factory=list[LineRow])

    @property
    def alone(self) -> bool:
        """Nobody else writes while this transaction lasts, which has the whole of an SQLite database: what it has
        read and not changed by a statement of its own is as it was."""
        return self.connection.dialect.name == "sqlite"

    @property
    def lease_now(self) -> datetime:
        """The time that leases and the times of outbox rows are set by and compared with: the same for every
        process, whatever its own clock says (see db.tx.lease_time)."""
        if not self.by_database:
            return self.now
        if not self.lease_times:
            self.lease_times.append(database_now(self.connection))
        return self.lease_times[0]

    def tell_others(self) -> None:
        """Have other processes look at what is due, once this is committed: they may have to act on it."""
        if not self.telling:
            self.telling.append(True)

    @property
    def today(self) -> date:
        """The UTC day."""
        return self.now.date()

    def all(self, query: SelectOfScalar[E], **values: object) -> Sequence[E]:
        """Entities."""
        row: type[E] = _selected(query)
        names, rows = self.statements.rows(query, self._before(query, values))
        return [self.entities.of(row, dict(zip(names, columns, strict=True))) for columns in rows]

    def first(self, query: SelectOfScalar[E], **values: object) -> E | None:
        return next(iter(self.all(query, **values)), None)

    def get(self, row: type[E], key: str) -> E | None:
        """The entity of a primary key of one column."""
        query = by_key(table_of(row))
        (column,) = table_of(row).primary_key
        names, rows = self.statements.rows(query, self._before(query, {f"key_{column.name}": key}))
        return self.entities.of(row, dict(zip(names, rows[0], strict=True))) if rows else None

    def must(self, row: type[E], key: str) -> E:
        """The entity of a key that another row refers to. Raises NotFound if it is not there all the same."""
        entity = self.get(row, key)
        if entity is None:
            raise NotFound(f"a row of {table_of(row).name} is missing", field="database")
        return entity

    def value(self, query: Executable, **values: object) -> Any:
        """The first column of the first row, or None."""
        _, rows = self.statements.rows(query, self._before(query, values))
        return rows[0][0] if rows else None

    def values(self, query: SelectOfScalar[R], **values: object) -> Sequence[R]:
        """The first column of every row."""
        _, rows = self.statements.rows(query, self._before(query, values))
        return [columns[0] for columns in rows]

    def rows(self, query: Executable, **values: object) -> Sequence[ColumnsRow[Any]]:
        """Rows of columns, to read only."""
        return self.statements.result(query, self._before(query, values))

    def run(self, statement: UpdateBase, **values: object) -> int:
        """Update or delete past the entities; returns how many rows it met."""
        return self.statements.count(statement, self._before(statement, values))

    def insert(self, row: type[Row], *values: Mapping[str, object]) -> None:
        """Insert rows at once. Every column must be given."""
        if values:
            self.statements.insert(_insert(table_of(row)), values)

    def insert_if_missing(self, row: type[Row], values: Mapping[str, object]) -> bool:
        """Insert a row unless its key is taken: two transactions may find it missing at once. Returns whether it
        was inserted. Every column must be given."""
        statement = _insert_if_missing(table_of(row), self.connection.dialect.name)
        return self.statements.count(statement, values) == 1

    def add(self, row: E) -> E:
        """Insert a row, with its defaults; what comes back is its entity."""
        table = table_of(type(row))
        values = {column.name: getattr(row, column.name) for column in table.c}
        self.insert(type(row), values)
        return self.entities.of(type(row), values)

    def _before(self, statement: Executable, values: Mapping[str, object]) -> Mapping[str, object]:
        """What has to be written before a statement looks at its tables; the values that it is given."""
        self.entities.save(tables_in(statement))
        return {"given_tenant": self.tenant, **{f"given_{name}": value for name, value in values.items()}}

    def world(self, world_id: str) -> WorldRow:
        """The world, to read. Raises NotFound, as for another tenant's."""
        return self._found(_WORLD, world_id)

    def lock_world(self, world_id: str) -> WorldRow:
        """The world, ours alone until the transaction ends: the first thing every writing transaction does.

        On SQLite BEGIN IMMEDIATE has taken the whole database already, and the FOR UPDATE is left out.
        """
        return self._found(_WORLD_LOCKED, world_id)

    def _found(self, query: SelectOfScalar[WorldRow], world_id: str) -> WorldRow:
        world = self.first(query, world=world_id)
        if world is None:
            raise NotFound("there is no such world", field="world")
        return world

    def people(self, world_id: str) -> Sequence[PersonRow]:
        """Those present, by seat; read once in a transaction."""
        if world_id not in self.casts:
            self.casts[world_id] = self.all(_PEOPLE, world=world_id)
        return self.casts[world_id]

    def person(self, row: PersonRow, *, fence: int | None = None) -> Person:
        """The domain's person; `fence` if it is about to rise."""
        return to_person(row, self.persona(row), fence=fence)

    def persona(self, row: PersonRow) -> Persona:
        """What the persona of a person says. If it has to be read, so are those of the others present."""
        others = (other.content for cast in self.casts.values() for other in cast)
        return self.contents.get(row.content, others)

    def lock_people(self, ids: Iterable[str]) -> dict[str, PersonRow]:
        """These people by id, their rows ours until the transaction ends and read anew.

        Locks are taken in one order everywhere: worlds by id, the day, people by id. Who locks people has their
        worlds: an erasure reaches lives in several.
        """
        row_ids = sorted(set(ids))
        if not row_ids:
            return {}
        people = self.entities.known(PersonRow, row_ids) if self.alone else None
        return {person.id: person for person in people or self.all(_PEOPLE_LOCKED, people=row_ids)}

    def raise_fence(self, person: PersonRow) -> int:
        """Raise a person's fence in SQL, so that no raise of another transaction is written over; returns it."""
        if self.alone:
            person.fence += 1
            return person.fence
        fence: int = self.value(_RAISE_FENCE, person=person.id)
        self.entities.reread(person, fence=fence)
        return fence

    def cast_changed(self, world_id: str) -> None:
        """Someone was seated or unseated."""
        self.casts.pop(world_id, None)


_PERSON = table_of(PersonRow)
_RAISE_FENCE = (
    update(_PERSON)
    .where(_PERSON.c.tenant == given("tenant"), _PERSON.c.id == given("person"))
    .values(fence=_PERSON.c.fence + 1)
    .returning(_PERSON.c.fence)
)


@lru_cache(maxsize=512)
def _selected(query: SelectOfScalar[Any]) -> type[Any]:
    """The class whose whole rows a query selects."""
    return query.column_descriptions[0]["type"]


@lru_cache(maxsize=32)
def _insert(table: Table) -> Insert:
    return insert(table)


@lru_cache(maxsize=32)
def _insert_if_missing(table: Table, dialect: str) -> Executable:
    new = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return new.on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@dataclass(frozen=True, slots=True)
class Tenancy:
    """A tenant's way into the database."""

    engine: TransactionRunner
    tenant: str
    clock: Clock
    ids: Ids
    events: Remembered[Event]
    kept: Remembered[KeptPersona]
    contents: Remembered[Persona]
    statements: CompiledStatements

    async def read(self, work: Callable[[Tx], R]) -> R:
        readings = self._readings()
        result = await self.engine.read(lambda connection: work(self._tx(connection, readings)))
        readings.share()
        return result

    async def write(self, work: Callable[[Tx], R]) -> R:
        readings = self._readings()

        def whole(connection: Connection) -> R:
            tx = self._tx(connection, readings)
            result = work(tx)
            tx.entities.save()
            tx.contents.sweep()
            if tx.telling:
                self.engine.tell_others(connection)
            if readings.events.anything_erased:
                self.engine.erased()  # here, so that it is done for a caller too who does not wait for the end
            return result

        return await self.engine.write(whole, readings.share)

    def _readings(self) -> "_Readings":
        return _Readings(CachedReading(self.events), CachedReading(self.kept), CachedReading(self.contents))

    def _tx(self, connection: Connection, read: "_Readings") -> Tx:
        statements = StatementRunner(connection, self.statements)
        return Tx(
            connection,
            self.tenant,
            self.clock.now(),
            self.ids,
            read.events,
            read.kept,
            PersonaContents(statements, connection.dialect.name, self.tenant, read.contents),
            Entities(statements),
            statements,
            by_database=by_database(self.engine, self.clock),
        )


@dataclass(frozen=True, slots=True)
class _Readings:
    """What one transaction reads of what is remembered."""

    events: CachedReading[Event]
    kept: CachedReading[KeptPersona]
    contents: CachedReading[Persona]

    def share(self) -> None:
        """The transaction has ended well."""
        self.events.share()
        self.kept.share()
        self.contents.share()
        if self.events.anything_erased:
            forget_words()
