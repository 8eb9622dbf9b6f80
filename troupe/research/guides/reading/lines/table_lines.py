"""A table as lines: the heads of its columns say which cells are sections, minutes, questions, probes or notes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from troupe.research.guides.reading.lines.written_line import LineMark, WrittenLine
from troupe.research.guides.reading.words.asking_words import asks
from troupe.research.guides.reading.words.line_labels import LineRole, TableColumn, column_of, label_of
from troupe.research.guides.reading.words.line_marks import minutes_in

_SENTENCES = re.compile(r"(?<=[?？])\s+(?=\S)")
_LONGEST_TITLE = 8
"""Words of a cell that stands alone in its row and names the rows below it."""
_DEEP = 50
"""The depth of what belongs to the question of its row."""


@dataclass(slots=True)
class TableCell:
    """The lines of one cell."""

    lines: list[WrittenLine] = field(default_factory=list[WrittenLine])

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def lines_of_table(rows: Sequence[Sequence[TableCell]]) -> tuple[WrittenLine, ...]:
    """The rows as lines. A table whose heads are not known is read cell by cell, short first cells as headings."""
    rows = [row for row in rows if any(cell.lines for cell in row)]
    if not rows:
        return ()
    heads = [column_of(cell.text) for cell in rows[0]]
    if TableColumn.QUESTION not in heads:
        return tuple(line for row in rows for line in _plain_row(row))
    return tuple(line for row in rows[1:] for line in _Row(heads, row).lines())


def _plain_row(row: Sequence[TableCell]) -> Iterator[WrittenLine]:
    filled = [cell for cell in row if cell.lines]
    if len(filled) > 1 and _names_rows(filled[0]):
        first = filled.pop(0).lines[0]
        yield first.model_copy(update={"heading": 3, "mark": LineMark.NONE})
    for cell in filled:
        yield from cell.lines


def _names_rows(cell: TableCell) -> bool:
    return (
        len(cell.lines) == 1
        and not asks(cell.text)
        and len(cell.text.split()) <= _LONGEST_TITLE
        and not cell.text.endswith((".", "!"))
        and label_of(cell.text) is None
        and minutes_in(cell.text) is None
    )


class _Row:
    """One row below known heads."""

    def __init__(self, heads: Sequence[TableColumn | None], row: Sequence[TableCell]) -> None:
        self._cells: dict[TableColumn, list[WrittenLine]] = {}
        self._filled: list[TableCell] = []
        self._unknown: list[WrittenLine] = []
        for at, cell in enumerate(row):
            head = heads[at] if at < len(heads) else None
            if head is None:
                self._unknown += cell.lines
            else:
                self._cells.setdefault(head, []).extend(cell.lines)
            if head not in (TableColumn.TIME, TableColumn.NUMBER) and cell.lines:
                self._filled.append(cell)

    def lines(self) -> Iterator[WrittenLine]:
        section, asked = self._cells.get(TableColumn.SECTION, []), self._cells.get(TableColumn.QUESTION, [])
        if not section and len(self._filled) == 1 and _names_rows(self._filled[0]):
            section, asked = self._filled[0].lines, []
            self._cells = {TableColumn.TIME: self._cells.get(TableColumn.TIME, [])}
            self._unknown = []
        if section:
            title = " ".join(line.text for line in section)
            yield section[0].model_copy(
                update={"text": title, "heading": 3, "mark": LineMark.NONE, "after_gap": True}
            )
            yield from self._time()
        for line in self._cells.get(TableColumn.SHOW, []):
            yield _below(line, LineRole.SHOW, 0)
        yield from (_of_question(line, at) for at, line in enumerate(asked))
        if not section:
            yield from self._time()
        for line in self._cells.get(TableColumn.PROBE, []):
            yield from (_below(part, LineRole.PROBE, _DEEP) for part in _sentences(line))
        for line in self._cells.get(TableColumn.OPTIONS, []):
            yield _below(line, LineRole.OPTIONS, _DEEP)
        for line in (*self._cells.get(TableColumn.ASIDE, []), *self._unknown):
            yield _below(line, LineRole.ASIDE, _DEEP)

    def _time(self) -> Iterator[WrittenLine]:
        for line in self._cells.get(TableColumn.TIME, []):
            text = f"{line.text} min" if line.text.strip().isdecimal() else line.text
            yield _below(line.model_copy(update={"text": text}), LineRole.MINUTES, _DEEP)


def _of_question(line: WrittenLine, at: int) -> WrittenLine:
    """A line of the cell of questions: one that asks is a question of its own, whatever stands before it."""
    if line.heading or line.mark in (LineMark.BULLET, LineMark.LETTER, LineMark.ONE, LineMark.MANY):
        return line.model_copy(update={"heading": 0, "indent": line.indent + (2 if at else 1), "after_gap": False})
    known = label_of(line.text) is not None
    role = LineRole.QUESTION if asks(line.text) and not known else None
    mark = LineMark.NUMBER if at == 0 and not known else LineMark.NONE
    return line.model_copy(update={"indent": 1, "mark": mark, "role": role, "after_gap": at == 0})


def _sentences(line: WrittenLine) -> Iterator[WrittenLine]:
    """Each question of a cell of probes is a probe."""
    for part in _SENTENCES.split(line.text):
        yield line.model_copy(update={"text": part})


def _below(line: WrittenLine, role: LineRole, indent: int) -> WrittenLine:
    label = label_of(line.text)
    text = label.rest if label is not None and label.role is role else line.text
    return line.model_copy(
        update={
            "text": text,
            "role": role,
            "indent": indent,
            "heading": 0,
            "after_gap": False,
            "mark": LineMark.NONE,
        }
    )
