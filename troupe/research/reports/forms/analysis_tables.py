"""What was taken out of answers and coded, as rows for a program: a value with its type and its lines."""

import json
from collections.abc import Iterable, Mapping

from troupe.research.analysis.extracted_table import ExtractedTable
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.analysis.table_rows import table_rows
from troupe.research.reports.forms.study_tables import csv_table, transcript_jsonl
from troupe.research.reports.report_layout import StudyReport
from troupe.research.sessions.study import Study

_EXTRACTED = ("per", "row", "name", "field", "what", "kind", "value", "lines")
_CODED = ("step", "participant", "name", "code", "code_name", "words", "line", "author")


def analysis_csv(report: StudyReport) -> Mapping[str, bytes]:
    """Tables of the reading; none that would be empty."""
    tables = {"extracted.csv": (_EXTRACTED, extracted_rows(report)), "coded.csv": (_CODED, coded_rows(report))}
    return {
        name: csv_table(columns, [list(row.values()) for row in rows])
        for name, (columns, rows) in tables.items()
        if rows
    }


def report_jsonl(report: StudyReport) -> Mapping[str, bytes]:
    """Lines, answers, votes and what was made of them, an object a line, with the types they have."""
    study = report.study
    runs = [({"condition": run.condition, "replicate": run.replicate}, run) for run in study.runs]
    answers = [{**at, **answer.model_dump(mode="json")} for at, run in runs for answer in run.answers]
    votes = [{**at, **vote.model_dump(mode="json")} for at, run in runs for vote in run.votes]
    rows = {"answers": answers, "votes": votes, "extracted": extracted_rows(report), "coded": coded_rows(report)}
    files = {f"{name}.jsonl": _lines(table) for name, table in rows.items() if table}
    return {"transcript.jsonl": transcript_jsonl(study), **files}


def extracted_rows(report: StudyReport) -> list[dict[str, object]]:
    """A row for each person or session and field, the value empty where nothing was said of it."""
    rows: list[dict[str, object]] = []
    for table in report.analysis.tables:
        for row in table_rows(report.study, table.rows):
            for wanted in table.fields:
                cell = table.cell(row.id, wanted.key)
                value, lines = (None, ()) if cell is None else (cell.value, cell.lines)
                about = (table.rows.value, row.id, row.name, wanted.key, wanted.what, wanted.kind.value)
                rows.append(dict(zip(_EXTRACTED, (*about, value, " ".join(lines)), strict=True)))
    return rows


def field_table_csv(study: Study, table: ExtractedTable) -> bytes:
    """One table as a spreadsheet shows it: a row a person or a session, and behind each value the ids of its
    lines."""
    columns = [table.rows.value, "name"]
    for wanted in table.fields:
        columns += [wanted.key, f"{wanted.key}_lines"]
    rows: list[list[object]] = []
    for row in table_rows(study, table.rows):
        cells = [table.cell(row.id, wanted.key) for wanted in table.fields]
        given = [(None, "") if cell is None else (cell.value, " ".join(cell.lines)) for cell in cells]
        rows.append([row.id, row.name, *(part for pair in given for part in pair)])
    return csv_table(columns, rows)


def coded_rows(report: StudyReport) -> list[dict[str, object]]:
    """A row for each code of each answer."""
    record = StudyRecord(report.study)
    names = {code.key: code.name for code in report.analysis.codes}
    rows: list[dict[str, object]] = []
    for answer in report.analysis.coded:
        words = answer.evidence[0]
        for code in answer.codes:
            who = (answer.step, answer.participant, record.name(answer.participant))
            given = (*who, code, names.get(code, code), words.quote, words.line, answer.author.value)
            rows.append(dict(zip(_CODED, given, strict=True)))
    return rows


def _lines(rows: Iterable[Mapping[str, object]]) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode("utf-8", "replace")
