"""Every form in which a report or its data is handed out, by name, as bytes under a file's name."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from troupe.research.reports.forms.analysis_tables import analysis_csv, report_jsonl
from troupe.research.reports.forms.ballot_pictures import ballot_pictures
from troupe.research.reports.forms.docx_report import docx_report
from troupe.research.reports.forms.html_report import html_report
from troupe.research.reports.forms.markdown_report import markdown_report
from troupe.research.reports.forms.study_tables import answers_csv, ballots_csv, runs_csv
from troupe.research.reports.next_study import next_files
from troupe.research.reports.report_layout import StudyReport
from troupe.research.sessions.study import Study


class ReportFormat(StrEnum):
    """A form of a report."""

    HTML = "html"
    DOCX = "docx"
    MARKDOWN = "md"
    JSON = "json"
    CSV = "csv"
    JSONL = "jsonl"
    PNG = "png"
    NEXT = "next"


def report_files(report: StudyReport, form: ReportFormat) -> Mapping[str, bytes]:
    """The files of a report in this form, by name; charts and tables are several. Raises Misconfigured for charts
    without matplotlib."""
    match form:
        case ReportFormat.HTML:
            return {"report.html": html_report(report)}
        case ReportFormat.DOCX:
            return {"report.docx": docx_report(report)}
        case ReportFormat.MARKDOWN:
            return {"report.md": markdown_report(report)}
        case ReportFormat.JSON:
            return {"report.json": json_report(report)}
        case ReportFormat.CSV:
            return {**study_tables(report.study), **analysis_csv(report)}
        case ReportFormat.JSONL:
            return report_jsonl(report)
        case ReportFormat.PNG:
            return {f"ballot-{key}.png": picture for key, picture in ballot_pictures(report.study).items()}
        case ReportFormat.NEXT:
            return {name: text.encode() for name, text in next_files(report.study, report.analysis)}
        case _:
            assert_never(form)


def study_tables(study: Study) -> Mapping[str, bytes]:
    """The data of a study as tables."""
    return {"answers.csv": answers_csv(study), "ballots.csv": ballots_csv(study), "runs.csv": runs_csv(study)}


def json_report(report: StudyReport) -> bytes:
    """The study and its reading, marked as synthetic, for a program."""
    document = {"synthetic": True, **report.model_dump(mode="json")}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
