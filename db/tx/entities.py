"""The rows that a transaction has read and may change: each is one object, and knows which columns changed.

What SQLAlchemy's unit of work does, as far as this house needs it, at a fraction of its cost: a turn loads some
ten rows and changes five, and that was most of the time between a message and the model's request.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar, cast

from sqlalchemy import BindParameter, Executable, Select, Table, bindparam, select, update
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import UpdateBase

from db.schema.columns.table_row import Row
from db.tx.statement_running import StatementRunner

E = TypeVar("E", bound=Row)

COUNTERS: Mapping[str, frozenset[str]] = {
    "worlds": frozenset({"epoch", "seq", "heard", "decisions", "wakes", "outbox_seq", "mutes"}),
    "people": frozenset({"fence"}),
}
"""Columns that only ever rise (or fall) by steps. They are written as steps, `seq = seq + 1`: a total written out
would take back what another transaction has added since the row was read."""


def given(name: str) -> BindParameter[Any]:
    """A value that comes in when the query is run. Prefixed, since SQLAlchemy keeps columns' own names."""
    return bindparam(f"given_{name}")


_CHANGED = "changed columns"
"""Where an entity keeps, beside its columns, what those that changed were before: no name of a column."""
_UNSAVED = "unsaved rows"
"""Where it keeps the rows of its table that are to be written: it puts itself among them."""


def _set(self: Row, name: str, value: object) -> None:
    """Setting a column to something else marks it as changed; values are frozen, so there is no other way."""
    values = vars(self)
    before = values[name]
    if before is not value and before != value:
        values[name] = value
        values[_CHANGED].setdefault(name, before)
        values[_UNSAVED][values[_KEY]] = self


_KEY = "primary key"

_CLASSES: dict[str, type[Row]] = {}
"""The class of each table's entities, once it was needed."""


def _entity_class(row: type[Row]) -> type[Row]:
    """The class of a row's entities: a subclass that is neither a table nor checked, whose columns are plain
    attributes. `type` makes it, since SQLModel's own metaclass would take it for one more model."""
    table = table_of(row)
    if table.name not in _CLASSES:
        columns: dict[str, object] = {column.name: None for column in table.c}
        plain = {"__slots__": (), "__setattr__": _set, "__eq__": object.__eq__, "__hash__": object.__hash__}
        made: Any = type.__new__(type(row), row.__name__, (row,), {**columns, **plain})
        _CLASSES[table.name] = made
    return _CLASSES[table.name]


def table_of(row: type[Row]) -> Table:
    return cast("Table", row.__table__)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


class Entities:
    """All entities of one transaction, each row once: objects of a row's class that know which columns changed."""

    def __init__(self, statements: StatementRunner) -> None:
        self._statements = statements
        self._rows: dict[str, dict[tuple[object, ...], Row]] = {}
        self._unsaved: dict[str, dict[tuple[object, ...], Row]] = {}

    def of(self, row: type[E], values: Mapping[str, object]) -> E:
        """The row as an entity. Read again, it is the same object with what the database says now."""
        table = table_of(row)
        entities = self._rows.setdefault(table.name, {})
        key = tuple(values[name] for name in _key(table))
        entity = entities.get(key)
        if entity is None:
            entity = entities[key] = object.__new__(_entity_class(row))
            unsaved = self._unsaved.setdefault(table.name, {})
            vars(entity).update({_CHANGED: {}, _UNSAVED: unsaved, _KEY: key})
        vars(entity).update(values)
        if not isinstance(entity, row):
            raise TypeError(f"two classes of rows for the table {table.name}")
        return entity

    def known(self, row: type[E], keys: Iterable[str]) -> list[E] | None:
        """Rows that were read before, by primary key, as they are now; None if one was not."""
        entities = self._rows.get(table_of(row).name, {})
        rows = [entities.get((key,)) for key in keys]
        return [one for one in rows if isinstance(one, row)] if None not in rows else None

    def save(self, tables: Iterable[str] | None = None) -> None:
        """Write what changed in these tables, or in all: before they are read again, and at the end."""
        for name in self._unsaved if tables is None else tables:
            if unsaved := self._unsaved.get(name):
                rows = sorted(unsaved.items(), key=itemgetter(0))
                unsaved.clear()
                for key, entity in rows:
                    self._write(Row.metadata.tables[name], key, _take_changes(entity), entity)

    @staticmethod
    def reread(row: Row, **values: object) -> None:
        """What the database says now of columns of an entity: nothing that is to be written."""
        for name, value in values.items():
            vars(row)[name] = value

    def _write(self, table: Table, key: tuple[object, ...], before: Mapping[str, object], entity: Row) -> None:
        columns, counters = tuple(before), COUNTERS.get(table.name, frozenset())
        values = {f"given_{column}": vars(entity)[column] for column in columns}
        for column in counters.intersection(columns):
            values[f"given_{column}"] = cast("int", vars(entity)[column]) - cast("int", before[column])
        values.update((f"given_key_{column}", part) for column, part in zip(_key(table), key, strict=True))
        self._statements.count(_update(table, columns), values)


def _take_changes(entity: Row) -> Mapping[str, object]:
    """What changed since the last call, by name in a fixed order, each with its value before."""
    changed: dict[str, object] = vars(entity)[_CHANGED]
    before = {name: changed[name] for name in sorted(changed)}
    changed.clear()
    return before


@lru_cache(maxsize=512)
def tables_in(statement: Executable) -> tuple[str, ...]:
    """The name of every table that a statement looks at, in subqueries too."""
    parts = visitors.iterate(cast("visitors.ExternallyTraversible", statement))
    return tuple({part.name: None for part in parts if isinstance(part, Table)})


@lru_cache(maxsize=64)
def by_key(table: Table) -> Select[Any]:
    """A tenant's row by its primary key, given as `key_NAME`."""
    here = (table.c[name] == given(f"key_{name}") for name in _key(table))
    return select(table).where(table.c.tenant == given("tenant"), *here)


@lru_cache(maxsize=64)
def _key(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


@lru_cache(maxsize=512)
def _update(table: Table, names: tuple[str, ...]) -> UpdateBase:
    """The update of these columns of one row; few sets of them ever change together."""
    here = (table.c[name] == given(f"key_{name}") for name in _key(table))
    counters = COUNTERS.get(table.name, frozenset())
    values = {name: table.c[name] + given(name) if name in counters else given(name) for name in names}
    return update(table).where(*here).values(values)
