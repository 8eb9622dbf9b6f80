"""The secrets of whoever runs the bot, and whether a text gives one of them away, in whatever writing."""

import codecs
import re
from base64 import a85encode, b32encode, b64encode, b85encode
from collections.abc import Iterable, Iterator

from troupe.core.text_folding import letters
from troupe.minds.gate.unpacking import unpacked

WINDOW = 10
"""Letters and digits of a secret in a row that are too many, some twelve characters. Fewer tell nothing by which
the rest could be guessed."""
_SHORTEST = 16
"""Letters and digits that a secret has at least; a shorter one counts where it mixes both. Those that people write
where a server asks for no key ("none", "ollama") are words like others."""
_SHORTEST_MIXED = 8
_PIECE, _KEPT_STEP, _SAID_STEP = 5, 2, 3
"""Pieces of five characters, each second of a secret kept and each third of a line looked up: the steps have no
common divisor, so every run of WINDOW common characters has a piece in common."""
_ESCAPES = re.compile(r"0x|\\+x|\\+u00|&#x?|%25")
_NUMBERED = re.compile(r"^\W*\d{1,3}\W{1,3}(?=\S)", re.MULTILINE)
"""The number before a line of a list, where a secret is told a character a line."""
_ESCAPE_SIGNS = ("0x", "\\", "&#", "%25")


class Secrets:
    """Secrets by all the ways of writing them: as they are, backwards, rot13, and each of these in hexadecimal, in
    character codes, base64 and base32. Letter case, spaces, signs and look-alikes make no difference. URL encoding
    is hexadecimal with signs between."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._windows: dict[int, set[str]] = {}
        self._pieces: set[str] = set()
        for secret in set(secrets):
            self.add(secret)

    def add(self, secret: str) -> None:
        """Guard one more secret from now on."""
        secret = secret.strip()
        if _is_secret(secret):
            for spelling, window in _writings(secret):
                self._add(spelling, window)

    def given_away(self, text: str) -> bool:
        """Whether the text holds WINDOW characters of a secret in a row."""
        if not self._pieces:
            return False
        if self._in(letters(text)):
            return True
        if any(sign in text for sign in _ESCAPE_SIGNS) and self._in(letters(_ESCAPES.sub("", text))):
            return True
        if "\n" in text and _NUMBERED.search(text) and self._in(letters(_NUMBERED.sub("", text))):
            return True
        return any(self._in(letters(reading)) for reading in unpacked(text))

    def _in(self, said: str) -> bool:
        if self._pieces.isdisjoint(
            [said[at : at + _PIECE] for at in range(0, len(said) - _PIECE + 1, _SAID_STEP)]
        ):
            return False
        return not all(
            windows.isdisjoint([said[at : at + window] for at in range(len(said) - window + 1)])
            for window, windows in self._windows.items()
        )

    def _add(self, written: str, window: int) -> None:
        if len(written) < _SHORTEST_MIXED:
            return
        window = min(window, len(written))
        windows = self._windows.setdefault(window, set())
        windows.update(written[at : at + window] for at in range(len(written) - window + 1))
        step = _KEPT_STEP if window >= WINDOW else 1
        self._pieces.update(written[at : at + _PIECE] for at in range(0, len(written) - _PIECE + 1, step))


def _is_secret(secret: str) -> bool:
    row = letters(secret)
    mixed = any(char.isdigit() for char in row) and any(char.isalpha() for char in row)
    return len(row) >= (_SHORTEST_MIXED if mixed else _SHORTEST)


def _writings(secret: str) -> Iterator[tuple[str, int]]:
    """Each way to write a secret, in letters and digits, with how many of them are too many."""
    turned = codecs.encode(secret, "rot13")
    for by in range(1, 26):
        yield _shifted(letters(secret), by), WINDOW
    for shift in range(4):  # base 85 in groups of four, its letters only: the signs between tell no more
        for base85 in (b85encode, a85encode):
            yield letters(base85(b"\0" * shift + secret.encode()).decode()[5 * (shift > 0) :]), WINDOW
    for plain in (secret, secret[::-1], turned, turned[::-1]):
        raw = plain.encode()
        yield letters(plain), WINDOW
        yield raw.hex(), 2 * WINDOW
        yield raw.hex()[::-1], 2 * WINDOW
        yield "".join(str(byte) for byte in raw), 2 * WINDOW
        yield "".join(f"{byte:08b}" for byte in raw), 8 * WINDOW
        yield letters(b32encode(raw).decode()), 8 * WINDOW // 5
        for shift in range(3):  # the secret may begin at any of three places in a group of base64
            inner = b64encode(b"\0" * shift + raw).decode()[4 * (shift > 0) : -4]
            yield letters(inner), 4 * WINDOW // 3
            yield letters(inner[::-1]), 4 * WINDOW // 3


def _shifted(row: str, by: int) -> str:
    """The letters of a row moved on by so many places of the alphabet."""
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if "a" <= c <= "z" else c for c in row)
