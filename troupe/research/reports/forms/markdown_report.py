"""The report as Markdown, in the same order as the page."""

import re
from collections.abc import Iterable, Iterator

from troupe.research.reports.report_layout import StudyReport, report_view
from troupe.research.reports.report_view import (
    LedgerEntry,
    ReportView,
    ShownBallot,
    ShownQuote,
    ShownTable,
    ShownTheme,
)

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_BEGINNING = re.compile(r"^(\s*)([-+>]|\d+[.)])(?=\s)")


def markdown_report(report: StudyReport) -> bytes:
    """The text. What people said is never read as markup."""
    return ("\n".join(_all(report_view(report))).rstrip() + "\n").encode("utf-8", "replace")


def plain(text: str) -> str:
    """A text in one line, none of its signs with a meaning in Markdown."""
    line = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _BEGINNING.sub(r"\1\\\2", line)


def _all(view: ReportView) -> Iterator[str]:
    yield from ("---", "synthetic: true", "ai-generated: true", "---", "", f"**{plain(view.synthetic)}.**", "")
    yield from (f"# {plain(view.title)}", "")
    yield from (
        line for note in (view.about, view.stand_in, view.ended_early) if note for line in (plain(note), "")
    )
    yield from _list(f"{name}: {value}" for name, value in view.facts)
    if view.decision:
        yield f"**To be decided.** {plain(view.decision)}\n"
    if view.would_change:
        yield f"**What would change it.** {plain(view.would_change)}\n"
    yield from ("## The answer first", "")
    for number, finding in enumerate(view.findings, 1):
        yield f"### {number}. {plain(finding.text)}\n"
        yield f"*{plain('; '.join((finding.sure, finding.origin, *finding.doubts)))}*\n"
        yield f"{plain(finding.why)}\n"
        yield from _quotes(finding.quotes)
    yield f"**{plain(view.check)}**\n"
    if view.expected:
        yield from _part("What was expected before the start", (f"{by}: {text}" for by, text in view.expected))
    for theme in (*view.themes, *view.minor_themes):
        yield from _theme(theme, first=theme is (*view.themes, *view.minor_themes)[0])
    if view.picked:
        yield from ("## Lines picked by those who watched", "")
        yield from _quotes(view.picked)
    if view.ballots:
        yield from ("## Ballots", "")
    for ballot in view.ballots:
        yield from _ballot(ballot)
    if view.differences:
        yield from ("## Differences, beside the spread of unchanged twins", "")
    for difference in view.differences:
        yield from (f"**{plain(difference.text)}** {plain(difference.verdict)}", "")
        yield from markdown_table(difference.table)
    yield from ("## Person by person", "")
    for entry in view.ledger:
        yield from _entry(entry)
    yield from ("## Coded and taken out", "") if view.tables else ()
    for table in view.tables:
        yield from (f"{plain(table.caption)}.", "")
        yield from markdown_table(table)
    yield from _part("What nobody said", view.not_said)
    yield from _part("Who was missing", view.who_was_missing)
    yield from _part("What to ask real people next", view.ask_people_next)
    yield from _part("Limits", view.limits)
    yield from _part("Changed by an analyst", view.edits) if view.edits else ()
    yield from _part("What the check by code found", view.faults) if view.faults else ()
    yield from _part("How it was done", (f"{name}: {value}" for name, value in view.method))
    yield from _transcript(view)


def _theme(theme: ShownTheme, *, first: bool) -> Iterator[str]:
    if first:
        yield from ("## What came up", "")
    minor = " (minority view)" if theme.minority else ""
    yield f"### {plain(theme.name)}{minor}\n"
    yield f"{theme.people}: {plain(theme.names)} ({theme.origin}). {plain(theme.summary)}\n"
    yield from _quotes(theme.quotes)
    if theme.against:
        yield "Seen the other way:\n"
        yield from _quotes(theme.against)
    yield from (f"Right of reply, {plain(who)}: {plain(words)}\n" for who, words in theme.replies)


def _quotes(quotes: Iterable[ShownQuote]) -> Iterator[str]:
    for quote in quotes:
        human = ", human" if quote.human else ""
        yield f"> {plain(quote.words)}\n>\n> {plain(quote.who)}{human}, line {quote.number}\n"


def _ballot(ballot: ShownBallot) -> Iterator[str]:
    yield f"### {plain(ballot.text)}\n"
    yield f"{ballot.form}, {ballot.n}\n"
    yield from markdown_table(ballot.table)
    yield from _list(f"{who}: {words}" for who, words in ballot.words)
    if ballot.humans:
        yield f"{plain(ballot.humans)}\n"
    yield from (f"{plain(note)}\n" for note in ballot.notes)
    if ballot.missing:
        yield f"Missing: {plain(', '.join(f'{who} ({why})' for who, why in ballot.missing))}\n"


def _entry(entry: LedgerEntry) -> Iterator[str]:
    yield f"### {plain(entry.name)}{' (human)' if entry.human else ''}\n"
    rows = [entry.headline, *(f"Specification: {line}" for line in entry.specification)]
    rows += [
        f"{name}: {q.words} (line {q.number})"
        for name, q in (("Earlier", entry.earlier), ("Said", entry.said))
        if q
    ]
    rows += [f"Voted: {ballot} {vote}{f' ({reason})' if reason else ''}" for ballot, vote, reason in entry.votes]
    yield from _list((*rows, *(f"Missing: {line}" for line in entry.missing)))


def _transcript(view: ReportView) -> Iterator[str]:
    yield from ("## The record", "")
    for part in view.transcript:
        yield f"### {plain(part.title)}\n"
        for line in part.lines:
            note = " (a thought: generated text, no evidence)" if line.inner else ""
            note += " (an assistant speaks: no evidence)" if line.assistant else ""
            yield f"{line.number}\\. **{plain(line.who)}**{note}: {plain(line.words)}\n"


def _part(title: str, rows: Iterable[str]) -> Iterator[str]:
    yield from (f"## {title}", "")
    yield from _list(rows)


def _list(rows: Iterable[str]) -> Iterator[str]:
    items = [f"- {plain(row)}" for row in rows]
    yield from (*items, "") if items else ()


def markdown_table(table: ShownTable | None) -> Iterator[str]:
    """The table, and an empty line after it; nothing of an empty one."""
    if table is None or not table.rows:
        return
    for at, row in enumerate((table.columns, *table.rows)):
        yield f"| {' | '.join(plain(cell) for cell in row)} |"
        if at == 0:
            yield f"|{' --- |' * len(table.columns)}"
    yield ""
