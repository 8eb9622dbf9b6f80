"""The part of a report that comes from those who watched the study: what they expected, did, took back and wanted
quoted."""

from collections.abc import Iterator

from troupe.research.analysis.study_record import StudyRecord
from troupe.research.reports.ledger_layout import shown_quote
from troupe.research.reports.report_view import ShownQuote
from troupe.research.sessions.study import StudyLine


def expected(record: StudyRecord) -> tuple[tuple[str, str], ...]:
    """The predictions, each with its author, in the order of writing: nobody is ranked."""
    return tuple((prediction.by, prediction.text) for prediction in record.run.predictions)


def picked_lines(record: StudyRecord) -> tuple[ShownQuote, ...]:
    """The lines that those who watched wanted quoted, whole and each once, in the order of the record. A line that
    is gone from it stands nowhere."""
    wanted = frozenset(record.run.quoted)
    return tuple(_picked(record, line) for line in record.lines.values() if line.id in wanted)


def watched(record: StudyRecord) -> tuple[tuple[str, str], ...]:
    """The rows of the method box: whoever was given a thought or a goal answered as somebody disturbed from then
    on, and what was taken back is missing."""
    return tuple(_rows(record))


def _picked(record: StudyRecord, line: StudyLine) -> ShownQuote:
    note = " (an assistant speaks: no evidence)" if line.id in record.assistant else ""
    return shown_quote(record, line, line.text, note)


def _rows(record: StudyRecord) -> Iterator[tuple[str, str]]:
    run = record.run
    for intervention in run.interventions:
        name = record.name(intervention.participant)
        yield f"{intervention.kind} put into the mind of {name}", f"{intervention.text} ({intervention.at:%H:%M})"
    if run.taken_back:
        lines = "1 line" if run.taken_back == 1 else f"{run.taken_back} lines"
        yield "taken back", f"{lines} of the moderator, with what was said in answer"
