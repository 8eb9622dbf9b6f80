"""Plain text and Markdown as lines with their depth, their signs and their headings."""

import re

from troupe.research.guides.reading.lines.page_marks import fills, is_page_number, page_width
from troupe.research.guides.reading.lines.table_lines import TableCell, lines_of_table
from troupe.research.guides.reading.lines.written_line import LineMark, WrittenLine
from troupe.research.guides.reading.words.line_labels import LineRole, label_of

_TAB = 4
QUOTE_DEPTH = 1_000
"""The depth of what stands between fences: deeper than anything beside it."""

_LEAST_WRAPPED = 3
"""Words of a line that may go on in the next one: options without a sign are shorter."""

_FINAL = re.compile(r"[.!?:;…。？！|][\"'”’»)\]]*$")
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_BOLD = re.compile(r"(\*\*|__)(?P<words>(?:(?!\1).)+)\1(?P<rest>\s*[:：]?\s*(?:[(\[][^()\[\]]*[)\]])?)$")
_UNDERLINE = re.compile(r"(=+|-{3,}|~{3,})$")
_RULE = re.compile(r"(?:[-*_=~]\s*){3,}$")
_FENCE = re.compile(r"(?:```|~~~)")
_MARKS = (
    (LineMark.NUMBER, re.compile(r"(?P<ordinal>\d{1,3}(?:\.\d{1,2})+)\s+(?=\S)")),
    (LineMark.MANY, re.compile(r"(?:[-*+•]\s+)?(?:\[[ xX]?\]|[☐☑☒□■])\s+(?=\S)")),
    (LineMark.ONE, re.compile(r"(?:[-*+•]\s+)?(?:\([ xX]?\)|[○◯◉])\s+(?=\S)")),
    (LineMark.BULLET, re.compile(r"(?:[-*+•‣▪·●–—►➢◦→⇒]|->|=>|o(?=\s{2,}|\t))\s+(?=\S)")),
    (
        LineMark.NUMBER,
        re.compile(
            r"\(?(?P<ordinal>(?:[A-ZÄÖÜ]{1,2}\.?\s?|[qfp]\.?\s?)?\d{1,3}(?:\.\d{1,2})*)(?:[.):]|\s-)\s*(?=\S)"
        ),
    ),
    (LineMark.NUMBER, re.compile(r"(?P<ordinal>[IVX]{1,5})[.)]\s+(?=\S)")),
    (LineMark.LETTER, re.compile(r"\(?(?P<ordinal>[a-zA-Z]|[ivx]{1,4})[.)]\s+(?=\S)")),
)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])([*_])(?=[^\s*_])([^*_]+?)(?<=\S)\3(?![\w*])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DIVIDER = re.compile(r"[|\s:+-]+")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ITALIC = re.compile(r"(?P<sign>[*_])(?![*_\s])(?P<words>[^*_?？]+)(?<!\s)(?P=sign)$")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def lines_of_text(text: str) -> tuple[WrittenLine, ...]:
    """The lines that hold words. Empty ones, rules and fences are only structure; what a table holds stands in the
    order of its rows, and the numbers of pages at the end."""
    rows = text.splitlines()
    reader = _TextReader(page_width([row for row in rows if not is_page_number(row)]))
    for number, raw in enumerate(rows, start=1):
        reader.read(number, raw.expandtabs(_TAB).rstrip())
    reader.close_table()
    return (*reader.lines, *reader.pages)


