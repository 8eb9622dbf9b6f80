"""Words said again: whether a text repeats a stretch of another one."""

import re
import unicodedata
import zlib
from collections.abc import Iterator

from troupe.core.word_tokens import fold, spaceless

STRETCH = 5
"""So many words in a row are a quotation; fewer come about by themselves."""
CHARACTERS = 2
"""So many characters count as a word in scripts written without spaces."""

_ASCII_WORD = re.compile("[A-Za-z0-9][A-Za-z0-9']*")

Stretches = frozenset[tuple[str, ...]]


def stretches(text: str) -> Stretches:
    """Each stretch of five words in a text, case, accents and punctuation aside: two texts that have one in common
    repeat each other. A text of fewer words has none."""
    tokens = tuple(_words(text))
    return frozenset(part for start in range(len(tokens)) if (part := _from(tokens, start)))


def prints(text: str) -> frozenset[int]:
    """Numbers to look a text up by: two texts with a stretch in common have one of these in common, and some
    others have by chance. About every second word makes one, the smallest of each three neighbours (winnowing:
    Schleimer, Wilkerson, Aiken 2003); a text too short for a stretch has none."""
    tokens = tuple(_words(text))
    grams = [zlib.crc32(" ".join(tokens[start : start + 3]).encode()) for start in range(len(tokens) - 2)]
    return frozenset(min(grams[start : start + 3]) for start in range(len(grams) - 2))


def _from(tokens: tuple[str, ...], start: int) -> tuple[str, ...]:
    """The shortest stretch from here that is long enough; empty if the text ends before."""
    length = 0
    for end in range(start, len(tokens)):
        length += 1 if spaceless(tokens[end][0]) else CHARACTERS
        if length >= STRETCH * CHARACTERS:
            return tokens[start : end + 1]
    return ()


def _words(text: str) -> Iterator[str]:
    """Characters of scripts without spaces one by one. Nothing of it is kept in memory: the text was erased."""
    if text.isascii():
        yield from (fold(word.replace("'", "")) for word in _ASCII_WORD.findall(text))
        return
    word: list[str] = []
    for char in f"{unicodedata.normalize('NFKC', text)} ":
        alone = spaceless(char)
        if not alone and (char.isalnum() or unicodedata.category(char).startswith("M")):
            word.append(char)
            continue
        if char in "'’" and word:
            continue
        if unicodedata.category(char) == "Cf":  # invisible: no end of a word
            continue
        if folded := fold("".join(word)):
            yield folded
        word.clear()
        if alone and (folded := fold(char)):
            yield folded
