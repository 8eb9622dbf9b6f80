"""The rows that a transaction has read and may change: each is one object, and knows which columns changed.

What SQLAlchemy's unit of work does, as far as this house needs it, at a fraction of its cost: a turn loads some
ten rows and changes five, and that was most of the time between a message and the model's request.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, Executable, Select, Table, bindparam, select, update
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import UpdateBase

from db.schema.rows import Row

COUNTERS: Mapping[str, frozenset[str]] = {
    "worlds": frozenset({"epoch", "seq", "heard", "decisions", "wakes", "outbox_seq", "mutes"}),
}
"""Columns that only ever rise (or fall) by steps. They are written as steps, `seq = seq + 1`: a total written out
would take back what another transaction has added since the row was read."""
RAISED_AT_ONCE: Mapping[str, frozenset[str]] = {"people": frozenset({"fence"})}
"""Counters whose new value must be known at once: raised by `Tx.raise_fence`, never by setting the attribute."""


def given(name: str) -> BindParameter[Any]:
    """A value that comes in when the query is run. Prefixed, since SQLAlchemy keeps columns' own names."""
    return bindparam(f"given_{name}")


class Entity:
    """A row read: attributes by column name. Setting one to something else marks the row as changed; values are
    frozen, so there is no other way to change it."""

    __slots__ = ("__dict__", "_changed")

    def __init__(self, values: Mapping[str, object]) -> None:
        self.__dict__.update(values)
        object.__setattr__(self, "_changed", dict[str, object]())

    def __setattr__(self, name: str, value: object) -> None:
        values = self.__dict__
        before = values[name]
        if before is not value and before != value:
            values[name] = value
            self._changed.setdefault(name, before)

    def take_changes(self) -> Mapping[str, object]:
        """What changed since the last call, by name in a fixed order, each with its value before."""
        changed = cast("dict[str, object]", self._changed)
        if not changed:
            return {}
        before: dict[str, object] = {name: changed[name] for name in sorted(changed)}
        changed.clear()
        return before


class Entities:
    """All entities of one transaction, each row once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[str, dict[tuple[object, ...], Entity]] = {}

    def of(self, table: Table, values: Mapping[str, object]) -> Entity:
        """The row as an entity. Read again, it is the same object with what the database says now."""
        rows = self._rows.setdefault(table.name, {})
        key = tuple(values[name] for name in _key(table))
        known = rows.get(key)
        if known is None:
            known = rows[key] = Entity(values)
        else:
            known.__dict__.update(values)
        return known

    def save(self, tables: Iterable[str] | None = None) -> None:
        """Write what changed in these tables, or in all: before they are read again, and at the end."""
        for name in self._rows if tables is None else tables:
            for key, entity in self._rows.get(name, {}).items():
                if before := entity.take_changes():
                    self._write(Row.metadata.tables[name], key, before, entity)

    @staticmethod
    def reread(row: Row, **values: object) -> None:
        """What the database says now of columns of an entity: nothing that is to be written."""
        for name, value in values.items():
            object.__setattr__(row, name, value)

    def _write(self, table: Table, key: tuple[object, ...], before: Mapping[str, object], entity: Entity) -> None:
        columns, counters = tuple(before), COUNTERS.get(table.name, frozenset())
        values = {f"given_{column}": entity.__dict__[column] for column in columns}
        for column in counters.intersection(columns):
            values[f"given_{column}"] = cast("int", entity.__dict__[column]) - cast("int", before[column])
        values.update((f"given_key_{column}", part) for column, part in zip(_key(table), key, strict=True))
        self._connection.execute(_update(table, columns), values)


@lru_cache(maxsize=512)
def tables_in(statement: Executable) -> tuple[str, ...]:
    """The name of every table that a statement looks at, in subqueries too."""
    found = visitors.iterate(cast("visitors.ExternallyTraversible", statement))
    return tuple({part.name: None for part in found if isinstance(part, Table)})


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
    if raised := RAISED_AT_ONCE.get(table.name, frozenset()).intersection(names):
        raise ValueError(f"raised in SQL only: {', '.join(raised)}")
    here = (table.c[name] == given(f"key_{name}") for name in _key(table))
    counters = COUNTERS.get(table.name, frozenset())
    values = {name: table.c[name] + given(name) if name in counters else given(name) for name in names}
    return update(table).where(*here).values(values)
