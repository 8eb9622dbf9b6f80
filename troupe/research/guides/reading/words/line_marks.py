"""What stands in brackets on a line: minutes, the order of answers, free probes, a key, a condition."""

import re
from dataclasses import dataclass, field

from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import AnswerOrder

_MINUTE = r"(?:min(?:ute[ns]?|uut|uten|ut[oi]s?|s)?\.?|mn|'|′|’)"
_HOUR = r"(?:h|hrs?|hours?|std\.?|stunden?|horas?|heures?|or[ae]|uur|uren)"
_ABOUT = (
    r"ca\.?|c\.|about|approx(?:imately|\.)?|around|up to|etwa|bis zu|unos|environ|circa|cerca de|ongeveer|~|≈|"
    r"max\.?|time:?"
)
_TIME = re.compile(
    rf"(?:{_ABOUT})?\s*(?:(?P<low>\d{{1,3}})\s*(?:[-–—]|to|bis|a|à|tot)\s*)?"
    rf"(?P<count>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s*(?:(?P<minute>{_MINUTE})|(?P<hour>{_HOUR}))",
    re.IGNORECASE,
)
_TRAILING_TIME = re.compile(r"\s+(?:[-–—:|/]\s*)(?P<time>[^-–—:|/]{1,20})$")
_CLOCK_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:[-–—]|to)\s*(\d{1,2}):(\d{2})\s*[-–—:|]?\s*")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,160})[)\]]\s*$")
_KEY = re.compile(r"\[([a-z][a-z0-9_]{0,29})\]\s*(?=\S)")
_END_KEY = re.compile(r"\s*\{([a-z][a-z0-9_]{0,29})\}\s*$")
_POPCORN = re.compile(
    r"popcorn|one (?:by|after) (?:one|the other|another)|in turn|round[- ]?robin|go (?:a)?round|each in turn|"
    r"reihum|nacheinander|por turnos|uno por uno|a tour de role|tour de table|l'un apres l'autre"
)
_TOGETHER = re.compile(
    r"together|simultaneous(?:ly)?|at once|all at once|reveal|gleichzeitig|zusammen|a la vez|ensemble|"
    r"en meme temps"
)
_FREE = re.compile(
    r"(?:(?:up to|bis zu|max\.?)\s*)?(\d{1,2})\s*(?:free|own|freie?)\s*(?:probes?|follow-?ups?|nachfragen?)"
)
_PROBE_FREELY = re.compile(r"probe(?: freely)?|free probes?|frei nachfragen")
_TALK_FIRST = re.compile(r"talk first(?:, rate second)?|say first|erst reden|hablar primero|parler d'abord")
_SILENT = re.compile(r"private|privately|secret|private vote|geheim|secreto|everyone|all|alle|todos|tous|single")
_SKIP = re.compile(
    r"(?:skip|ask (?:only )?if|ask unless|only (?:ask )?if|uberspringen|omitir|saltar|passer|nur wenn)\b"
)


@dataclass(slots=True)
class LineMarks:
    """What was taken off a line, and the words that are left. `words_kept` are parts of a bracket that mean
    something else, such as the form of a ballot."""

    text: str
    minutes: float | None = None
    order: AnswerOrder | None = None
    free_probes: int | None = None
    key: str = ""
    skip: str = ""
    talk_first: bool = False
    kept: list[str] = field(default_factory=list[str])


def marks_of(text: str, beside: str = "") -> LineMarks:
    """The marks of a line. `beside` is a bracket that stood elsewhere on it, whose other parts are kept."""
    marks = LineMarks(text.strip())
    if (key := _KEY.match(marks.text)) is not None:
        marks.key, marks.text = key[1], marks.text[key.end() :]
    if (span := _CLOCK_SPAN.match(marks.text)) is not None:
        first, last = int(span[1]) * 60 + int(span[2]), int(span[3]) * 60 + int(span[4])
        if last > first:
            marks.minutes, marks.text = float(last - first), marks.text[span.end() :]
    while True:
        if (key := _END_KEY.search(marks.text)) is not None and not marks.key:
            marks.key, marks.text = key[1], marks.text[: key.start()]
        bracket = _BRACKET.search(marks.text)
        if bracket is None or not _all_understood(bracket[1], marks):
            break
        marks.text = marks.text[: bracket.start()]
    trailing = _TRAILING_TIME.search(marks.text)
    if trailing is not None and (minutes := minutes_in(trailing["time"])) is not None:
        marks.minutes, marks.text = minutes, marks.text[: trailing.start()].rstrip()
    for part in _parts(beside):
        if not _understood(part, marks):
            marks.kept.append(part)
    return marks


def minutes_in(text: str) -> float | None:
    """The minutes that a text names and nothing besides: the longer of two, within what a guide may say."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    count = float(match["count"].replace(",", ".")) * (60 if match["hour"] else 1)
    return count if 0 < count <= 480 else None


def is_condition(text: str) -> bool:
    """A line that says when a step is left out."""
    return _SKIP.match(plain_letters(text)) is not None


def order_in(text: str) -> AnswerOrder | None:
    """The order of answers that a text names, and nothing besides."""
    plain = plain_letters(text).strip(" .")
    if _POPCORN.fullmatch(plain):
        return AnswerOrder.POPCORN
    return AnswerOrder.TOGETHER if _TOGETHER.fullmatch(plain) else None


def _parts(bracket: str) -> list[str]:
    if is_condition(bracket):
        return [bracket]
    return [part.strip() for part in re.split(r"[,;]", bracket) if part.strip()]


def _all_understood(bracket: str, marks: LineMarks) -> bool:
    """Takes the bracket off only if every part of it is a mark: the rest of a sentence stays where it is."""
    trial = LineMarks("")
    if not all(_understood(part, trial) for part in _parts(bracket)):
        return False
    for part in _parts(bracket):
        _understood(part, marks)
    return True


def _understood(part: str, marks: LineMarks) -> bool:
    plain = plain_letters(part).strip(" .")
    if (minutes := minutes_in(part)) is not None:
        marks.minutes = minutes
    elif (order := order_in(part)) is not None:
        marks.order = order
    elif (free := _FREE.fullmatch(plain)) is not None:
        marks.free_probes = int(free[1])
    elif _PROBE_FREELY.fullmatch(plain):
        marks.free_probes = marks.free_probes or 1
    elif _TALK_FIRST.fullmatch(plain):
        marks.talk_first = True
    elif is_condition(part):
        marks.skip = part
    else:
        return _SILENT.fullmatch(plain) is not None
    return True
