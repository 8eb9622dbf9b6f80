"""Studies side by side as files: Markdown to read, CSV and JSON lines for a program."""

import json
from collections.abc import Mapping

from troupe.research.reports.forms.markdown_report import markdown_table, plain
from troupe.research.reports.forms.study_tables import csv_table
from troupe.research.reports.report_layout import StudyReport
from troupe.research.reports.study_comparison import NOTE, side_by_side


def comparison_files(reports: Mapping[str, StudyReport]) -> Mapping[str, bytes]:
    """The files by name."""
    ballots, themes = side_by_side(reports)
    parts = ["---", "synthetic: true", "---", "", "# Studies side by side", "", plain(NOTE), "", "## Ballots", ""]
    parts += [*markdown_table(ballots), "## Themes", "", *markdown_table(themes)]
    rows = [
        {"synthetic": True, "table": name, **dict(zip(table.columns, row, strict=True))}
        for name, table in (("ballots", ballots), ("themes", themes))
        for row in table.rows
    ]
    lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return {
        "comparison.md": ("\n".join(parts).rstrip() + "\n").encode("utf-8", "replace"),
        "comparison-ballots.csv": csv_table(ballots.columns, ballots.rows),
        "comparison-themes.csv": csv_table(themes.columns, themes.rows),
        "comparison.jsonl": lines.encode("utf-8", "replace"),
    }
