"""A report as it is laid out, whatever file it becomes: every text in its place, each quote with its line."""

from dataclasses import dataclass, field

from markupsafe import Markup

from troupe.research.reports.svg_drawing import InlineChart


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """Words of somebody who was asked, with the anchor of their line, and its message where there is one."""

    who: str
    words: str
    anchor: str
    number: int
    link: str = ""
    human: bool = False


@dataclass(frozen=True, slots=True)
class ShownFinding:
    text: str
    why: str
    sure: str
    origin: str
    quotes: tuple[ShownQuote, ...]
    doubts: tuple[str, ...]
    ballots: tuple[tuple[str, str], ...]
    """The ballots it rests on: anchor and words."""


@dataclass(frozen=True, slots=True)
class ShownTheme:
    anchor: str
    name: str
    summary: str
    people: str
    names: str
    dots: InlineChart
    quotes: tuple[ShownQuote, ...]
    against: tuple[ShownQuote, ...]
    replies: tuple[tuple[str, str], ...]
    minority: bool
    origin: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with a heading for each column; `caption` says what it shows, where nothing above it does."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ShownBallot:
    anchor: str
    text: str
    form: str
    n: str
    chart: InlineChart | None
    curves: InlineChart | None
    table: ShownTable | None
    words: tuple[tuple[str, str], ...]
    humans: str
    """How the humans voted, who are in none of the figures."""
    missing: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownDifference:
    text: str
    verdict: str
    chart: InlineChart | None
    table: ShownTable | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One person: who they are by their persona, what they said early and last, and what they voted."""

    name: str
    headline: str
    human: bool
    specification: tuple[str, ...]
    earlier: ShownQuote | None
    said: ShownQuote | None
    votes: tuple[tuple[str, str, str], ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the transcript."""

    anchor: str
    number: int
    at: str
    who: str
    role: str
    words: str
    inner: bool
    stand_in: bool
    link: str
    assistant: bool = False


@dataclass(frozen=True, slots=True)
class TranscriptPart:
    """The lines of one step of the guide, under what was asked."""

    title: str
    kind: str
    lines: tuple[ShownLine, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """All of a report. `synthetic` is what every page of it says."""

    title: str
    language: str
    synthetic: str
    stand_in: str
    humans: bool
    about: str
    facts: tuple[tuple[str, str], ...]
    decision: str
    would_change: str
    ended_early: str
    findings: tuple[ShownFinding, ...]
    expected: tuple[tuple[str, str], ...]
    """Predictions from before the start: whose, and in what words."""
    themes: tuple[ShownTheme, ...]
    minor_themes: tuple[ShownTheme, ...]
    picked: tuple[ShownQuote, ...]
    """The lines that those who watched wanted quoted."""
    ballots: tuple[ShownBallot, ...]
    differences: tuple[ShownDifference, ...]
    ledger: tuple[LedgerEntry, ...]
    tables: tuple[ShownTable, ...]
    not_said: tuple[str, ...]
    who_was_missing: tuple[str, ...]
    ask_people_next: tuple[str, ...]
    next_files: tuple[tuple[str, str], ...]
    """Guide and screener for that, each a file's name and text."""
    method: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    check: str
    faults: tuple[str, ...]
    edits: tuple[str, ...]
    guide: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    transcript: tuple[TranscriptPart, ...]
    linked_data: Markup = field(default=Markup(""))
