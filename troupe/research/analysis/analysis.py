"""The reading of a study: themes, findings and what was missing, every claim with the lines it rests on."""

from enum import StrEnum

from pydantic import Field

from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.research.analysis.extracted_table import ExtractedTable


class Evidence(Frozen):
    """Words that stand in a line of the study, exactly: `line` is its id, `quote` a part of its text."""

    line: str
    quote: str


class Sureness(StrEnum):
    """How far a finding carries; nothing else may be said about it."""

    ONCE = "seen once"
    RERUNS = "in reruns"
    HUMANS = "also in human data"


class ReadingAuthor(StrEnum):
    """Whoever a theme or finding comes from: words of a model, counted by rule, or an analyst's hand."""

    MODEL = "model"
    RULE = "rule"
    ANALYST = "analyst"


class Theme(Frozen):
    """Something that several people spoke of, or one alone against the others (`minority`). `against` is what
    was said the other way, `doubts` what the check by code holds against the summary."""

    key: str
    name: str
    summary: str
    participants: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    against: tuple[Evidence, ...] = ()
    minority: bool = False
    author: ReadingAuthor = ReadingAuthor.MODEL
    doubts: tuple[str, ...] = ()


class Finding(Frozen):
    """An answer to what the study was made for. `numbers` are the figures it states, each with where it comes
    from, such as `ballot:price:n` (see `study_figures`); `runs_with` of `runs_asked` say in how many reruns it
    came out. `doubts` is what the check by code holds against it."""

    text: str
    why: str
    sure: Sureness = Sureness.ONCE
    runs_with: int = 1
    runs_asked: int = 1
    evidence: tuple[Evidence, ...]
    numbers: dict[str, float] = Field(default_factory=dict)
    author: ReadingAuthor = ReadingAuthor.MODEL
    doubts: tuple[str, ...] = ()


class Code(Frozen):
    """A code of the code book for open answers: its name, and when it is given."""

    key: str
    name: str
    given_when: str


class CodedAnswer(Frozen):
    """The codes of one participant's answer to one step, with the words for each. `author`: who gave them."""

    step: str
    participant: str
    codes: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    author: ReadingAuthor = ReadingAuthor.MODEL


class RightOfReply(Frozen):
    """The right of reply: what someone quoted says to how they were quoted. Made after the reading; `stand_in`: by
    rule, as the understudy played."""

    participant: str
    theme: str
    text: str
    stand_in: bool = False


class QuoteCheck(Frozen):
    """The check by code: how many quotes stand word for word in the record, and how many numbers come from the
    data. A quote that does not is left out, and counted here all the same; `faults` tell of each."""

    quotes: int = 0
    verbatim: int = 0
    numbers: int = 0
    from_data: int = 0
    faults: tuple[str, ...] = ()


class StudyAnalysis(Frozen):
    """The whole reading. `read_by` names who has read whether the evidence supports each claim; empty for
    nobody. `edits` tell in words what an analyst changed."""

    version: int = 1
    findings: tuple[Finding, ...]
    themes: tuple[Theme, ...]
    codes: tuple[Code, ...] = ()
    coded: tuple[CodedAnswer, ...] = ()
    tables: tuple[ExtractedTable, ...] = ()
    not_said: tuple[str, ...] = ()
    """What one would expect to come up in such a study and nobody said."""
    who_was_missing: tuple[str, ...] = ()
    ask_people_next: tuple[str, ...] = ()
    """Questions for real people."""
    replies: tuple[RightOfReply, ...] = ()
    check: QuoteCheck = QuoteCheck()
    read_by: str = ""
    edits: tuple[str, ...] = ()
    model: str = ""
    stand_in: bool = False
    usage: Usage = Usage()
