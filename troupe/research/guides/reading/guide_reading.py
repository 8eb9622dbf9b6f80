"""The one door for guides, whatever they were written in: bytes and a name, or pasted text, in; a guide out."""

from pathlib import Path

from troupe.core.errors import BadInput, NotFound
from troupe.core.frozen import Frozen
from troupe.people.documents.bounded_zip import is_zip
from troupe.people.documents.frozen_json import NotJson
from troupe.research.guides.guide import Guide
from troupe.research.guides.reading.guide_document import read_document
from troupe.research.guides.reading.guide_draft import built
from troupe.research.guides.reading.guide_faults import GuideFault, GuideNote, GuideUnreadable
from troupe.research.guides.reading.lines.docx_lines import DocxLines, lines_of_docx
from troupe.research.guides.reading.lines.text_lines import lines_of_text
from troupe.research.guides.reading.lines.written_line import WrittenLine
from troupe.research.guides.reading.outline_reading import read_outline
from troupe.research.guides.reading.words.guide_language import guide_language

MAX_TEXT = 262_144
"""Bytes of a guide as text; the longest known have forty thousand."""
MAX_FILE = 8_388_608
"""Bytes of a Word document, pictures included."""
YAML = frozenset({".yaml", ".yml"})
TEXTS = frozenset({".txt", ".md", ".markdown", ""})
ENDINGS = ".txt, .md, .docx, .yaml or .json"
UNTITLED_GUIDE = "Discussion guide"


class ReadGuide(Frozen):
    """A guide as it was read, with notes on what was left out or guessed."""

    guide: Guide
    notes: tuple[GuideNote, ...] = ()


def load_guide(path: Path) -> ReadGuide:
    """The guide in a file. Raises NotFound, BadInput and GuideUnreadable."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from error
    return read_guide(raw, str(path))


def read_guide(raw: bytes, filename: str) -> ReadGuide:
    """The guide in a file's bytes; its ending tells the form, and a zip archive is a Word document. Raises
    GuideUnreadable, whose text begins with the name and names line and field."""
    suffix = Path(filename).suffix.lower()
    if len(raw) > MAX_FILE:
        raise _unreadable(filename, f"is larger than {MAX_FILE // 1_048_576} MiB")
    if is_zip(raw) or suffix == ".docx":
        return _from_docx(raw, filename)
    if suffix in YAML or suffix == ".json":
        guide, notes = read_document(raw, filename, yaml_syntax=suffix in YAML)
        return ReadGuide(guide=guide, notes=notes)
    if suffix not in TEXTS:
        raise _unreadable(filename, f"must end in {ENDINGS}, not in {suffix}; or paste its text")
    return read_guide_text(decoded_text(raw, filename), filename)


def decoded_text(raw: bytes, filename: str) -> str:
    """The text in a file's bytes. Raises GuideUnreadable."""
    if len(raw) > MAX_TEXT:
        raise _unreadable(filename, f"is larger than {MAX_TEXT // 1024} KiB")
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(filename, f"is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    return text


def read_guide_text(text: str, source: str = "") -> ReadGuide:
    """The guide in pasted text, plain or Markdown. Raises GuideUnreadable."""
    if "\0" in text:
        raise _unreadable(source, "holds a null character, so it is no text")
    if len(text) > MAX_TEXT:
        raise _unreadable(source, f"is longer than {MAX_TEXT:,} characters")
    return _read(lines_of_text(text), source)


def word_document(raw: bytes, filename: str) -> DocxLines:
    """The lines of a Word document. Raises GuideUnreadable."""
    try:
        return lines_of_docx(raw)
    except NotJson as error:
        raise GuideUnreadable(filename, [GuideFault(line=0, field=error.path, message=error.message)]) from error


def _from_docx(raw: bytes, filename: str) -> ReadGuide:
    document = word_document(raw, filename)
    read = _read(document.lines, filename)
    if document.pictures:
        plural = "s are" if document.pictures > 1 else " is"
        note = GuideNote(
            line=0, message=f"{document.pictures} picture{plural} left out: tell in words what they show"
        )
        read = ReadGuide(guide=read.guide, notes=(*read.notes, note))
    return read


def _read(lines: tuple[WrittenLine, ...], source: str) -> ReadGuide:
    draft = read_outline(lines)
    words = " ".join(line.text for line in lines)
    stem = Path(source).stem.replace("_", " ").replace("-", " ").strip()
    title = stem[:1].upper() + stem[1:] if stem else UNTITLED_GUIDE
    guide = built(draft, guide_language(words), title)
    if guide is None:
        raise GuideUnreadable(source, draft.faults)
    return ReadGuide(guide=guide, notes=tuple(sorted(draft.notes, key=lambda note: note.line)))


def _unreadable(source: str, message: str) -> GuideUnreadable:
    return GuideUnreadable(source, [GuideFault(line=0, field="", message=message)])
