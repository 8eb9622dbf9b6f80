"""The file the local Discord is kept in: a journal of records, whole after every line whatever happens.

Its first line says what it is and of which version; each further line is one batch, put and dropped together:

    <crc32 of the rest, 8 hex digits> {"format":"troupe local discord","version":1}
    <crc32>                           {"put":{"channels/12":{…}},"drop":["messages/12/34"]}

A last line that was cut off, as by a crash, counts for nothing. Any other fault is damage: it is said, and the
file is left as it is. Bytes of files stand beside it in a folder, each under its SHA-256, written before the line
that names it.
"""

import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO

from pydantic import BaseModel, ConfigDict
from pydantic_core import from_json, to_json

from bot.playground.server.keeping.state_records import digest_in
from troupe.core.errors import AlreadyServed, BadInput

NAME, FILES, LOCK = "discord.journal", "discord-files", "discord.lock"
FORMAT, VERSION = "troupe local discord", 1
BATCH = 500
"""Records a line of a fresh journal holds at most."""


@dataclass(frozen=True)
class Batch:
    """Records to be put or replaced, keys to be dropped, and the files that the records name."""

    put: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    drop: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def line(self) -> bytes:
        """What is written of it."""
        put = b",".join(to_json(key) + b":" + record for key, record in self.put.items())
        drop = b",".join(to_json(key) for key in self.drop)
        return _sealed(b'{"put":{' + put + b'},"drop":[' + drop + b"]}")


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: str
    version: int


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)

    put: dict[str, object]
    drop: tuple[str, ...]


class StateJournal:
    """The journal of one folder, held by one process. Its methods block: call them on a thread."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._lock: IO[str] | None = None
        self._end = 0
        self._writing = Lock()

    def open(self) -> dict[str, bytes]:
        """Take the folder and read what was kept in it: records by key, none if there is no journal yet.

        Raises AlreadyServed while another process has it, and BadInput for a damaged journal or one of another
        version; then nothing was changed.
        """
        self._take()
        try:
            return dict(_replayed(self.path)) if self.path.exists() else {}
        except (OSError, BadInput):
            self.close()
            raise

    def renew(self, records: Mapping[str, bytes]) -> None:
        """Write the journal anew with just these records, in place of the old one at once; and drop files that
        none of them names."""
        fresh = self.path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(_sealed(b'{"format":"%s","version":%d}' % (FORMAT.encode(), VERSION)))
            for batch in _batches(records):
                file.write(batch.line)
            _settled(file)
        fresh.replace(self.path)
        _settle_folder(self._folder)
        self._file = self.path.open("r+b")
        self._end = self._file.seek(0, os.SEEK_END)
        used = {digest_in(record) for key, record in records.items() if key.startswith("blobs/")}
        for kept in (self._folder / FILES).glob("*"):
            if kept.name not in used:
                kept.unlink()

    def append(self, batch: Batch) -> None:
        """Add a line, durably. Raises OSError, as on a full disk; a later try starts from a whole file."""
        with self._writing:  # whoever waited for an earlier one may have been cancelled, its thread goes on
            if self._file is None:
                raise RuntimeError("the journal is not open")
            for digest, content in batch.files.items():
                self._keep_file(digest, content)
            self._file.seek(self._end)
            self._file.truncate()
            self._file.write(batch.line)
            _settled(self._file)
            self._end = self._file.tell()

    def contents(self, digest: str) -> bytes:
        """The bytes kept under this name. Raises BadInput when they are missing or not what they were."""
        path = self._folder / FILES / digest
        try:
            content = path.read_bytes()
        except OSError as error:
            raise damaged(path, error.strerror or "it cannot be read") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise damaged(path, "its bytes are not those that were written")
        return content

    def close(self) -> None:
        """Let go of the folder."""
        with self._writing:
            for file in (self._file, self._lock):
                if file is not None:
                    file.close()
            self._file = self._lock = None

    def _take(self) -> None:
        """The kernel lets go of the lock when this process dies, however it dies."""
        import fcntl  # here, because Windows has none; only `--data` needs it

        self._lock = (self._folder / LOCK).open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise AlreadyServed(f"Another playground already uses {self._folder}. Stop that one first.") from None

    def _keep_file(self, digest: str, content: bytes) -> None:
        path = self._folder / FILES / digest
        if path.exists():
            return
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(content)
            _settled(file)
        fresh.replace(path)
        _settle_folder(path.parent)


def _replayed(path: Path) -> dict[str, bytes]:
    """The records after every whole line."""
    records: dict[str, bytes] = {}
    for number, content in enumerate(_lines(path), 1):
        try:
            if number == 1:
                _check_head(path, content)
                continue
            line = _Line.model_validate(from_json(content))
        except ValueError:
            raise damaged(path, f"line {number} cannot be read") from None
        records |= {key: to_json(value) for key, value in line.put.items()}
        for key in line.drop:
            records.pop(key, None)
    return records


def _lines(path: Path) -> Iterator[bytes]:
    *whole, _cut_off = path.read_bytes().split(b"\n")
    if not whole:
        raise damaged(path, "its first line is missing")
    for number, line in enumerate(whole, 1):
        seal, _, content = line.partition(b" ")
        if seal != _seal(content):
            raise damaged(path, f"line {number} is not what was written")
        yield content


def _check_head(path: Path, content: bytes) -> None:
    head = _Head.model_validate_json(content)
    if head.format != FORMAT:
        raise ValueError(head.format)
    if head.version != VERSION:
        message = f"{path} is of version {head.version}, and this Troupe reads version {VERSION}"
        raise BadInput(message, field="--data")


def _batches(records: Mapping[str, bytes]) -> Iterator[Batch]:
    keys = list(records)
    for start in range(0, len(keys), BATCH):
        yield Batch({key: records[key] for key in keys[start : start + BATCH]})


def damaged(path: Path, what: str) -> BadInput:
    """The error that names a file and what is wrong with it."""
    return BadInput(f"{path} is damaged: {what}. Move it away to begin anew.", field="--data")


def _sealed(content: bytes) -> bytes:
    return _seal(content) + b" " + content + b"\n"


def _seal(content: bytes) -> bytes:
    return b"%08x" % zlib.crc32(content)


def _settled(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    """Make a renaming last; where a folder cannot be synced, the system does it by itself."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
