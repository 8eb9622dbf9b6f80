"""The tables of a reading as reports show them: the code book, fields taken out, and what these come to."""

from collections.abc import Iterator

from troupe.research.analysis.analysis import StudyAnalysis
from troupe.research.analysis.extracted_table import ExtractedTable, TableRows
from troupe.research.analysis.field_summaries import field_summaries
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.analysis.table_rows import table_rows
from troupe.research.reports.report_view import ShownTable
from troupe.research.reports.report_words import spoke_words
from troupe.research.sessions.study import Study

_ABOUT = {TableRows.PERSON: "For each person", TableRows.SESSION: "For each session"}


def shown_tables(study: Study, analysis: StudyAnalysis) -> Iterator[ShownTable]:
    """The tables, in the order of making."""
    if analysis.codes:
        yield _code_book(StudyRecord(study), analysis)
    for table in analysis.tables:
        yield _extracted(study, table)
        columns = ("field", "figure", "result")
        yield ShownTable(columns, tuple(field_summaries(study, table)), "What these come to, each with its n")


def value_words(value: bool | float | str | None) -> str:
    """A value as readers see it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value or "")


def _extracted(study: Study, table: ExtractedTable) -> ShownTable:
    rows: list[tuple[str, ...]] = []
    for row in table_rows(study, table.rows):
        cells: list[str] = [row.name]
        for wanted in table.fields:
            cell = table.cell(row.id, wanted.key)
            numbers = [] if cell is None else [f"#{row.lines[id].seq}" for id in cell.lines]
            cells.append("" if cell is None else f"{value_words(cell.value)} ({', '.join(numbers)})")
        rows.append(tuple(cells))
    columns = (table.rows.value, *(wanted.what for wanted in table.fields))
    return ShownTable(columns, tuple(rows), f"{_ABOUT[table.rows]}, with the numbers of the lines it is from")


def _code_book(record: StudyRecord, analysis: StudyAnalysis) -> ShownTable:
    """The code book, with how many people were given each code."""
    given = {code.key: {c.participant for c in analysis.coded if code.key in c.codes} for code in analysis.codes}
    rows = [(code.name, code.given_when, spoke_words(record, given[code.key])) for code in analysis.codes]
    caption = "The code book, and how many people were given each code"
    return ShownTable(("code", "given when", "people"), tuple(rows), caption)
