"""The words of a document that people are shown: a plain text, or a Word document without its pictures."""

from pathlib import Path

from troupe.core.errors import BadInput
from troupe.people.documents.bounded_zip import is_zip
from troupe.research.guides.guide import LONGEST_TEXT
from troupe.research.guides.reading.guide_reading import MAX_FILE, TEXTS, decoded_text, word_document

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".heic"})


def shown_words(raw: bytes, filename: str) -> str:
    """The words, of a Word document a line a paragraph. Raises BadInput, naming the file, for one that is no such
    document, holds none, or more than people are shown at once."""
    text = _words(raw, filename, Path(filename).suffix.lower()).strip()
    if not text:
        raise BadInput(f"{filename}: holds no words", field="file")
    if len(text) > LONGEST_TEXT:
        told = f"has {len(text):,} characters, and people are shown {LONGEST_TEXT:,} at once; choose a part of it"
        raise BadInput(f"{filename}: {told}", field="file")
    return text


def _words(raw: bytes, filename: str, suffix: str) -> str:
    if suffix in _PICTURES:
        raise BadInput(f"{filename}: is a picture; write in words what it shows", field="file")
    if len(raw) > MAX_FILE:
        raise BadInput(f"{filename}: is larger than {MAX_FILE // 1_048_576} MiB", field="file")
    if is_zip(raw) or suffix == ".docx":
        return "\n".join(line.text for line in word_document(raw, filename).lines)
    if suffix not in TEXTS:
        raise BadInput(f"{filename}: must end in .txt, .md or .docx; or paste its text", field="file")
    return decoded_text(raw, filename)
