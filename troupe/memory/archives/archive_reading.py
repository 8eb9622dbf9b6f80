"""Files of memories, of either tool, as what a certain person remembers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from troupe.core.errors import BadInput
from troupe.core.text_folding import name_keys
from troupe.memory.archives.chat_file import read_chat
from troupe.memory.archives.read_archive import ReadArchive, ReadLine
from troupe.memory.archives.tiny_memories import read_tiny_memories
from troupe.people.documents.document_text import MAX_BYTES
from troupe.people.library.persona_parsing import parse_text
from troupe.people.persona.persona import Persona
from troupe.worlds.memories.archived_line import ArchivedLine

MOST_BYTES = 33_554_432
MOST_LINES = 20_000
"""Of one file. Each is found by its words, which costs some thousandth of a second to write."""
LONGEST = 4_000
"""Characters of a line; the rest of it is left out."""


@dataclass(frozen=True, slots=True)
class PersonalArchive:
    """What somebody remembers by a file, and what is to be said of it."""

    lines: tuple[ArchivedLine, ...]
    notes: tuple[str, ...] = ()


def read_memories(path: Path, persona: Persona, now: datetime, called: str = "") -> PersonalArchive:
    """The lines of a SillyTavern chat (`.jsonl`) or of a TinyPerson's memories (`.json`), as this person has them.
    `called` is their name in the file, where that is another. Raises BadInput, also where nobody of the name
    speaks."""
    archive = _read(path, now)
    names = _names(persona, called or archive.mine)
    owned = [_owned(line, names) for line in archive.lines]
    if not any(owned):
        owned = _by_elimination(archive, called)
    if not any(owned):
        speakers = ", ".join(sorted({line.speaker for line in archive.lines if line.speaker})[:12]) or "nobody"
        raise BadInput(
            f"{path}: {called or persona.name} says nothing in it; who speaks is {speakers}", field="--called"
        )
    if len(archive.lines) > MOST_LINES:
        raise BadInput(f"{path}: holds {len(archive.lines)} lines, more than {MOST_LINES}", field="file")
    lines = tuple(
        ArchivedLine(
            speaker=persona.name if own else line.speaker or "Somebody",
            text=line.text[:LONGEST],
            at=line.at,
            own=own,
        )
        for line, own in zip(archive.lines, owned, strict=True)
    )
    cut = sum(len(line.text) > LONGEST for line in archive.lines)
    return PersonalArchive(lines, (*archive.notes, *((f"{cut} long lines were cut",) if cut else ())))


def _read(path: Path, now: datetime) -> ReadArchive:
    jsonl = path.suffix.lower() == ".jsonl"
    if not jsonl and path.suffix.lower() != ".json":
        raise BadInput(f"{path}: must end in .jsonl (a chat) or .json (a TinyPerson's memories)", field="file")
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})", field="file") from error
    most = MOST_BYTES if jsonl else MAX_BYTES
    if len(raw) > most:
        raise BadInput(f"{path}: is larger than {most // 1024} KiB", field="file")
    if not jsonl:
        return read_tiny_memories(parse_text(raw, str(path)), str(path), now)
    try:
        return read_chat(raw.decode("utf-8-sig"), str(path), now)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is not UTF-8 text (byte {error.start})", field="file") from error


def _names(persona: Persona, called: str) -> frozenset[str]:
    names: Sequence[str] = (persona.name, *persona.nicknames, called)
    first = name_keys(persona.first_name)
    return frozenset(key for name in names if name for key in name_keys(name)) | first


def _owned(line: ReadLine, names: frozenset[str]) -> bool:
    return line.mine or (not line.human and bool(name_keys(line.speaker) & names))


def _by_elimination(archive: ReadArchive, called: str) -> list[bool]:
    """In a talk of two, whoever is not the human is the person, under whatever name the card had then."""
    others = {line.speaker for line in archive.lines if not line.human}
    alone = len(others) == 1 and not called
    return [alone and not line.human for line in archive.lines]
