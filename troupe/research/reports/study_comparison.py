"""Several studies side by side: the same ballots, the themes that share their words, and fields taken out of each;
each study with its own n. Counts of different people are never added."""

from collections.abc import Iterator, Mapping, Sequence

from troupe.research.analysis.analysis import Theme
from troupe.research.analysis.ballot_results import BallotResult, ballot_results
from troupe.research.analysis.content_terms import term_set
from troupe.research.analysis.field_summaries import field_summaries
from troupe.research.analysis.reading_check import checked
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.reports.report_layout import StudyReport
from troupe.research.reports.report_view import ShownTable
from troupe.research.reports.report_words import ballot_outcome, spoke_words

NOTE = (
    "Synthetic data: simulated people said this, no real ones. Each study stands for its own people alone: counts "
    "are side by side and never added, and what differs between single runs may be noise."
)
_ALIKE = 0.5
"""Of the terms of the shorter name, how many make two themes the same."""
_NOT_ASKED = "not asked"


def side_by_side(reports: Mapping[str, StudyReport]) -> Mapping[str, ShownTable]:
    """The tables of ballots, of themes and of fields, by these words; a column for each study, under the name that
    it has here."""
    given = list(reports.values())
    return {
        "ballots": ShownTable(("ballot", "result", *reports), tuple(_ballot_rows(given))),
        "themes": ShownTable(("theme", *reports), tuple(_theme_rows(given))),
        "fields": ShownTable(("field", "figure", *reports), tuple(_field_rows(given))),
    }


def _ballot_rows(reports: Sequence[StudyReport]) -> Iterator[tuple[str, ...]]:
    results = [ballot_results(report.study.guide, report.study.first) for report in reports]
    asked: dict[tuple[object, ...], str] = {}
    for result in (result for of_study in results for result in of_study):
        asked.setdefault(_question(result), result.ballot.text)
    for question, text in asked.items():
        column = [next((r for r in of_study if _question(r) == question), None) for of_study in results]
        told = [{} if result is None else dict(_told(result)) for result in column]
        for name in dict.fromkeys(name for cells in told for name in cells):
            yield text, name, *(cells.get(name, _NOT_ASKED) for cells in told)


def _question(result: BallotResult) -> tuple[object, ...]:
    ballot = result.ballot
    return ballot.form, " ".join(ballot.text.split()).casefold(), ballot.options, ballot.points


def _told(result: BallotResult) -> Iterator[tuple[str, str]]:
    """What came out, each with its n; of humans apart."""
    yield from ballot_outcome(result)
    if result.humans is not None:
        yield from ((f"humans: {name}", words) for name, words in ballot_outcome(result.humans))


def _theme_rows(reports: Sequence[StudyReport]) -> Iterator[tuple[str, ...]]:
    """Themes by name, those of most studies first; a theme that a study lacks was not read there."""
    groups: list[dict[int, Theme]] = []
    for at, report in enumerate(reports):
        for theme in checked(report.study, report.analysis).themes:
            fits = (group for group in groups if at not in group and _alike(next(iter(group.values())), theme))
            group = next(fits, None)
            if group is None:
                groups.append({at: theme})
            else:
                group[at] = theme
    for group in sorted(groups, key=lambda group: -len(group)):
        cells = [
            spoke_words(StudyRecord(report.study), group[at].participants) if at in group else ""
            for at, report in enumerate(reports)
        ]
        yield next(iter(group.values())).name, *cells


def _field_rows(reports: Sequence[StudyReport]) -> Iterator[tuple[str, ...]]:
    """What fields come to in each study in which they were taken out, from people or from sessions."""
    columns: list[dict[tuple[str, str], str]] = []
    for report in reports:
        column: dict[tuple[str, str], str] = {}
        for table in checked(report.study, report.analysis).tables:
            for field, name, figure in field_summaries(report.study, table):
                column[f"{field}, per {table.rows.value}", name] = figure
        columns.append(column)
    for field, name in dict.fromkeys(key for column in columns for key in column):
        yield field, name, *(column.get((field, name), "not taken out") for column in columns)


def _alike(one: Theme, other: Theme) -> bool:
    names = term_set(one.name), term_set(other.name)
    return bool(names[0] and names[1]) and len(names[0] & names[1]) >= _ALIKE * min(map(len, names))
