"""A Word document written part by part: headings, paragraphs, quotes, tables, a line at the foot of each page.

Small enough not to need a library: the one there is brings lxml and notes the hour, and a report of the same study
is to be the same bytes. What never changes of the format stands in `templates/docx/`.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from importlib.resources import files

from markupsafe import Markup, escape

_OLDEST = (1980, 1, 1, 0, 0, 0)
_PARTS = (
    ("[Content_Types].xml", "content_types.xml"),
    ("_rels/.rels", "package_relations.xml"),
    ("docProps/core.xml", "properties.xml"),
    ("word/_rels/document.xml.rels", "document_relations.xml"),
    ("word/styles.xml", "styles.xml"),
    ("word/footer1.xml", "footer.xml"),
    ("word/document.xml", "document.xml"),
)
"""Where each part stands in the file, and the template it is made of."""

_PAGE_WIDTH = 5_400_000
"""Width of the text in the unit of such files, 914,400 to the inch."""
_PIXEL = 6_096
"""The same of a pixel at 150 to the inch."""
_RELATION = Markup(
    '<Relationship Id="chart{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    'Target="media/chart{}.png"/>'
)


class DocxPages:
    """A document under way. `foot` stands at the foot of each page, `title` in its properties."""

    def __init__(self, title: str, foot: str) -> None:
        self._title = title
        self._foot = foot
        self._body: list[Markup] = []
        self._pictures: list[bytes] = []

    def paragraph(self, text: str, style: str = "", *, bold: bool = False) -> None:
        """One paragraph; line ends in it stay."""
        self._body.append(_paragraph(text, style, bold=bold))

    def points(self, rows: Iterable[str]) -> None:
        """A list."""
        self._body += [_paragraph(f"•  {row}", "", indent="360") for row in rows]

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table whose heading is repeated on each page; empty columns' names make a table without a heading."""
        grid = Markup('<w:gridCol w:w="{}"/>').format(9000 // len(columns)) * len(columns)
        line = Markup('<w:{} w:val="single" w:sz="4" w:color="BBBBBB"/>')
        borders = Markup("").join(line.format(side) for side in ("top", "bottom", "insideH"))
        head = _row(columns, head=True) if any(columns) else Markup("")
        width = Markup('<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{}</w:tblBorders></w:tblPr>')
        body = Markup("").join(_row(row, head=False) for row in rows)
        table = Markup("<w:tbl>{}<w:tblGrid>{}</w:tblGrid>{}{}</w:tbl>")
        self._body += [table.format(width.format(borders), grid, head, body), _paragraph("", "")]

    def picture(self, png: bytes, width: int, height: int, alt: str) -> None:
        """A picture of so many pixels, as wide as the page at most, with its words for those who cannot see it."""
        self._pictures.append(png)
        number = len(self._pictures)
        across = min(_PAGE_WIDTH, width * _PIXEL)
        form = Markup(_template("picture.xml"))  # noqa: S704 - a file of ours
        parts = {"number": number, "width": across, "height": across * height // width, "alt": _text(alt)}
        self._body.append(form.format(**parts))

    def written(self) -> bytes:
        """The file; the same for the same words."""
        words = {
            "title": _text(self._title),
            "foot": _text(self._foot),
            "body": Markup("\n").join(self._body),
            "pictures": Markup("").join(_RELATION.format(n, n) for n in range(1, len(self._pictures) + 1)),
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, template in _PARTS:
                entry = zipfile.ZipInfo(name, _OLDEST)
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, _filled(template, words).encode("utf-8", "replace"))
            for number, png in enumerate(self._pictures, 1):
                package.writestr(zipfile.ZipInfo(f"word/media/chart{number}.png", _OLDEST), png)
        return out.getvalue()


def _filled(template: str, words: dict[str, Markup]) -> str:
    return re.sub(r"{{ (\w+) }}", lambda place: words[place[1]], _template(template))


def _template(name: str) -> str:
    room = files("troupe.research.reports.forms")
    return room.joinpath("templates", "docx", name).read_text(encoding="utf-8")


def _row(cells: Sequence[str], *, head: bool) -> Markup:
    mark = Markup("<w:trPr><w:cantSplit/>{}</w:trPr>").format(Markup("<w:tblHeader/>") if head else "")
    cell = Markup('<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>{}</w:tc>')
    columns = Markup("").join(cell.format(_paragraph(words, "Small", bold=head)) for words in cells)
    return Markup("<w:tr>{}{}</w:tr>").format(mark, columns)


def _paragraph(text: str, style: str, *, bold: bool = False, indent: str = "") -> Markup:
    parts = Markup('<w:pStyle w:val="{}"/>').format(style) if style else Markup("")
    if indent:
        parts += Markup('<w:ind w:left="{}" w:hanging="240"/>').format(indent)
    look = Markup("<w:rPr><w:b/></w:rPr>") if bold else Markup("")
    line = Markup('<w:t xml:space="preserve">{}</w:t>')
    lines = Markup("<w:br/>").join(line.format(_text(words)) for words in text.splitlines() or [""])
    return Markup("<w:p><w:pPr>{}</w:pPr><w:r>{}{}</w:r></w:p>").format(parts, look, lines)


def _text(text: str) -> Markup:
    """The text without signs that XML has no place for."""
    return escape("".join(char for char in text if char in "\t\n" or (ord(char) >= 32 and not _stray(char))))


def _stray(char: str) -> bool:
    code = ord(char)
    return 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
