"""The test whether speech recites what a person was given to be someone: the rules, the portrait, the present.

A person may say what they believe and what they are known to say; nobody tells others the headings of a sheet,
or its text at length. What is compared are letters and digits in a row, as they look; so are rot13, reversed,
hexadecimal and base64 writings. A translation or a paraphrase is not noticed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from troupe.core.text_folding import folded_look, letters
from troupe.minds.gate.unpacking import unpacked
from troupe.minds.prompt.portrait import UNTOLD, portrait
from troupe.minds.prompt.turn_prompt_files import prompt_text
from troupe.people.persona.persona import Persona

_LONGEST = 30
"""Letters in a row that are no coincidence, about forty characters of text."""
_AT_LENGTH = 250
"""Letters of the portrait in all that make a recital, though each stretch by itself is a thing one may say."""
_SEVERAL = 110
"""The same measure, where the words come from several lines of the sheet."""
_GRAM, _REFERENCE_STEP, _SAID_STEP = 10, 5, 4
"""Grams of ten letters, each fifth of the text known and each fourth of what is said: by the remainder theorem
every run of 29 common letters has one in common."""
_FILES = ("rules.md", "form.md", "form_short.md", "plain.md", "turn.md", "beat.md", "correction.md", "summary.md")
_TEMPLATE = re.compile(r"\{[{%].*?[}%]\}")
_HEADINGS = frozenset(
    ["whoyouare", "howyoubehave", "youranswer", "now", "whatyouwitnessed", "whoishere", "whatwassaid"]
)
_LABEL = re.compile(
    r"^\W*(?:with you|you want|you keep in mind|you attend to|you feel|new to you|you sound like this|"
    r"you might say, [^:\n]{1,30}|you know|you believe|close to you|what comes back to you|"
    r"what matters to you now)\W*:",
    re.MULTILINE,
)
_HEADING = re.compile(r"^\W*#+\W*([^\n]{1,30}?)\W*$", re.MULTILINE)


@dataclass(frozen=True)
class RecitalSource:
    """A text to compare with: its letters, where its lines begin in them, and some of its grams with their
    places (`keys` are the same grams, for a fast look at whether any is said)."""

    row: str
    lines: tuple[int, ...]
    grams: dict[str, int]
    keys: frozenset[str]


def reference(text: str) -> RecitalSource:
    """The text made ready."""
    rows = [row for line in text.splitlines() if (row := letters(line))]
    lines: list[int] = []
    length = 0
    for row in rows:
        lines.append(length)
        length += len(row)
    whole = "".join(rows)
    grams = {whole[at : at + _GRAM]: at for at in range(0, len(whole) - _GRAM + 1, _REFERENCE_STEP)}
    return RecitalSource(whole, tuple(lines), grams, frozenset(grams))


@cache
def _rules() -> RecitalSource:
    return reference("\n".join(_TEMPLATE.sub("\n", prompt_text(name)) for name in _FILES))


@lru_cache(maxsize=128)
def sheet(persona: Persona) -> RecitalSource:
    """The portrait made ready, but for the lines that the person is known to say, and for their secrets: these are
    theirs to tell."""
    lines = portrait(persona).splitlines()
    return reference(
        "\n".join(line for line in lines if not line.startswith(("You sound like", "You might say", UNTOLD)))
    )


def recites(text: str, sheets: tuple[RecitalSource, ...] = ()) -> bool:
    """Whether the text holds a stretch of the rules, in any writing, or recites one of the sheets."""
    if "#" in text or ":" in text or not text.isascii():
        look = folded_look(text)
        if any(letters(match[1]) in _HEADINGS for match in _HEADING.finditer(look)):
            return True
        if len({match[0].strip() for match in _LABEL.finditer(look)}) > 1:
            return True
    row = letters(text)
    if any(_told(variant, sheets) for variant in (row, row[::-1], row.translate(_ROT13))):
        return True
    rows = [letters(reading) for reading in unpacked(text)]
    return any(_told(variant, sheets) or _told(variant[::-1], sheets) for variant in rows)


def _told(said: str, sheets: tuple[RecitalSource, ...]) -> bool:
    grams = [said[at : at + _GRAM] for at in range(0, len(said) - _GRAM + 1, _SAID_STEP)]
    rules = _rules()
    if not rules.keys.isdisjoint(grams) and any(True for _ in _stretches(said, rules)):
        return True
    return any(not each.keys.isdisjoint(grams) and _recited(said, each) for each in sheets)


def _recited(said: str, known: RecitalSource) -> bool:
    """Whether lines are run together as no speaker does, a heading is told with its text, or it goes on at
    length."""
    total, lines = 0, set[int]()
    for begin, end in _stretches(said, known):
        total += end - begin
        first, last = _line_at(known, begin), _line_at(known, end - 1)
        lines.update(range(first, last + 1))
        if last > first and known.lines[first + 1] - begin > _GRAM and end - known.lines[last] > _GRAM:
            return True
    return total > _AT_LENGTH or (len(lines) > 1 and total > _SEVERAL)


def _line_at(known: RecitalSource, at: int) -> int:
    low, high = 0, len(known.lines) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if known.lines[middle] <= at else (low, middle - 1)
    return low


def _stretches(said: str, known: RecitalSource) -> Iterator[tuple[int, int]]:
    """The stretches of the known text, of at least _LONGEST letters, that are said."""
    at = 0
    while at <= len(said) - _GRAM:
        place = known.grams.get(said[at : at + _GRAM])
        if place is not None:
            back = 0
            while back < at and back < place and said[at - back - 1] == known.row[place - back - 1]:
                back += 1
            ahead = _GRAM
            while (
                at + ahead < len(said)
                and place + ahead < len(known.row)
                and said[at + ahead] == known.row[place + ahead]
            ):
                ahead += 1
            if back + ahead >= _LONGEST:
                yield place - back, place + ahead
                at += ahead
                continue
        at += _SAID_STEP


_ROT13 = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
