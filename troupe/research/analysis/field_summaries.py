"""The column of a field brought down to figures, each with its n: of one study, or beside those of others."""

from collections import Counter
from collections.abc import Iterator
from statistics import mean, median

from troupe.research.analysis.extracted_table import ExtractedTable, WantedField, WantedKind
from troupe.research.analysis.table_rows import table_rows
from troupe.research.sessions.study import Study


def field_summaries(study: Study, table: ExtractedTable) -> Iterator[tuple[str, str, str]]:
    """For each field what is told of it, as its words, the name of the figure and the figure; of rows without a
    value only how many they are. Humans who took part have figures of their own."""
    rows = table_rows(study, table.rows)
    for human, told in ((False, ""), (True, "humans: ")):
        ids = [row.id for row in rows if row.human is human]
        for wanted in table.fields if ids else ():
            cells = [table.cell(id, wanted.key) for id in ids]
            values = [cell.value for cell in cells if cell is not None and cell.value is not None]
            yield wanted.what, f"{told}said something of it", f"{len(values)} of {len(ids)}"
            for name, figure in _figures(wanted, values):
                yield wanted.what, f"{told}{name}", figure


def _figures(wanted: WantedField, values: list[bool | float | str]) -> Iterator[tuple[str, str]]:
    n = len(values)
    numbers = [float(value) for value in values if not isinstance(value, str)]
    if not values or wanted.kind is WantedKind.TEXT:
        return
    if wanted.kind is WantedKind.NUMBER and len(numbers) == n:
        yield "median", f"{median(numbers):g} (n = {n})"
        yield "mean", f"{round(mean(numbers), 2):g} (n = {n})"
        yield "from, to", f"{min(numbers):g} to {max(numbers):g} (n = {n})"
        return
    told = Counter("yes" if value is True else "no" if value is False else str(value) for value in values)
    for choice in wanted.choices or ("yes", "no"):
        yield choice, f"{told[choice]} of {n}"
