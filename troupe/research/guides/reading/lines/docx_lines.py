"""A Word document as lines: its paragraphs, with headings and lists as its styles have them. No library is asked:
the archive is bounded, and a document type, with which entities begin, is refused."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.parsers import expat

from troupe.people.documents.bounded_zip import content, opened
from troupe.people.documents.frozen_json import NotJson
from troupe.research.guides.reading.lines.table_lines import TableCell, lines_of_table
from troupe.research.guides.reading.lines.text_lines import line_of, plain
from troupe.research.guides.reading.lines.written_line import LineMark, WrittenLine

MAX_PART = 8_388_608
"""Bytes of one part unpacked; a guide of fifty pages has half a million."""
MAX_PARAGRAPHS = 5_000
_DOCUMENT = "word/document.xml"
_MAX_DEPTH = 200
_NESTED_LIST = re.compile(r"list ?(?:number|bullet|continue)? ?([2-5])")
"""The styles that Word has for lists within lists; each is a list of its own, with depth 0."""
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "txbxContent", "instrText", "delText", "footnote", "comment", "Fallback"}
)


@dataclass(slots=True)
class _Style:
    based_on: str = ""
    name: str = ""
    level: int | None = None
    number: tuple[str, int] | None = None


@dataclass(slots=True)
class _Paragraph:
    text: list[str] = field(default_factory=list[str])
    style: str = ""
    level: int | None = None
    list_id: str | None = None
    depth: int = 0
    plain_letters: int = 0
    bold_letters: int = 0
    left: int = 0
    cell: tuple[int, int, int] | None = None
    """The table, row and column that it stands in."""


@dataclass(slots=True)
class DocxLines:
    """The lines of a document, and how many pictures it has, which are not read."""

    lines: tuple[WrittenLine, ...]
    pictures: int


def lines_of_docx(raw: bytes) -> DocxLines:
    """The paragraphs that hold words, numbered from 1. Raises NotJson, with the part as path, for a file that is
    damaged, hostile or no Word document."""
    with opened(raw) as archive:
        names = set(archive.namelist())
        if _DOCUMENT not in names:
            raise NotJson("", "is no Word document (.docx): save it as one, or paste its text")

        def part(name: str) -> bytes:
            return content(archive, archive.getinfo(name), MAX_PART) if name in names else b""

        styles = _Styles(part("word/styles.xml"))
        formats = _Numbering(part("word/numbering.xml"))
        document = _Document(part(_DOCUMENT))
    return DocxLines(tuple(_all_lines(document.paragraphs, styles, formats)), document.pictures)


def _all_lines(
    paragraphs: Sequence[_Paragraph], styles: "_Styles", formats: "_Numbering"
) -> Iterator[WrittenLine]:
    after_gap = True
    numbered = enumerate(paragraphs, start=1)
    for table, group in groupby(numbered, key=lambda pair: pair[1].cell[0] if pair[1].cell else 0):
        if table:
            yield from lines_of_table(_rows(group, styles, formats))
            continue
        for number, paragraph in group:
            for piece in "".join(paragraph.text).split("\n"):
                if words := " ".join(piece.split()):
                    yield _line(words, number, paragraph, styles, formats, after_gap=after_gap)
                after_gap = not words


def _rows(
    numbered: Iterable[tuple[int, _Paragraph]], styles: "_Styles", formats: "_Numbering"
) -> Sequence[Sequence[TableCell]]:
    """The cells of a table, each where its column is."""
    rows: dict[int, dict[int, TableCell]] = {}
    for number, paragraph in numbered:
        _, row, column = paragraph.cell or (0, 0, 0)
        cell = rows.setdefault(row, {}).setdefault(column, TableCell())
        for piece in "".join(paragraph.text).split("\n"):
            if words := " ".join(piece.split()):
                cell.lines.append(_line(words, number, paragraph, styles, formats, after_gap=False))
    return [[cells.get(at, TableCell()) for at in range(max(cells) + 1)] for cells in rows.values()]


def _line(
    words: str,
    number: int,
    paragraph: _Paragraph,
    styles: "_Styles",
    formats: "_Numbering",
    *,
    after_gap: bool,
) -> WrittenLine:
    level = styles.heading(paragraph.style) if paragraph.level is None else paragraph.level + 2
    if level is not None:
        return WrittenLine(number=number, text=words, heading=min(level, 6), after_gap=after_gap)
    listing = (
        styles.listing(paragraph.style) if paragraph.list_id is None else (paragraph.list_id, paragraph.depth)
    )
    if listing is not None and listing[0] != "0":
        mark = formats.mark(*listing)
        typed = line_of(words, number, 0, after_gap=after_gap)
        text = typed.text if typed.mark in (LineMark.ONE, LineMark.MANY) else plain(words)
        mark = typed.mark if typed.mark in (LineMark.ONE, LineMark.MANY) else mark
        return WrittenLine(number=number, text=text, indent=1 + listing[1], mark=mark, after_gap=after_gap)
    if paragraph.bold_letters and not paragraph.plain_letters and "?" not in words and len(words.split()) <= 10:
        return WrittenLine(number=number, text=words, heading=6, after_gap=after_gap)
    return line_of(words, number, paragraph.left // 360, after_gap=after_gap)


def _name(qualified: str) -> str:
    return qualified.rpartition(" ")[2].rpartition(":")[2]


class _Part:
    """A part of the document, walked once. Attributes are known by their local name."""

    def __init__(self, raw: bytes) -> None:
        self._open: list[str] = []
        if not raw:
            return
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.words
        try:
            parser.Parse(raw, True)
        except expat.ExpatError as error:
            raise NotJson("", f"is a damaged Word document (line {error.lineno} of its XML)") from error

    def _start(self, qualified: str, attributes: Mapping[str, str]) -> None:
        name = _name(qualified)
        self._open.append(name)
        if len(self._open) > _MAX_DEPTH:
            raise NotJson("", f"is nested more than {_MAX_DEPTH} levels deep")
        self.begin(name, lambda key: next((v for k, v in attributes.items() if _name(k) == key), ""))

    def _end(self, qualified: str) -> None:
        self._open.pop()
        self.end(_name(qualified))

    def inside(self, *names: str) -> bool:
        return any(name in self._open for name in names)

    def begin(self, name: str, value: Callable[[str], str]) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """An element closes."""

    def words(self, text: str) -> None:
        """Text stands here."""


def _refuse(*_: object) -> None:
    raise NotJson("", "declares a document type, which no Word document does")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.lstrip("-").isdecimal() and len(text) < 9 else 0


class _Styles(_Part):
    """The paragraph styles by id: which are headings, whatever the writer's language calls them."""

    def __init__(self, raw: bytes) -> None:
        self._by_id: dict[str, _Style] = {}
        self._style = _Style()
        super().__init__(raw)

    def begin(self, name: str, value: Callable[[str], str]) -> None:
        if name == "style":
            self._style = _Style()
            self._by_id[value("styleId")] = self._style
        elif name == "name":
            self._style.name = value("val").casefold()
        elif name == "basedOn":
            self._style.based_on = value("val")
        elif name == "outlineLvl" and self.inside("style"):
            self._style.level = _number(value("val")) + 1
        elif name == "numId" and self.inside("style"):
            depth = 0 if self._style.number is None else self._style.number[1]
            self._style.number = (value("val"), depth)
        elif name == "ilvl" and self.inside("style"):
            self._style.number = ("1", _number(value("val")))

    def heading(self, style: str) -> int | None:
        """The level of a heading style; a title is level 1."""
        for known in self._chain(style):
            if known.name.startswith("heading ") and known.name[8:].isdecimal():
                return int(known.name[8:]) + 1
            if known.name == "title":
                return 1
            if known.level is not None and known.level < 10:
                return known.level + 1
        return None

    def listing(self, style: str) -> tuple[str, int] | None:
        """The list that a style stands in, with the depth."""
        for known in self._chain(style):
            if known.number is not None:
                deeper = _NESTED_LIST.fullmatch(known.name)
                return known.number if deeper is None else (known.number[0], int(deeper[1]) - 1)
        return None

    def _chain(self, style: str) -> list[_Style]:
        chain: list[_Style] = []
        while style in self._by_id and len(chain) < 20:
            chain.append(self._by_id[style])
            style = chain[-1].based_on
        return chain


