"""The numbers that a sentence claims, as far as code can see: counts of people, shares, averages, amounts."""

import re
import unicodedata
from collections.abc import Iterator

from troupe.core.frozen import Frozen

_WORDS = {
    word: number
    for number, words in enumerate((
        "none no zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ))
    for word in words.split()
}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)*)(?!st\b|nd\b|rd\b|th\b|\d)(\s?%|\s?percent\b|\s?per cent\b)?", re.IGNORECASE
)
_WORD = r"(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r"|\d+(?:[.,]\d+)*)"
_COUNTED = re.compile(
    rf"(?<![\w.,])({_WORD})\s+(?:(?:out\s+)?of\s+(?:the\s+|those\s+|all\s+)?({_WORD})\b"
    r"|(?:people|persons?|participants?|panellists?|panelists?|members?|voters?|of\s+them)\b)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class ClaimedNumber(Frozen):
    """A number as it is written. `counted`: said of people or votes, so that it must be a figure of the study;
    `share`: a percentage."""

    written: str
    value: float
    counted: bool = False
    share: bool = False


def claimed_numbers(text: str) -> tuple[ClaimedNumber, ...]:
    """Every number of a text in digits of any script, and counts of people also in English words."""
    plain = "".join(_digit(char) for char in text)
    counted = list(_counted(plain))
    taken = [span for span, _ in counted]
    others = [
        (match.span(1), ClaimedNumber(written=match[0], value=_value(match[1]), share=bool(match[2])))
        for match in _NUMBER.finditer(plain)
        if not any(start <= match.start(1) < end for start, end in taken)
    ]
    return tuple(claim for _, claim in sorted((*counted, *others), key=lambda pair: pair[0]))


def _counted(plain: str) -> Iterator[tuple[tuple[int, int], ClaimedNumber]]:
    for match in _COUNTED.finditer(plain):
        for group in (1, 2):
            if (word := match[group]) is not None:
                value = _value(word) if word[0].isdigit() else float(_WORDS[word.casefold()])
                yield match.span(group), ClaimedNumber(written=word, value=value, counted=True)


def _digit(char: str) -> str:
    return char if char.isascii() or not char.isdecimal() else str(unicodedata.decimal(char))


def _value(written: str) -> float:
    """1,200 and 1.200 are twelve hundred, 3.5 and 3,5 three and a half."""
    if _GROUPED.fullmatch(written):
        return float(re.sub(r"[.,]", "", written))
    whole, *rest = re.split(r"[.,]", written)
    return float(f"{whole}.{''.join(rest)}") if rest else float(whole)
