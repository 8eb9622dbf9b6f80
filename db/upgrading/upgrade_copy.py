"""The copy of an SQLite file that is made beside it before its tables are changed."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from troupe.core.errors import StoreUnavailable, UpgradeFailed


def copy_of(file: Path, head: str) -> Path:
    """Where the copy of a file is put. One name a revision: an upgrade that fails at each start of a bot leaves
    one copy, not a disk full of them."""
    return file.with_name(f"{file.name}.before-{head}")


def copy_beside(file: Path, copy: Path) -> None:
    """Copy the file whole, with what stands in its write-ahead log only; the caller holds its write lock.

    The copy takes its name when it is complete and sound, so an earlier one is never lost to a worse one. Raises
    StoreUnavailable if there is no room or no right, UpgradeFailed if the file is damaged.
    """
    unfinished = copy.with_name(f"{copy.name}.part")
    try:
        try:
            _fill(file, unfinished)
            unfinished.replace(copy)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StoreUnavailable(
            f"{file.name} has to be upgraded, but no copy of it could be made in {file.parent} first ({reason}). "
            "Nothing was changed: make room there or allow Troupe to write there, then start again."
        ) from error


def _fill(file: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    shutil.copymode(file, target)  # what people said is not readable by more accounts than it was
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copied:
        source.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        (verdict,) = copied.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise UpgradeFailed(
            f"{file.name} has to be upgraded, but it is damaged ({verdict.splitlines()[-1]}). "
            "Nothing was changed: put a backup in its place."
        )
