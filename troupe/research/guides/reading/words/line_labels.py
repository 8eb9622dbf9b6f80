"""The words before a colon by which a line says what it is: a probe, a poll, something to show."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from troupe.core.frozen import Frozen
from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import BallotForm


class LineRole(StrEnum):
    """The part that a labelled line has in a guide."""

    TITLE = "title"
    KIND = "kind"
    ABOUT = "about"
    DECISION = "decision"
    WOULD_CHANGE = "would_change"
    LANGUAGE = "language"
    SECTION = "section"
    QUESTION = "question"
    PROBE = "probe"
    FREE_PROBES = "free_probes"
    BALLOT = "ballot"
    OPTIONS = "options"
    SCALE = "scale"
    SHOW = "show"
    CONCEPTS = "concepts"
    MINUTES = "minutes"
    ASIDE = "aside"
    SPEAKER = "speaker"
    """Who says the line in a script, such as `Moderator:`."""


OF_THE_WHOLE = frozenset(
    {
        LineRole.TITLE,
        LineRole.KIND,
        LineRole.ABOUT,
        LineRole.DECISION,
        LineRole.WOULD_CHANGE,
        LineRole.LANGUAGE,
    }
)
"""What stands once, before the first section."""

_LABEL = re.compile(
    r"(?P<word>[^\W\d_][^\d:：?!()\[\]“”\"]{0,40}?)(?:\s*(?P<ordinal>\d{1,2}[a-z]?)|\s+(?P<letter>[A-Z]|[IVX]{1,4}))?\s*"
    r"(?P<range>\(?\s*-?\d{1,2}\s*(?:[-–—]|to|bis|a|à)\s*\d{1,2}\s*\)?)?\s*"
    r"(?P<marks>\([^()]{1,80}\)|\[[^\[\]]{1,80}\])?\s*[:：]\s*(?P<rest>.*)$"
)
_DASHED = re.compile(r"(?P<word>[^\W\d_][^\d:：?!()\[\]“”\"–—]{0,40}?)\s+[-–—]\s+(?P<rest>\S.*)$")
_PART = re.compile(r"(?P<word>[^\W\d_]+)\s+(?P<ordinal>\d{1,2}|[A-Z]|[IVX]{1,4})\s*(?:[-–—.:]|$)\s*(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Label:
    """A label that was read: what the line is, the words after it, and what stood between."""

    role: LineRole
    rest: str
    form: BallotForm | None = None
    scale: str = ""
    marks: str = ""
    word: str = ""


class TableColumn(StrEnum):
    """The part that a column of a table has in a guide."""

    NUMBER = "number"
    TIME = "time"
    SECTION = "section"
    QUESTION = "question"
    PROBE = "probe"
    SHOW = "show"
    OPTIONS = "options"
    ASIDE = "aside"


class _LabelWords(Frozen):
    """The file of labels, as it stands."""

    roles: Mapping[LineRole, tuple[str, ...]]
    speakers: Mapping[str, tuple[str, ...]]
    columns: Mapping[TableColumn, tuple[str, ...]]
    ballots: Mapping[BallotForm, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Patterns:
    roles: Mapping[LineRole, re.Pattern[str]]
    columns: Mapping[TableColumn, re.Pattern[str]]
    forms: Mapping[BallotForm, re.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    raw = files("troupe.research.guides.reading.words").joinpath("line_labels.toml").read_text(encoding="utf-8")
    words = _LabelWords.model_validate(tomllib.loads(raw))
    roles = {LineRole.SPEAKER: words.speakers["words"], **words.roles}
    return _Patterns(
        {role: re.compile("|".join(parts)) for role, parts in roles.items()},
        {column: re.compile("|".join(parts)) for column, parts in words.columns.items()},
        {form: re.compile("|".join(parts)) for form, parts in words.ballots.items()},
    )


def label_of(text: str) -> Label | None:
    """The label at the head of a line, if there is one that is known."""
    match = _LABEL.match(text)
    if match is not None and (label := _before_colon(match)) is not None:
        return label
    dashed = _DASHED.match(text)
    if dashed is not None and _patterns().roles[LineRole.PROBE].fullmatch(word := _plain(dashed["word"])):
        return Label(LineRole.PROBE, dashed["rest"], word=word)
    part = _PART.match(text)
    if part is not None and "?" not in text and _names_part(word := _plain(part["word"])):
        return Label(LineRole.SECTION, part["rest"].strip() or text.strip(), word=word)
    return None


def _before_colon(match: re.Match[str]) -> Label | None:
    word = _plain(match["word"])
    scale, marks, rest = match["range"] or "", (match["marks"] or "")[1:-1], match["rest"].strip()
    roles, ordinal = _patterns().roles, match["ordinal"] or match["letter"]
    for role in (LineRole.SPEAKER, LineRole.ASIDE):
        if roles[role].fullmatch(word) and not scale:
            return Label(role, rest, marks=marks, word=word)
    for form, words in _patterns().forms.items():
        if words.fullmatch(word):
            return Label(LineRole.BALLOT, rest, form, scale, marks, word)
    role = next((role for role, words in roles.items() if words.fullmatch(word)), None)
    if role is LineRole.ABOUT and ordinal and _names_part(word):
        role = LineRole.SECTION
    if role is LineRole.SECTION:
        rest = rest or f"{match['word'].strip()} {ordinal or ''}".strip()
    return None if role is None else Label(role, rest, scale=scale, marks=marks, word=word)


def _names_part(word: str) -> bool:
    """A word by which parts are counted: `Part 2`, `Thema 1`."""
    columns = _patterns().columns
    return bool(
        _patterns().roles[LineRole.SECTION].fullmatch(word) or columns[TableColumn.SECTION].fullmatch(word)
    )


def column_of(head: str) -> TableColumn | None:
    """The part of the column with this head, if its words are known."""
    plain = _plain(head).strip(" .:*")
    return next((column for column, words in _patterns().columns.items() if words.fullmatch(plain)), None)


def form_named(word: str) -> BallotForm | None:
    """The form of ballot that a word between brackets names, such as `multiple`."""
    plain = _plain(word)
    return next((form for form, words in _patterns().forms.items() if words.fullmatch(plain)), None)


def _plain(word: str) -> str:
    return " ".join(plain_letters(word).split())
