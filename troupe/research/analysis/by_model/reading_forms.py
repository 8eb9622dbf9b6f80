"""The forms in which a model answers about a study. Lines are named by their number in the prompt."""

from pydantic import Field

from troupe.core.frozen import Frozen


class ReadQuote(Frozen):
    """Words of a line, by its number."""

    line: int
    quote: str


class ReadTheme(Frozen):
    name: str
    summary: str
    quotes: tuple[ReadQuote, ...]
    against: tuple[ReadQuote, ...] = ()
    minority: bool = False


class ReadThemes(Frozen):
    """What came up in a part of the record."""

    themes: tuple[ReadTheme, ...]


class JoinedTheme(Frozen):
    """Themes of several parts that are one; `members` are their numbers, from 1."""

    name: str
    summary: str
    members: tuple[int, ...]
    minority: bool = False


class JoinedThemes(Frozen):
    themes: tuple[JoinedTheme, ...]


class ReadFigure(Frozen):
    """A figure that a finding states, by its name in the list."""

    name: str
    value: float


class ReadFinding(Frozen):
    text: str
    why: str
    quotes: tuple[ReadQuote, ...]
    figures: tuple[ReadFigure, ...] = ()


class ReadFindings(Frozen):
    """The answers, and what is missing."""

    findings: tuple[ReadFinding, ...]
    not_said: tuple[str, ...] = ()
    who_was_missing: tuple[str, ...] = ()
    ask_people_next: tuple[str, ...] = ()


class ReadReply(Frozen):
    """What somebody quoted says to it."""

    text: str


class ReadCode(Frozen):
    key: str
    name: str
    given_when: str


class ReadCoding(Frozen):
    """The codes of one answer, by the number of its line, with the words they are for."""

    line: int
    codes: tuple[str, ...]
    quote: str


class ReadCodes(Frozen):
    codes: tuple[ReadCode, ...]
    answers: tuple[ReadCoding, ...]


class ReadField(Frozen):
    """A field as one person filled it; an empty value where they said nothing of it."""

    key: str
    value: str = ""
    lines: tuple[int, ...] = Field(default=())


class ReadFields(Frozen):
    fields: tuple[ReadField, ...]
