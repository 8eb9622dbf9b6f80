"""PNG files as rows of chunks: the texts in them, and writing texts into them. Pictures are not decoded here."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from troupe.people.documents.frozen_json import NotJson

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_CHUNKS = 20_000
"""Chunks of one file; writers cut pictures into pieces of 8 KiB and more."""
MAX_TEXT_BYTES = 3_145_728
"""The longest text taken out of a chunk: a card of the largest size, in base64, with room for line ends."""
MAX_PIXELS = 40_000_000
"""Width times height of a picture that is taken over; a small file can claim to be far larger."""

_TEXT_KINDS = (b"tEXt", b"iTXt", b"zTXt")
_LONGEST_CHUNK = 2**31 - 1
"""The limit of the PNG specification for the length of a chunk."""
_LONGEST_KEYWORD = 79


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: its four-letter kind, its data, and whether its check sum is right."""

    kind: bytes
    data: bytes
    sound: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a PNG file. `sound` is whether its check sum is right."""

    keyword: str
    value: bytes
    sound: bool


def is_png(raw: bytes) -> bool:
    """Whether the file says that it is a PNG."""
    return raw.startswith(SIGNATURE)


def texts(raw: bytes, keywords: tuple[str, ...]) -> dict[str, Text]:
    """The first text of each of these keywords. Raises NotJson, with the chunk as path, for a damaged file."""
    by_keyword: dict[str, Text] = {}
    for place, chunk in enumerate(_chunks(raw)):
        if chunk.kind in _TEXT_KINDS:
            keyword = chunk.data[: _LONGEST_KEYWORD + 1].partition(b"\0")[0].decode("latin-1").lower()
            if keyword in keywords and keyword not in by_keyword:
                by_keyword[keyword] = Text(keyword, _text(chunk, f"chunk[{place}]"), chunk.sound)
    return by_keyword


def picture(raw: bytes) -> bytes | None:
    """The picture alone, without any text; None if it is none, or larger than MAX_PIXELS."""
    chunks = list(_chunks(raw))
    if not chunks or chunks[0].kind != b"IHDR" or len(chunks[0].data) != 13:
        return None
    width, height = struct.unpack(">II", chunks[0].data[:8])
    if not 0 < width * height <= MAX_PIXELS or all(chunk.kind != b"IDAT" for chunk in chunks):
        return None
    return _joined([chunk for chunk in chunks if chunk.kind not in _TEXT_KINDS])


def with_texts(raw: bytes, added: Mapping[str, bytes]) -> bytes:
    """The picture with these texts (Latin-1 bytes) in `tEXt` chunks before its end, others of the same keyword
    taken out. Raises NotJson for a file that is no sound PNG."""
    if not is_png(raw):
        raise NotJson("", "is not a PNG picture")
    chunks: list[Chunk] = []
    for chunk in _chunks(raw):
        keyword = chunk.data[: _LONGEST_KEYWORD + 1].partition(b"\0")[0].decode("latin-1")
        if chunk.kind not in _TEXT_KINDS or keyword not in added:
            chunks.append(chunk)
    new = [Chunk(b"tEXt", name.encode("latin-1") + b"\0" + value, True) for name, value in added.items()]
    return _joined([*chunks[:-1], *new, *chunks[-1:]])


def _joined(chunks: list[Chunk]) -> bytes:
    parts = [SIGNATURE]
    for chunk in chunks:
        checked = chunk.kind + chunk.data
        parts += [struct.pack(">I", len(chunk.data)), checked, struct.pack(">I", zlib.crc32(checked))]
    return b"".join(parts)


def _chunks(raw: bytes) -> Iterator[Chunk]:
    """The chunks up to IEND. What follows it is no part of the picture."""
    at, count = len(SIGNATURE), 0
    while at < len(raw):
        path = f"chunk[{count}]"
        if count >= MAX_CHUNKS:
            raise NotJson("", f"has more than {MAX_CHUNKS} chunks")
        if len(raw) - at < 12:
            raise NotJson(path, "is cut off")
        (length,) = struct.unpack_from(">I", raw, at)
        kind = raw[at + 4 : at + 8]
        if not (kind.isalpha() and kind.isascii()):
            raise NotJson(path, "is no chunk of a PNG file")
        if length > _LONGEST_CHUNK:
            raise NotJson(path, f"claims a length of {length} bytes, more than a chunk may have")
        end = at + 8 + length
        if end + 4 > len(raw):
            raise NotJson(path, f"is cut off: {kind.decode()} should have {length} bytes")
        (checksum,) = struct.unpack_from(">I", raw, end)
        yield Chunk(kind, raw[at + 8 : end], zlib.crc32(raw[at + 4 : end]) == checksum)
        if kind == b"IEND":
            return
        at, count = end + 4, count + 1
    raise NotJson("", "has no end (IEND)")


def _text(chunk: Chunk, path: str) -> bytes:
    _, _, compressed = chunk.data.partition(b"\0")
    if chunk.kind == b"tEXt":
        value, packed = compressed, False
    elif chunk.kind == b"zTXt":
        value, packed = compressed[1:], True
    else:
        packed = compressed[:1] == b"\1"
        value = compressed[2:].partition(b"\0")[2].partition(b"\0")[2]
    if packed:
        value = _unpacked(value, path)
    if len(value) > MAX_TEXT_BYTES:
        raise NotJson(path, f"holds more than {MAX_TEXT_BYTES // 1024} KiB of text")
    return value


def _unpacked(value: bytes, path: str) -> bytes:
    try:
        return zlib.decompressobj().decompress(value, MAX_TEXT_BYTES + 1)
    except zlib.error as error:
        raise NotJson(path, "cannot be unpacked") from error
