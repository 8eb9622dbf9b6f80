"""CHARX files: a zip archive with a card in `card.json` and its pictures. Nothing of it is written to disk."""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

from troupe.people.documents.document_text import MAX_BYTES
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, NotJson

CARD = "card.json"
ICON = "assets/icon/images/main.png"
"""Where the specification wants the main picture to be."""
EMBEDDED = "embeded://"
"""How a card addresses a file of its archive; the spelling is the specification's."""
MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 268_435_456
"""All entries together, unpacked."""
MAX_RATIO = 200
"""How many times smaller than its content an entry may be. JSON and pictures stay far below."""
SMALL = 65_536
"""An entry of this many bytes is no bomb, however well it was packed."""
MAX_ICON_BYTES = 20_971_520

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRY_HEADER = b"PK\x01\x02"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The same persona gives the same archive."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a CHARX file holds: the text of its card, and the names of all its files."""

    card: bytes
    names: tuple[str, ...]
    raw: bytes


def is_zip(raw: bytes) -> bool:
    """Whether the file says that it is a zip archive."""
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_charx(raw: bytes) -> Archive:
    """The card of an archive. Raises NotJson, with the entry as path, for a damaged or hostile file."""
    if raw.count(_ENTRY_HEADER) > MAX_ENTRIES:
        raise NotJson("", f"has more than {MAX_ENTRIES} entries")
    with _opened(raw) as archive:
        entries = archive.infolist()
        _refuse_hostile(entries)
        cards = [entry for entry in entries if entry.filename == CARD]
        if len(cards) != 1:
            raise NotJson("", f"has no {CARD}" if not cards else f"has {CARD} more than once")
        card = _content(archive, cards[0], MAX_BYTES)
        return Archive(card, tuple(entry.filename for entry in entries if not entry.is_dir()), raw)


def main_picture(archive: Archive, assets: FrozenJson) -> bytes | None:
    """The picture that a card's list of assets names as its icon, or the one where it should be."""
    for name in (_icon_name(assets), ICON):
        if name in archive.names:
            with _opened(archive.raw) as opened:
                return _content(opened, opened.getinfo(name), MAX_ICON_BYTES)
    return None


def write_charx(card: bytes, picture: bytes | None) -> bytes:
    """An archive with this card, and with this PNG as its main picture."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((CARD, card), (ICON, picture)):
            if content is not None:
                archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _icon_name(assets: FrozenJson) -> str:
    listed = [asset for asset in assets if isinstance(asset, FrozenDict)] if isinstance(assets, tuple) else []
    icons = [asset for asset in listed if asset.get("type") == "icon"]
    main = next((icon for icon in icons if icon.get("name") == "main"), icons[0] if icons else None)
    uri = main.get("uri") if main is not None else None
    return uri.removeprefix(EMBEDDED) if isinstance(uri, str) and uri.startswith(EMBEDDED) else ICON


def _opened(raw: bytes) -> zipfile.ZipFile:
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


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    name = entry.filename
    if entry.compress_type not in _METHODS:
        raise NotJson(name, "is packed by a method that is not read here")
    if entry.file_size > most:
        raise NotJson(name, f"is larger than {most // 1024} KiB")
    try:
        with archive.open(entry) as file:
            content = file.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise NotJson(name, "is damaged and cannot be unpacked") from error
    except (NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        raise NotJson(name, "cannot be read") from error
    if len(content) > most:
        raise NotJson(name, f"is larger than {most // 1024} KiB")
    return content
