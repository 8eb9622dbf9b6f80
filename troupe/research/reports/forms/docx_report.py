"""The report as a Word document, in the same order as the page."""

from collections.abc import Iterable, Mapping

from troupe.core.errors import Misconfigured
from troupe.research.reports.ballot_layout import ballot_anchor
from troupe.research.reports.forms.ballot_pictures import ballot_pictures
from troupe.research.reports.forms.docx_writing import DocxPages
from troupe.research.reports.report_layout import StudyReport, report_view
from troupe.research.reports.report_view import LedgerEntry, ReportView, ShownQuote, ShownTable, ShownTheme
from troupe.research.sessions.study import Study


def docx_report(report: StudyReport) -> bytes:
    """The file; the same bytes for the same report."""
    view = report_view(report)
    pages = DocxPages(view.title, view.synthetic)
    _first_page(pages, view)
    _themes(pages, view)
    _ballots(pages, view, _pictures(report.study))
    _people(pages, view)
    _method(pages, view)
    _record(pages, view)
    return pages.written()


def _first_page(pages: DocxPages, view: ReportView) -> None:
    pages.paragraph(f"{view.synthetic}.", "Small", bold=True)
    pages.paragraph(view.title, "Title")
    for note in (view.about, view.stand_in, view.ended_early):
        if note:
            pages.paragraph(note)
    pages.table(("", ""), view.facts)
    for name, words in (("To be decided: ", view.decision), ("What would change it: ", view.would_change)):
        if words:
            pages.paragraph(name + words, bold=True)
    pages.paragraph("The answer first", "Heading1")
    for number, finding in enumerate(view.findings, 1):
        pages.paragraph(f"{number}. {finding.text}", "Heading2")
        pages.paragraph("; ".join((finding.sure, finding.origin, *finding.doubts)), "Small", bold=True)
        pages.paragraph(finding.why)
        _quotes(pages, finding.quotes)
    pages.paragraph(view.check, bold=True)
    if view.expected:
        pages.paragraph("What was expected before the start", "Heading1")
        pages.points(f"{by}: {text}" for by, text in view.expected)


def _themes(pages: DocxPages, view: ReportView) -> None:
    for title, themes in (("What came up", view.themes), ("Minor themes and minority views", view.minor_themes)):
        if themes:
            pages.paragraph(title, "Heading1")
        for theme in themes:
            _theme(pages, theme)
    if view.picked:
        pages.paragraph("Lines picked by those who watched", "Heading1")
        _quotes(pages, view.picked)


def _theme(pages: DocxPages, theme: ShownTheme) -> None:
    pages.paragraph(theme.name, "Heading2")
    pages.paragraph(f"{theme.people}: {theme.names} ({theme.origin})", "Small")
    pages.paragraph(theme.summary)
    _quotes(pages, theme.quotes)
    if theme.against:
        pages.paragraph("Seen the other way", bold=True)
        _quotes(pages, theme.against)
    for who, words in theme.replies:
        pages.paragraph(f"Right of reply, {who}: {words}")


def _quotes(pages: DocxPages, quotes: Iterable[ShownQuote]) -> None:
    for quote in quotes:
        pages.paragraph(quote.words, "Quote")
        pages.paragraph(f"{quote.who}{', human' if quote.human else ''}, line {quote.number}", "Source")


def _pictures(study: Study) -> Mapping[str, bytes]:
    """The charts of the ballots; none where nothing is installed that draws them: the tables say the same."""
    try:
        return {ballot_anchor(key): png for key, png in ballot_pictures(study).items()}
    except Misconfigured:
        return {}


def _picture(pages: DocxPages, png: bytes, alt: str) -> None:
    """A picture in the size that its own head names."""
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    pages.picture(png, width, height, alt)


def _ballots(pages: DocxPages, view: ReportView, pictures: Mapping[str, bytes]) -> None:
    if view.ballots:
        pages.paragraph("Ballots", "Heading1")
    for ballot in view.ballots:
        pages.paragraph(ballot.text, "Heading2")
        pages.paragraph(f"{ballot.form}, {ballot.n}", "Small")
        if (png := pictures.get(ballot.anchor)) is not None and ballot.chart is not None:
            _picture(pages, png, ballot.chart.alt)
        _table(pages, ballot.table)
        pages.points(f"{who}: {words}" for who, words in ballot.words)
        if ballot.humans:
            pages.paragraph(ballot.humans, "Small")
        for note in ballot.notes:
            pages.paragraph(note, "Small")
        if ballot.missing:
            pages.paragraph(f"Missing: {', '.join(f'{who} ({why})' for who, why in ballot.missing)}", "Small")
    if view.differences:
        pages.paragraph("Differences, beside the spread of unchanged twins", "Heading1")
    for difference in view.differences:
        pages.paragraph(difference.text, "Heading2")
        pages.paragraph(difference.verdict)
        _table(pages, difference.table)


def _people(pages: DocxPages, view: ReportView) -> None:
    pages.paragraph("Person by person", "Heading1")
    for entry in view.ledger:
        _entry(pages, entry)
    if view.tables:
        pages.paragraph("Coded and taken out", "Heading1")
    for table in view.tables:
        pages.paragraph(table.caption, "Small")
        _table(pages, table)


def _entry(pages: DocxPages, entry: LedgerEntry) -> None:
    pages.paragraph(f"{entry.name}{' (human)' if entry.human else ''}", "Heading2")
    pages.paragraph(entry.headline, "Small")
    rows = [("Specification", line) for line in entry.specification]
    quotes = (("Earlier", entry.earlier), ("Said", entry.said))
    rows += [(name, f"{quote.words} (line {quote.number})") for name, quote in quotes if quote is not None]
    rows += [("Voted", f"{ballot} {vote}{f' ({why})' if why else ''}") for ballot, vote, why in entry.votes]
    rows += [("Missing", line) for line in entry.missing]
    if rows:
        pages.table(("", ""), rows)


def _table(pages: DocxPages, table: ShownTable | None) -> None:
    if table is not None and table.rows:
        pages.table(table.columns, table.rows)


def _method(pages: DocxPages, view: ReportView) -> None:
    parts = (
        ("What nobody said", view.not_said),
        ("Who was missing", view.who_was_missing),
        ("What to ask real people next", view.ask_people_next),
        ("Limits", view.limits),
        ("Changed by an analyst", view.edits),
        ("What the check by code found", view.faults),
    )
    for title, rows in parts:
        if rows:
            pages.paragraph(title, "Heading1")
            pages.points(rows)
    pages.paragraph("How it was done", "Heading1")
    pages.table(("", ""), view.method)


def _record(pages: DocxPages, view: ReportView) -> None:
    pages.paragraph("The record", "Heading1")
    for part in view.transcript:
        pages.paragraph(part.title, "Heading2")
        for line in part.lines:
            note = " (a thought: generated text, no evidence)" if line.inner else ""
            note += " (an assistant speaks: no evidence)" if line.assistant else ""
            pages.paragraph(f"{line.number}  {line.who}{note}: {line.words}")
