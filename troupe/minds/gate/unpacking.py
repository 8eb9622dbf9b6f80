"""The words that stand in a text in an encoding: hexadecimal, base64, base32, the codes of characters, an
address's percent signs, and these in one another, forwards or backwards."""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

from troupe.core.kept_words import keeping_words
from troupe.core.text_folding import without_unseen

_DEPTH = 2
"""Encodings in one another that are undone. Three are no longer something a reader undoes in passing."""
_MOST = 60
"""Readings of one text: a line made of runs that can be read in many ways must not take the gate's time."""
_SHORTEST_RUN = 16
_DIGIT = re.compile(r"[0-9]")
_CODED = re.compile(r"\d\W{1,3}\d|(?:[0-9a-fA-F]{2}\s){8}|%[0-9a-fA-F]{2}")
"""Something of this is in every encoding with spaces between."""
_HEX = re.compile(r"(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s:,-]{0,2}){8,}")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_=-]{16,}")
_BASE32 = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z2-7]{16,}|[a-z2-7]{16,})={0,6}")
_CODES = re.compile(r"(?<!\d)(?:&#)?\d{2,3}(?:[\s,;:&#-]{1,3}\d{2,3}){7,}")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_NOT_HEX = re.compile(r"0x|\\x|[^0-9a-fA-F]")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_URL_SAFE = str.maketrans("-_", "+/")


@keeping_words(16)
def unpacked(text: str) -> tuple[str, ...]:
    """The readings of the text as an encoding, without the text itself."""
    readings: list[str] = []
    layer = [without_unseen(text)]
    for _ in range(_DEPTH):
        layer = [reading for packed in layer if _may_be_packed(packed) for reading in _undone(packed)]
        readings += layer
        if len(readings) > _MOST:
            break
    return tuple(readings[:_MOST])


def _may_be_packed(text: str) -> bool:
    """A quick look, which most talk does not get past."""
    if max(map(len, text.split()), default=0) >= _SHORTEST_RUN:
        return True
    return _DIGIT.search(text) is not None and _CODED.search(text) is not None


def _undone(text: str) -> Iterator[str]:
    """One encoding undone, wherever it may begin in a run."""
    if _PERCENT.search(text):
        yield unquote(text, errors="replace")
    for run in _HEX.finditer(text):
        digits = _NOT_HEX.sub("", run[0])
        yield bytes.fromhex(digits[: len(digits) // 2 * 2]).decode("latin-1")
    for run in _CODES.finditer(text):
        numbers = re.findall(r"\d+", run[0])
        yield "".join(chr(int(number)) for number in numbers)
        if all(set(number) <= set("01234567") for number in numbers):
            yield "".join(chr(int(number, 8)) for number in numbers)
    for run in _BASE32.finditer(text):
        yield from _read_base32(run[0].rstrip("=").upper())
    for run in _BASE64.finditer(text):
        yield from _read_base64(_NOT_BASE64.sub("", run[0].translate(_URL_SAFE)))


def _read_base64(run: str) -> Iterator[str]:
    for sequence in (run, run[::-1]):
        for shift in range(4):
            part = sequence[shift:]
            whole, rest = divmod(len(part), 4)
            padded = part if rest > 1 else part[: 4 * whole]
            yield binascii.a2b_base64(padded + "=" * (-len(padded) % 4)).decode("latin-1")


def _read_base32(run: str) -> Iterator[str]:
    for shift in (0, 2, 4, 5, 7):  # a group begins at eight places, of which five begin a byte of one before it
        part = run[shift:]
        yield base64.b32decode(part[: len(part) // 8 * 8]).decode("latin-1")
