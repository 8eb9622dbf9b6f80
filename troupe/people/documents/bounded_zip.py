"""Zip archives from strangers: bounded in entries, size and ratio. Nothing of one is written to disk."""

import io
import stat
import struct
import zipfile
import zlib

from troupe.people.documents.frozen_json import NotJson

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 268_435_456
"""All entries together, unpacked."""
MAX_RATIO = 200
"""How many times smaller than its content an entry may be. JSON and pictures stay far below."""
SMALL = 65_536
"""An entry of this many bytes is no bomb, however well it was packed."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_JPEG, _END, _LONGEST_END = b"\xff\xd8\xff", b"PK\x05\x06", 65_557
_ENTRY_HEADER = b"PK\x01\x02"


def is_zip(raw: bytes) -> bool:
    """Whether the file says that it is a zip archive, or is a JPEG with one behind it, as RisuAI writes cards."""
    behind = raw.startswith(_JPEG) and _END in raw[-_LONGEST_END:]
    return behind or raw.startswith((b"PK\x03\x04", _END))


def opened(raw: bytes) -> zipfile.ZipFile:
    """The archive, once its entries were looked through. Raises NotJson, with the entry as path, for one that is
    damaged or hostile."""
    if raw.count(_ENTRY_HEADER) > MAX_ENTRIES:
        raise NotJson("", f"has more than {MAX_ENTRIES} entries")
    archive = _read(raw)
    try:
        _refuse_hostile(archive.infolist())
    except NotJson:
        archive.close()
        raise
    return archive


def _read(raw: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OverflowError) as error:
        raise NotJson("", "is not a zip archive that can be read") from error
    except (ValueError, OSError, EOFError, UnicodeError, struct.error) as error:
        raise NotJson("", "is a damaged zip archive") from error


def _refuse_hostile(entries: list[zipfile.ZipInfo]) -> None:
    total = 0
    for entry in entries:
        name = entry.filename
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in entry.orig_filename:
            raise NotJson(name, "leads out of the archive")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise NotJson(name, "is a link")
        if entry.flag_bits & 0x1:
            raise NotJson(name, "is encrypted")
        if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise NotJson(name, f"unpacks to more than {MAX_RATIO} times its size")
        total += entry.file_size
    if total > MAX_UNPACKED_BYTES:
        raise NotJson("", f"unpacks to more than {MAX_UNPACKED_BYTES // 1_048_576} MiB")


def content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """An entry unpacked. Raises NotJson where it is longer than `most`, whatever it says of itself."""
    name = entry.filename
    if entry.compress_type not in _METHODS:
        raise NotJson(name, "is packed by a method that is not read here")
    if entry.file_size > most:
        raise NotJson(name, f"is larger than {most // 1024} KiB")
    try:
        with archive.open(entry) as file:
            unpacked = file.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise NotJson(name, "is damaged and cannot be unpacked") from error
    except (NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        raise NotJson(name, "cannot be read") from error
    if len(unpacked) > most:
        raise NotJson(name, f"is larger than {most // 1024} KiB")
    return unpacked
