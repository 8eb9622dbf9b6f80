"""The scale, the ends of a scale and the options of a ballot, as people write them on a line."""

import re
from dataclasses import dataclass

from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import BallotForm

_DASH = r"(?:[-–—]|to|bis|a|à|until)"
_RANGE = re.compile(rf"(?<!\d)(-?\d{{1,2}})\s*{_DASH}\s*(\d{{1,2}})(?!\d)")
_POINTS = re.compile(r"(\d{1,2})[- ]?(?:points?|punkte?|puntos|steps?|stufen?)")
_ENDS = re.compile(
    r"(?<!\d)(?P<low_at>-?\d{1,2})\s*(?:=|:|–|—|means|is|bedeutet|\()\s*(?P<low>[^=;,()\d]{1,60}?)\)?\s*"
    r"(?:[;,/]|\.\.\.|…|\bto\b|\band\b|\bbis\b|\bund\b|\by\b|\bet\b|\ba\b|\bà\b|–|-)\s*(?P<high_at>\d{1,2})\s*"
    r"(?:=|:|–|—|means|is|bedeutet|\()\s*(?P<high>[^=;()\d]{1,60}?)\)?\s*[).]*$",
    re.IGNORECASE,
)
_CURRENCY = re.compile(
    r"[€$£¥₹₽₩₺]|\b[A-Z]{3}\b|\b(?:euros?|dollars?|pounds?|pesos?|franken|yen)\b", re.IGNORECASE
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}


@dataclass(frozen=True, slots=True)
class ScaleWords:
    """A scale as it was written. `least` is the number that it begins with."""

    points: int
    least: int
    low: str = ""
    high: str = ""


def scale_in(text: str) -> ScaleWords | None:
    """The scale that a text names, such as `1-5 (1 = poor, 5 = great)`."""
    ends = _ENDS.search(text)
    if ends is not None:
        least, most = int(ends["low_at"]), int(ends["high_at"])
        return ScaleWords(most - least + 1, least, ends["low"].strip(" \"'“”"), ends["high"].strip(" \"'“”"))
    span = _RANGE.search(text)
    if span is not None and int(span[2]) > int(span[1]):
        return ScaleWords(int(span[2]) - int(span[1]) + 1, int(span[1]))
    points = _POINTS.search(plain_letters(text))
    return ScaleWords(int(points[1]), 1) if points is not None else None


def without_ends(text: str) -> str:
    """The question without the bracket that explains its scale."""
    bracket = re.search(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$", text)
    if bracket is not None and (_ENDS.search(bracket[1]) or _RANGE.fullmatch(bracket[1].strip())):
        return text[: bracket.start()].rstrip()
    return text


def options_in(text: str) -> tuple[str, ...]:
    """The options of a line, apart from each other by `|`, `/`, `;` or, failing those, by commas."""
    for sign in ("|", " / ", ";", "/", ","):
        if sign in text:
            return tuple(part for piece in text.split(sign) if (part := piece.strip(" .")))
    return (text.strip(),) if text.strip() else ()


def options_behind(text: str) -> tuple[str, tuple[str, ...]]:
    """A question with its options on the same line, apart: behind its question mark, or in a bracket there."""
    question, mark, rest = text.rpartition("?")
    rest = rest.strip().strip("()[]").removeprefix(":").strip()
    options = options_in(rest)
    return (f"{question}{mark}".strip(), options) if mark and len(options) > 1 else (text, ())


def currency_in(text: str) -> str:
    """The currency that a text names, as three letters where its sign is known."""
    match = _CURRENCY.search(text)
    return "" if match is None else _SIGNS.get(match[0], match[0])


def form_of_scale(form: BallotForm) -> bool:
    """Ballots of this form are answered by a number on a scale."""
    return form in (BallotForm.LIKERT, BallotForm.RATING)
