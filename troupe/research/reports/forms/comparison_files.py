"""Studies side by side as files: Markdown to read, CSV and JSON lines for a program."""

import json
from collections.abc import Mapping

from troupe.research.reports.forms.markdown_report import markdown_table, plain
from troupe.research.reports.forms.study_tables import csv_table
from troupe.research.reports.report_layout import StudyReport
from troupe.research.reports.study_comparison import NOTE, side_by_side


def comparison_files(reports: Mapping[str, StudyReport]) -> Mapping[str, bytes]:
    """The files by name."""
    tables = {name: table for name, table in side_by_side(reports).items() if table.rows or name != "fields"}
    parts = ["---", "synthetic: true", "---", "", "# Studies side by side", "", plain(NOTE), ""]
    for name, table in tables.items():
        parts += [f"## {name.capitalize()}", "", *markdown_table(table)]
    rows = [
        {"synthetic": True, "table": name, **dict(zip(table.columns, row, strict=True))}
        for name, table in tables.items()
        for row in table.rows
    ]
    lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return {
        "comparison.md": ("\n".join(parts).rstrip() + "\n").encode("utf-8", "replace"),
        **{f"comparison-{name}.csv": csv_table(table.columns, table.rows) for name, table in tables.items()},
        "comparison.jsonl": lines.encode("utf-8", "replace"),
    }
