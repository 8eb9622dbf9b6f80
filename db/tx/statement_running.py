"""Statements run on a connection: by the driver itself on SQLite, once SQLAlchemy has compiled them.

SQLAlchemy takes some 60 µs to run a statement that it knows already, SQLite's driver 5 to 10, and a turn runs
forty.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Connection, Executable
from sqlalchemy import Row as ColumnsRow
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Process = Callable[[Any], Any]
Values = Mapping[str, object]
LONGEST_LIST = 120
"""Statements with lists are compiled for each length; a longer list is rare, and SQLAlchemy's to run."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement for SQLite's driver: its text, what is put for each question mark (`puts` makes of a value what
    the driver takes), and what its rows are (`processes` make values of what the driver gives)."""

    text: str
    places: tuple[str, ...]
    puts: tuple[tuple[int, Process], ...]
    constants: Values
    lists: tuple[str, ...]
    names: tuple[str, ...]
    row: Callable[[Iterable[Any]], Any]
    processes: tuple[tuple[int, Process], ...]

    def parameters(self, values: Values) -> list[object]:
        """The values in the order of the question marks."""
        if self.constants or self.lists:
            values = _spelt_out({**self.constants, **values}, self.lists)
        parameters = [values[name] for name in self.places]
        for place, put in self.puts:
            parameters[place] = put(parameters[place])
        return parameters

    def read(self, rows: list[Any]) -> list[tuple[Any, ...]]:
        """The driver's rows as values."""
        if not self.processes:
            return rows
        values: list[tuple[Any, ...]] = []
        for row in rows:
            columns = list(row)
            for place, process in self.processes:
                columns[place] = process(columns[place])
            values.append(tuple(columns))
        return values


class CompiledStatements:
    """Statements, compiled when they are run for the second time: those that are built anew each time are not
    worth it."""

    def __init__(self) -> None:
        self._seen: WeakSet[Executable] = WeakSet()
        self._compiled: WeakKeyDictionary[Executable, dict[Hashable, Compiled]] = WeakKeyDictionary()

    def of(self, connection: Connection, statement: Executable, values: Values) -> Compiled | None:
        """The compiled statement for lists of these lengths; None if SQLAlchemy is to run it."""
        versions = self._compiled.get(statement)
        if versions is None:
            if statement not in self._seen:
                self._seen.add(statement)
                return None
            versions = self._compiled[statement] = {}
        if (compiled := versions.get(())) is not None:
            return compiled  # it has no lists
        lengths = tuple(len(cast("list[object]", value)) for value in values.values() if isinstance(value, list))
        if max(lengths, default=0) > LONGEST_LIST:
            return None
        compiled = versions.get(lengths)
        if compiled is None:
            compiled = versions[lengths] = _compile(connection, statement, values)
        return compiled


COMPILED = CompiledStatements()
"""The statements of every SQLite database of the process: headless worlds, each in a database of its own, would
otherwise compile the same ones again and again."""


class StatementRunner:
    """Runs the statements of one transaction."""

    def __init__(self, connection: Connection, compiled: CompiledStatements) -> None:
        self._connection = connection
        self._compiled = compiled
        self._driver: sqlite3.Connection | None = None
        if connection.dialect.name == "sqlite":
            self._driver = cast("sqlite3.Connection", connection.connection.driver_connection)

    def rows(self, statement: Executable, values: Values) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
        """The names of the columns, and the rows."""
        compiled = self._of(statement, values)
        if compiled is None:
            result = self._connection.execute(statement, dict(values))
            return tuple(result.keys()), result.all()
        return compiled.names, compiled.read(self._run(compiled, values).fetchall())

    def result(self, statement: Executable, values: Values) -> Sequence[ColumnsRow[Any]]:
        """The rows, with a name for each column: SQLAlchemy's, or tuples of Python's that are read alike."""
        compiled = self._of(statement, values)
        if compiled is None:
            return self._connection.execute(statement, dict(values)).all()
        return [compiled.row(row) for row in compiled.read(self._run(compiled, values).fetchall())]

    def count(self, statement: Executable, values: Values) -> int:
        """Run what writes; how many rows it met."""
        compiled = self._of(statement, values)
        if compiled is None:
            return self._connection.execute(statement, dict(values)).rowcount
        return self._run(compiled, values).rowcount

    def insert(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Insert rows, which the database gets all at once."""
        compiled = self._of(statement, rows[0])
        if compiled is None:
            self._connection.execute(statement, [dict(row) for row in rows])
        else:
            self._run(compiled, *rows)

    def _of(self, statement: Executable, values: Values) -> Compiled | None:
        return None if self._driver is None else self._compiled.of(self._connection, statement, values)

    def _run(self, compiled: Compiled, *values: Values) -> sqlite3.Cursor:
        if self._driver is None:
            raise RuntimeError("compiled for another database")
        try:
            if len(values) == 1:
                return self._driver.execute(compiled.text, compiled.parameters(values[0]))
            return self._driver.executemany(compiled.text, [compiled.parameters(row) for row in values])
        except sqlite3.Error as error:
            raise as_sqlalchemy_raises(error, compiled.text, self._connection) from error


def as_sqlalchemy_raises(error: sqlite3.Error, statement: str, connection: Connection) -> Exception:
    """An error of SQLite's driver as SQLAlchemy would raise it, without the values: they are people's words."""
    return DBAPIError.instance(
        statement, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
    )


def _spelt_out(values: dict[str, Any], lists: tuple[str, ...]) -> dict[str, Any]:
    """With a value for each member of a list, as SQLAlchemy names them."""
    for name in lists:
        values.update((f"{name}_{number}", member) for number, member in enumerate(values[name], 1))
    return values


def _compile(connection: Connection, statement: Executable, values: Values) -> Compiled:
    dialect = connection.dialect
    compiler = cast("ClauseElement", statement).compile(dialect=dialect)
    if not isinstance(compiler, SQLCompiler):
        raise TypeError("not a statement that selects or writes")
    constants = {name: value for name, value in compiler.params.items() if name not in values}
    lists = tuple(name for bind, name in compiler.bind_names.items() if bind.expanding)
    state = compiler.construct_expanded_state({**constants, **values}, escape_names=False)
    origin = {
        f"{name}_{number}": name for name in lists for number in range(1, 1 + _length(name, constants, values))
    }

    def putting(name: str) -> Process | None:
        bind = compiler.binds[origin.get(name, name)]
        return bind.type.dialect_impl(dialect).bind_processor(dialect)

    places = tuple(state.positiontup or ())
    columns = getattr(statement, "exported_columns", None)
    selection = [] if columns is None else list(columns)
    names = tuple(column.key for column in selection)
    readers = [
        (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for place, column in enumerate(selection)
    ]
    return Compiled(
        text=state.statement,
        places=places,
        puts=tuple((place, put) for place, name in enumerate(places) if (put := putting(name)) is not None),
        constants=constants,
        lists=lists,
        names=names,
        row=_row_of(names),
        processes=tuple((place, process) for place, process in readers if process is not None),
    )


def _row_of(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    """What makes a row with these names of its values: they come from the statement, so no class is written."""
    return namedtuple("SelectedColumns", names, rename=True)._make  # pyright: ignore[reportUntypedNamedTuple]


def _length(name: str, constants: Values, values: Values) -> int:
    return len(cast("Sequence[object]", values.get(name, constants.get(name))))