class _TextReader:
    """What is open while a text is read: a fence, a table, the line that may go on."""

    def __init__(self, width: int) -> None:
        self.lines: list[WrittenLine] = []
        self.pages: list[WrittenLine] = []
        self._width = width
        self._after_gap = True
        self._fenced = False
        self._last = ""
        """The last line as it was set, for what goes on in the next."""
        self._table: list[tuple[int, str]] = []

    def read(self, number: int, line: str) -> None:
        body = line.strip()
        if self._table and not body.startswith("|"):
            self.close_table()
        if _FENCE.match(body):
            self._fenced = not self._fenced
        elif self._fenced and body:
            self.lines.append(WrittenLine(number=number, text=body, indent=QUOTE_DEPTH, mark=LineMark.QUOTED))
        elif not body:
            self._after_gap = True
            return
        elif body.startswith("|") and body.count("|") > 1:
            self._table.append((number, body))
        elif is_page_number(body) and (self._after_gap or not body.isdecimal()):
            self.pages.append(WrittenLine(number=number, text=body, role=LineRole.ASIDE))
            return
        elif _UNDERLINE.match(body) and self.lines and not self._after_gap and _may_be_underlined(self.lines[-1]):
            level = 1 if body[0] == "=" else 2
            self.lines[-1] = self.lines[-1].model_copy(update={"heading": level})
        elif not _RULE.match(body):
            self._line(line_of(body, number, len(line) - len(line.lstrip()), after_gap=self._after_gap), body)
        self._after_gap = False

    def _line(self, new: WrittenLine, body: str) -> None:
        lines = self.lines
        if lines and (_is_wrapped(lines[-1], new) or self._is_broken(lines[-1], new, body)):
            lines[-1] = lines[-1].model_copy(update={"text": f"{lines[-1].text} {new.text}"})
        else:
            lines.append(new)
        self._last = body

    def _is_broken(self, line: WrittenLine, after: WrittenLine, body: str) -> bool:
        """The same for a line that begins big, in a text that was broken for a page."""
        return _may_go_on(line, after) and fills(self._last, body, self._width) and label_of(after.text) is None

    def close_table(self) -> None:
        rows = [_cells(number, body) for number, body in self._table if not _DIVIDER.fullmatch(body)]
        self._table = []
        if table := lines_of_table(rows):
            self.lines += table


def _cells(number: int, body: str) -> list[TableCell]:
    """The cells of a row in Markdown."""
    return [
        TableCell(
            [line_of(part.strip(), number, 0, after_gap=False) for part in _BREAK.split(cell) if part.strip()]
        )
        for cell in re.split(r"(?<!\\)\|", body.strip().removeprefix("|").removesuffix("|"))
    ]


def line_of(body: str, number: int, indent: int, *, after_gap: bool) -> WrittenLine:
    """One line, its signs read and taken off."""
    heading = _HEADING.match(body)
    if heading is not None:
        text = plain(_BOLD.sub(r"\g<words>\g<rest>", heading[2]))
        return WrittenLine(number=number, text=text, indent=0, heading=len(heading[1]), after_gap=after_gap)
    if body.startswith(">"):
        text = plain(body.lstrip("> "))
        return WrittenLine(number=number, text=text, indent=indent, mark=LineMark.QUOTED, after_gap=after_gap)
    bold = _BOLD.match(body)
    if (
        bold is not None
        and "?" not in body
        and not bold["words"].rstrip().endswith(":")
        and ":" not in bold["rest"]
    ):
        text = plain(bold["words"] + bold["rest"])
        return WrittenLine(number=number, text=text, indent=indent, heading=6, after_gap=after_gap)
    mark, ordinal, body = _marked(body)
    if mark is LineMark.BULLET and (counted := _marked(body))[0] is LineMark.NUMBER:
        mark, ordinal, body = counted
    italic = _ITALIC.match(body)
    text = (
        f"[{plain(italic['words']).strip('[]')}]" if italic is not None and mark is LineMark.NONE else plain(body)
    )
    return WrittenLine(number=number, text=text, indent=indent, mark=mark, ordinal=ordinal, after_gap=after_gap)


def _marked(body: str) -> tuple[LineMark, str, str]:
    """The sign that a line begins with, its number or letter, and the words behind it."""
    for kind, sign in _MARKS:
        match = sign.match(body)
        if match is not None and not _CLOCK.match(body):
            return kind, match.groupdict().get("ordinal") or "", body[match.end() :]
    return LineMark.NONE, "", body


def plain(text: str) -> str:
    """Words without the signs of emphasis and escapes of Markdown."""
    for _ in range(2):
        text = _EMPHASIS.sub(lambda match: match[2] or match[4], text)
    return _ESCAPED.sub(r"\1", text).strip()


def _is_wrapped(line: WrittenLine, after: WrittenLine) -> bool:
    """The second is the rest of a sentence that was broken for the width of a page."""
    return after.text[:1].islower() and _may_go_on(line, after)


def _may_go_on(line: WrittenLine, after: WrittenLine) -> bool:
    if after.after_gap or after.mark is not LineMark.NONE or after.heading or line.role is not None:
        return False
    if line.heading or line.mark is LineMark.QUOTED or len(line.text.split()) < _LEAST_WRAPPED:
        return False
    return not _FINAL.search(line.text)


def _may_be_underlined(line: WrittenLine) -> bool:
    return line.mark is LineMark.NONE and not line.heading and "?" not in line.text