class _Numbering(_Part):
    """The lists: which of their levels are bullets, and which are counted."""

    def __init__(self, raw: bytes) -> None:
        self._formats: dict[tuple[str, str], str] = {}
        self._abstract: dict[str, str] = {}
        self._now = ""
        self._level = ""
        super().__init__(raw)

    def begin(self, name: str, value: Callable[[str], str]) -> None:
        if name == "abstractNum":
            self._now = value("abstractNumId")
        elif name == "lvl":
            self._level = value("ilvl")
        elif name == "numFmt" and self.inside("abstractNum"):
            self._formats[self._now, self._level] = value("val")
        elif name == "num":
            self._now = value("numId")
        elif name == "abstractNumId" and self.inside("num"):
            self._abstract[self._now] = value("val")

    def mark(self, list_id: str, depth: int) -> LineMark:
        """The sign of an item of this list at this depth."""
        word = self._formats.get((self._abstract.get(list_id, ""), str(depth)), "decimal")
        if word in ("bullet", "none"):
            return LineMark.BULLET
        return LineMark.LETTER if word.endswith(("Letter", "lowerRoman")) else LineMark.NUMBER


class _Document(_Part):
    """The paragraphs in order, those of tables among them. What was deleted under review is left out."""

    def __init__(self, raw: bytes) -> None:
        self.paragraphs: list[_Paragraph] = []
        self.pictures = 0
        self._stack: list[_Paragraph] = []
        self._bold = False
        self._tables = 0
        self._row = self._column = -1
        self._span = 1
        super().__init__(raw)

    def begin(self, name: str, value: Callable[[str], str]) -> None:
        if name == "p" and not self.inside(*_LEFT_OUT):
            if len(self.paragraphs) >= MAX_PARAGRAPHS:
                raise NotJson("", f"has more than {MAX_PARAGRAPHS} paragraphs")
            self._stack.append(_Paragraph(cell=self._cell()))
            self.paragraphs.append(self._stack[-1])
        elif name in ("tbl", "tr", "tc", "gridSpan") and self._open.count("tbl") == 1:
            self._of_table(name, value)
        elif name in ("blip", "imagedata"):
            self.pictures += 1
        elif self._stack:
            self._of_paragraph(self._stack[-1], name, value)

    def _cell(self) -> tuple[int, int, int] | None:
        """The place of what stands here; a table within a table belongs to the cell that holds it."""
        return (self._tables, self._row, self._column) if self.inside("tc") else None

    def _of_table(self, name: str, value: Callable[[str], str]) -> None:
        if name == "tbl":
            self._tables, self._row = self._tables + 1, -1
        elif name == "tr":
            self._row, self._column, self._span = self._row + 1, -1, 1
        elif name == "tc":
            self._column, self._span = self._column + self._span, 1
        elif self.inside("tcPr"):
            self._span = max(_number(value("val")), 1)

    def _of_paragraph(self, paragraph: _Paragraph, name: str, value: Callable[[str], str]) -> None:
        if name == "r":
            self._bold = False
        elif name == "b" and self.inside("r"):
            self._bold = value("val") not in ("0", "false", "off")
        elif name in ("br", "cr"):
            paragraph.text.append("\n")
        elif name == "tab" and self.inside("r"):
            paragraph.text.append(" ")
        elif name in ("noBreakHyphen", "softHyphen"):
            paragraph.text.append("-" if name == "noBreakHyphen" else "")
        elif self.inside("pPr") and not self.inside("rPr"):
            self._of_properties(paragraph, name, value)

    def _of_properties(self, paragraph: _Paragraph, name: str, value: Callable[[str], str]) -> None:
        if name == "pStyle":
            paragraph.style = value("val")
        elif name == "numId":
            paragraph.list_id = value("val")
        elif name == "ilvl":
            paragraph.depth = min(_number(value("val")), 9)
        elif name == "outlineLvl":
            level = _number(value("val"))
            paragraph.level = level if level < 9 else None
        elif name == "ind":
            paragraph.left = max(_number(value("left") or value("start")), 0)

    def end(self, name: str) -> None:
        if name == "p" and self._stack and not self.inside(*_LEFT_OUT):
            self._stack.pop()

    def words(self, text: str) -> None:
        if self._stack and self._open and self._open[-1] == "t" and not self.inside(*_LEFT_OUT):
            paragraph = self._stack[-1]
            paragraph.text.append(text)
            letters = sum(char.isalpha() for char in text)
            if self._bold:
                paragraph.bold_letters += letters
            else:
                paragraph.plain_letters += letters
