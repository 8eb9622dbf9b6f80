"""The file the local Discord is kept in: an SQLite database with one table of records, held by one process."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from troupe.core.errors import AlreadyServed, BadInput

NAME, FORMER_NAME = "discord.sqlite3", "discord.journal"
VERSION = 1


class StoredRecord(NamedTuple):
    """The record under a key: JSON, and for a file its bytes."""

    value: bytes
    content: bytes | None = None


class StateDatabase:
    """The database of one folder. Its methods block: call them on a thread."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._former = folder / FORMER_NAME
        self._connection: sqlite3.Connection | None = None
        self._writing = Lock()

    def open(self) -> dict[str, StoredRecord]:
        """The records that were kept in the folder, by key; it is this process's until `close`.

        Raises AlreadyServed while another process has it, and BadInput for a file that is damaged, of another
        version or of the former kind; then nothing was changed.
        """
        if self._former.exists():
            message = f"{self._former} was kept by an earlier Troupe, and this one cannot read it"
            raise BadInput(f"{message}. Choose another folder, or move this one away.", field="--data")
        try:
            self._connection = sqlite3.connect(self.path, timeout=0, check_same_thread=False)
            return self._records(self._connection)
        except sqlite3.Error as error:
            self.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise AlreadyServed(
                    f"Another playground already uses {self.path.parent}. Stop that one first."
                ) from None
            raise self.damaged(str(error)) from None
        except BadInput:
            self.close()
            raise

    def write(self, put: Mapping[str, StoredRecord], drop: Iterable[str]) -> None:
        """Replace and remove records, all of them or none. Raises sqlite3.Error, as on a full disk."""
        with self._writing:  # whoever waited for an earlier one may have been cancelled, its thread goes on
            if self._connection is None:
                raise RuntimeError("the database is not open")
            with self._connection as connection:
                connection.executemany("DELETE FROM records WHERE key = ?", ((key,) for key in drop))
                rows = ((key, *record) for key, record in put.items())
                connection.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Let go of the folder."""
        with self._writing:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def damaged(self, what: str) -> BadInput:
        """The error that names the file and what is wrong with it."""
        return BadInput(f"{self.path} is damaged: {what}. Move it away to begin anew.", field="--data")

    def _records(self, connection: sqlite3.Connection) -> dict[str, StoredRecord]:
        # The lock stays with the connection, and the system lets go of it when this process dies, however it dies.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        with connection:
            [(changes_of_schema,)] = connection.execute("PRAGMA schema_version")
            if changes_of_schema == 0:  # a file made just now
                connection.execute(
                    "CREATE TABLE records (key TEXT PRIMARY KEY, value BLOB NOT NULL, content BLOB)"
                )
                connection.execute(f"PRAGMA user_version = {VERSION}")
            [(version,)] = connection.execute("PRAGMA user_version")
            if version != VERSION:
                message = f"{self.path} is of version {version}, and this Troupe reads version {VERSION}"
                raise BadInput(message, field="--data")
            [(fault,), *_] = connection.execute("PRAGMA quick_check(1)")
            if fault != "ok":
                raise self.damaged(fault)
            with closing(
                connection.execute("SELECT key, CAST(value AS BLOB), CAST(content AS BLOB) FROM records")
            ) as rows:
                return {key: StoredRecord(value, content) for key, value, content in rows}
