"""The scale, the ends of a scale and the options of a ballot, as people write them on a line."""

import re
from dataclasses import dataclass

from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import BallotForm

_TO = r"(?:[-–—]|to|bis|until|a|al|à|até|ate|en|tot|through)"
_RANGE = re.compile(
    rf"(?<![\d:.,])(-?\d{{1,2}})\s*{_TO}\s*(\d{{1,2}})(?![\d:.,]*\d|\s*(?:min|'|′|%|€|\$|h\b|uhr))", re.I
)
_POINTS = re.compile(r"(\d{1,2})[- ]?(?:points?|punkte?|puntos|punti|pontos|punten|steps?|stufen?)")
_END = re.compile(
    r"(?<![\d.,])(?P<at>-?\d{1,2})\s*(?:"
    r"(?:=|:|–|—|\b(?:means?|is|stands? for|being|bedeutet|heisst|heißt|steht für|ist|significa|es|signifie|"
    r"veut dire|est|vuol dire|è|betekent|staat voor|é)\b)\s*[\"'“”„«»‘’]*"
    r"(?P<said>[^=;,()\d\"“”„«»…]{1,60}?)[\"'“”„«»‘’]*"
    r"(?=\s*(?:[,;/).…|]|\.\.\.|[-–—]\s*\d|$|\b(?:and|to|und|bis|y|et|a|à|al|e|en|tot)\b\s*-?\d))"
    r"|\((?P<bracket>[^()\d]{1,60})\))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:scale|skala|escala|echelle|scala|schaal|rate|rating|bewerten|puntu\w+|valor\w+|not(?:e|ez)|valut\w+|avali\w+|"
    r"beoordeel|de|da|von|van|from|entre|between|zwischen|tra|tussen|del)\b[^.?!]{0,40}$"
)
"""What stands before the numbers of a scale."""
_SCALE = re.compile(r"\b(?:scale|skala|escala|echelle|scala|schaal)\b")
_CURRENCY = re.compile(
    r"[€$£¥₹₽₩₺]|\b[A-Z]{3}\b|\b(?:euros?|dollars?|pounds?|pesos?|franken|yen)\b", re.IGNORECASE
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}
_LETTERED = re.compile(r"(?:^|\s)\(?(?P<letter>[a-hA-H1-8])\)\s*")
_POINTS_MOST = 11


@dataclass(frozen=True, slots=True)
class ScaleWords:
    """A scale as it was written. `least` is the number that it begins with."""

    points: int
    least: int
    low: str = ""
    high: str = ""


def scale_in(text: str) -> ScaleWords | None:
    """The scale that a text names, such as `1-5 (1 = poor, 5 = great)`."""
    ends = list(_END.finditer(text))
    if len(ends) > 1 and int(ends[-1]["at"]) > int(ends[0]["at"]):
        least, most = int(ends[0]["at"]), int(ends[-1]["at"])
        return ScaleWords(most - least + 1, least, _end_words(ends[0]), _end_words(ends[-1]))
    span = _RANGE.search(text)
    if span is not None and int(span[2]) > int(span[1]):
        return ScaleWords(int(span[2]) - int(span[1]) + 1, int(span[1]))
    points = _POINTS.search(plain_letters(text))
    return ScaleWords(int(points[1]), 1) if points is not None else None


def asks_by_scale(text: str) -> bool:
    """A question that is to be answered by a number on a scale, which it names: by both ends, by the word for a
    scale, or by two numbers that begin at 0 or 1, set in a bracket or behind a word such as `from`."""
    scale = scale_in(text)
    if scale is None or scale.least not in (0, 1) or not 3 <= scale.points <= _POINTS_MOST:
        return False
    plain = plain_letters(text)
    if (scale.low and scale.high) or _SCALE.search(plain):
        return True
    span = _RANGE.search(plain)
    if span is None:
        return False
    bracketed = re.search(rf"[(\[]\s*{re.escape(span[0])}\s*[)\]]", plain) is not None
    return bracketed or _NAMED.search(plain[: span.start()]) is not None


def without_ends(text: str) -> str:
    """The question without the bracket that explains its scale."""
    bracket = re.search(r"\s*[(\[]((?:[^()\[\]]|\([^()]*\))*)[)\]]\s*[.]?$", text)
    if bracket is not None and (len(_END.findall(bracket[1])) > 1 or _RANGE.fullmatch(bracket[1].strip())):
        return text[: bracket.start()].rstrip()
    return text


def options_in(text: str) -> tuple[str, ...]:
    """The options of a line, apart from each other by letters such as `a)`, by `|`, `/`, `;` or, failing those, by
    commas."""
    letters = [match["letter"].casefold() for match in _LETTERED.finditer(text)]
    if len(letters) > 1 and letters in (list("abcdefgh")[: len(letters)], list("12345678")[: len(letters)]):
        pieces = _LETTERED.split(text)[2::2]
        return tuple(part for piece in pieces if (part := piece.strip(" .,;")))
    for sign in ("|", " / ", ";", "/", ","):
        if sign in text:
            return tuple(part for piece in text.split(sign) if (part := piece.strip(" .")))
    return (text.strip(),) if text.strip() else ()


def options_behind(text: str) -> tuple[str, tuple[str, ...]]:
    """A question with its options on the same line, apart: behind its question mark, or in a bracket there."""
    question, mark, rest = text.rpartition("?")
    rest = rest.strip()
    if rest[:1] in "([" and rest[-1:] in ")]" and not _LETTERED.match(rest):
        rest = rest[1:-1]
    options = options_in(rest.removeprefix(":").strip())
    return (f"{question}{mark}".strip(), options) if mark and len(options) > 1 else (text, ())


def lettered_behind(text: str) -> tuple[str, tuple[str, ...]]:
    """The same, for options that are counted by letters alone: `Which would you keep? a) phone b) radio`."""
    question, options = options_behind(text)
    return (question, options) if options and _LETTERED.match(text[len(question) :]) else (text, ())


def currency_in(text: str) -> str:
    """The currency that a text names, as three letters where its sign is known."""
    match = _CURRENCY.search(text)
    return "" if match is None else _SIGNS.get(match[0], match[0])


def form_of_scale(form: BallotForm) -> bool:
    """Ballots of this form are answered by a number on a scale."""
    return form in (BallotForm.LIKERT, BallotForm.RATING)


def _end_words(end: re.Match[str]) -> str:
    return (end["said"] or end["bracket"] or "").strip(" \"'“”„«»")
