"""A quote found in a line, word for word: what a model copies with other quotation marks or spaces is given back
as it stands there; what it shortened, mended or joined is no quote."""

import re
import unicodedata

from troupe.core.word_tokens import spaceless

_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "}
)
_AROUND = " \t\n\"'“”„«»‘’…"
LEAST = 2
"""Letters or digits of a quote: less says nothing."""


def exact_quote(text: str, quote: str) -> str | None:
    """The part of a line's text that these words are; None if they are no part of it. It begins and ends with
    whole words: "like it" is no quote of somebody who said "dislike it"."""
    wanted = quote.strip()
    if wanted in text:  # with its marks, where they are the speaker's own
        return _whole_words(text, text.index(wanted), len(wanted), wanted)
    wanted = wanted.strip(_AROUND)
    pattern = r"\s+".join(re.escape(part) for part in _plain(wanted).split())
    if not pattern:
        return None
    plain = _plain(text)
    for match in re.finditer(pattern, plain):
        if (part := _whole_words(text, match.start(), match.end() - match.start(), "")) is not None:
            return part
    return None


def _whole_words(text: str, start: int, length: int, wanted: str) -> str | None:
    while start >= 0:
        end = start + length
        part = text[start:end]
        if _parted(text[start - 1 : start], part[:1]) and _parted(part[-1:], text[end : end + 1]):
            return part if sum(char.isalnum() for char in part) >= LEAST else None
        start = text.find(wanted, start + 1) if wanted else -1
    return None


def _parted(before: str, after: str) -> bool:
    """Whether no word goes on from one character to the next."""
    if not before or not after or spaceless(before) or spaceless(after):
        return True
    inner = "'’"
    joined = (before.isalnum() or before in inner) and (after.isalnum() or unicodedata.category(after)[0] == "M")
    return not joined


def _plain(text: str) -> str:
    """The text with one form of each mark, as many characters as before."""
    return text.translate(_ALIKE)
