"""The rows that a table of fields may have in a study: its people, or its runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from troupe.research.analysis.extracted_table import TableRows
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import Study, StudyLine


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: the id of its person or run, a name for readers, and the lines that its values may be from. `human`:
    whoever it is about is none of the simulated people, and counted apart."""

    id: str
    name: str
    record: StudyRecord
    lines: Mapping[str, StudyLine]
    human: bool = False


def table_rows(study: Study, rows: TableRows) -> tuple[TableRow, ...]:
    """The rows of this study. A person's values are of the first run, which reports quote from."""
    if rows is TableRows.PERSON:
        record = StudyRecord(study)
        return tuple(
            TableRow(id, person.name, record, {line.id: line for line in record.said(id)}, person.human)
            for id, person in record.people.items()
        )
    records = [StudyRecord(study, run) for run in study.runs]
    return tuple(TableRow(record.run.id, _run_name(record), record, record.evidence) for record in records)


def _run_name(record: StudyRecord) -> str:
    run = record.run
    changed = "as planned" if run.change is None else run.change.told
    return f"{changed}, replicate {run.replicate}"
