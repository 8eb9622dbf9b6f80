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

from db.rows import Row


def given(name: str) -> BindParameter[Any]:
    """A value that comes in when the query is run. Prefixed, since SQLAlchemy keeps columns' own names."""
    return bindparam(f"given_{name}")


class Entity:
    """A row read: attributes by column name. Setting one to something else marks the row as changed; values are
    frozen, so there is no other way to change it."""

    __slots__ = ("__dict__", "_changed")

    def __init__(self, values: Mapping[str, object]) -> None:
        self.__dict__.update(values)
        object.__setattr__(self, "_changed", set[str]())

    def __setattr__(self, name: str, value: object) -> None:
        values = self.__dict__
        before = values[name]
        if before is not value and before != value:
            values[name] = value
            self._changed.add(name)

    def take_changes(self) -> tuple[str, ...]:
        """The names of what changed since the last call, in their order."""
        changed: set[str] = self._changed
        if not changed:
            return ()
        names = tuple(sorted(changed))
        changed.clear()
        return names


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
                if columns := entity.take_changes():
                    self._write(Row.metadata.tables[name], key, columns, entity)

    def _write(self, table: Table, key: tuple[object, ...], columns: tuple[str, ...], entity: Entity) -> None:
        values = {f"given_{column}": entity.__dict__[column] for column in columns}
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
    here = (table.c[name] == given(f"key_{name}") for name in _key(table))
    return update(table).where(*here).values({name: given(name) for name in names})
