"""Guides as files for the tests: Word documents made of a few paragraphs."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f"<w:styles {W}>"
    '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="Mine"/>'
    '<w:basedOn w:val="berschrift1"/></w:style>'
    "</w:styles>"
)
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def paragraph(text: str, *, style: str = "", level: int | None = None, deleted: str = "") -> str:
    """A paragraph in a style, or an item of the list at this depth."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        look += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    gone = f"<w:del><w:r><w:delText>{escape(deleted)}</w:delText></w:r></w:del>" if deleted else ""
    return f"<w:p><w:pPr>{look}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r>{gone}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table; a line break in a cell begins a paragraph of it."""
    cells = (
        "".join(f"<w:tc>{''.join(paragraph(line) for line in cell.splitlines() or [''])}</w:tc>" for cell in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(paragraphs: Sequence[str], head: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """A Word document."""
    body = f"<?xml version='1.0'?>{head}<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", NUMBERING)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()
