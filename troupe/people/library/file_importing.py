"""The one door for files that hold people, whatever their format: bytes and a name in, people or a fragment out.

What is too large, damaged or hostile is refused with one line that names the place; nothing is written anywhere.
"""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from troupe.people.cards.card_reading import EXTENSION, CardVersion, card_version, data_of, notes_of
from troupe.people.cards.card_writing import document_from
from troupe.people.cards.charx import CARD, Archive, main_picture, read_charx
from troupe.people.cards.other_tools import card_inside, card_of_another_tool
from troupe.people.cards.png_chunks import is_png, picture, texts
from troupe.people.documents.bounded_zip import is_zip
from troupe.people.documents.document_text import parse_document
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, NotJson, object_in
from troupe.people.fragments.fragment import Fragment
from troupe.people.library.persona_parsing import (
    TEXT_SUFFIXES,
    YAML_SUFFIXES,
    bad,
    checked,
    fragment_of,
    persona_of,
)
from troupe.people.persona.lore_entries import pattern_entries
from troupe.people.persona.persona import Persona

SUFFIXES = TEXT_SUFFIXES | {".png", ".charx"}
"""The endings of files that may hold people. What a file holds is told by its content; the ending tells JSON from
YAML."""
MAX_FILE_BYTES = 33_554_432
"""The largest picture or archive read. What it holds has limits of its own."""
MAX_PEOPLE = 1_000
"""People of one file, which is then a list of them."""

_NULL = rb"\u0000"
_NULLS = re.compile(rb"(?<!\\)((?:\\\\)*)((?:\\u0000)+)")
"""Escapes of the null character, behind an even number of backslashes: behind an odd one they are mere text."""
_KEYWORDS = ("ccv3", "chara")
"""The texts of a picture that hold a card, the better first."""


class Format(StrEnum):
    """The format that a file was written in, apart from the picture or archive it came in."""

    OURS = "troupe"
    TINYTROUPE = "tinytroupe"
    CARD_V1 = "card-v1"
    CARD_V2 = "card-v2"
    CARD_V3 = "card-v3"
    FRAGMENT = "fragment"


@dataclass(frozen=True, slots=True)
class Imported:
    """The contents of a file: people, or one fragment. `notes` are lines for people: what was left out, or is kept
    without effect. `picture` is the face that came with a person, as PNG."""

    format: Format
    personas: tuple[Persona, ...] = ()
    fragment: Fragment | None = None
    notes: tuple[str, ...] = ()
    picture: bytes | None = None

    def one(self) -> Persona:
        """The one person of the file. Raises NotJson for a fragment and for several."""
        if self.fragment is not None:
            raise NotJson("type", "is a fragment, a part to be merged into people, not a person")
        if len(self.personas) != 1:
            raise NotJson("", f"holds {len(self.personas)} people; one was wanted")
        return self.personas[0]


def read_people(raw: bytes, filename: str) -> Imported:
    """What a file holds: ours as YAML or JSON, TinyTroupe's agents and fragments, character cards V1 to V3 as
    JSON, in a PNG picture or in a CHARX archive, or a JSON or YAML list of any of those people.

    Raises BadInput, one line that begins with `filename` and whose `field` is the path of what is wrong.
    """
    try:
        return _read(raw, filename)
    except NotJson as error:
        raise bad(filename, error.path, error.message) from error


def holds_card(raw: bytes) -> bool:
    """Whether a picture has a card in it, sound or not."""
    try:
        return bool(texts(raw, _KEYWORDS))
    except NotJson:
        return False


def _read(raw: bytes, filename: str) -> Imported:
    if len(raw) > MAX_FILE_BYTES:
        raise NotJson("", f"is larger than {MAX_FILE_BYTES // 1_048_576} MiB")
    if is_png(raw):
        return _from_picture(raw)
    if is_zip(raw):
        return _from_archive(read_charx(raw))
    suffix = Path(filename).suffix.lower()
    if suffix not in TEXT_SUFFIXES:
        endings = ", ".join(sorted(TEXT_SUFFIXES))
        raise NotJson("", f"is neither a picture nor an archive, and does not end in {endings}")
    yaml_syntax = suffix in YAML_SUFFIXES
    text, nulls = (raw, 0) if yaml_syntax else without_nulls(raw)
    document = parse_document(text, yaml_syntax=yaml_syntax)
    imported = _from_list(document, filename) if isinstance(document, tuple) else _one(document, filename)
    if not nulls:
        return imported
    note = "a null character was left out" if nulls == 1 else f"{nulls} null characters were left out"
    return replace(imported, notes=(note, *imported.notes))


def without_nulls(raw: bytes) -> tuple[bytes, int]:
    """JSON without its null characters, and how many there were: models write them where they lose an accent, and
    no database keeps them."""
    count = 0

    def left_out(match: re.Match[bytes]) -> bytes:
        nonlocal count
        count += len(match[2]) // len(_NULL)
        return match[1]

    return _NULLS.sub(left_out, raw), count


def _from_list(items: tuple[FrozenJson, ...], filename: str) -> Imported:
    if not 0 < len(items) <= MAX_PEOPLE:
        raise NotJson("", f"is a list of {len(items)}; a list of people has 1 to {MAX_PEOPLE}")
    imports: list[Imported] = []
    for at, item in enumerate(items):
        try:
            imports.append(_one(item, filename))
            imports[-1].one()
        except NotJson as error:
            raise NotJson(f"[{at}].{error.path}" if error.path else f"[{at}]", error.message) from error
    people = tuple(part.personas[0] for part in imports)
    notes = tuple(f"{part.personas[0].name}: {note}" for part in imports for note in part.notes)
    return Imported(imports[0].format, people, notes=notes)


def _one(document: FrozenJson, filename: str) -> Imported:
    if not isinstance(document, FrozenDict):
        return Imported(Format.OURS, (persona_of(document),))
    if (card := _card_in(document)) is not None:
        return card
    if document.get("type") == "Fragment" and "name" not in document:
        return Imported(Format.FRAGMENT, fragment=fragment_of(document, filename))
    agent = "persona" in document and "name" not in document
    return Imported(Format.TINYTROUPE if agent else Format.OURS, (persona_of(document),))


def _card_in(document: FrozenDict[FrozenJson]) -> Imported | None:
    """The person of a card, of another tool's file for a character, or of either inside this document."""
    version = card_version(document)
    if version is not None:
        return _from_card(document, version)
    if (other := card_of_another_tool(document)) is not None:
        card, tool = other
        imported = _from_card(card, CardVersion.V1)
        return replace(imported, notes=(f"read as a character of {tool}", *imported.notes))
    inner = card_inside(document)
    return None if inner is None else _card_in(inner)


def _from_card(card: FrozenDict[FrozenJson], version: CardVersion) -> Imported:
    document = document_from(card, version)
    try:
        persona = checked(document, "")
    except NotJson as error:
        raise NotJson(_in_the_card(error.path, version), error.message) from error
    notes = list(notes_of(data_of(card, version)))
    if version is CardVersion.V1 and "spec" in card:
        notes.append("data: is missing; the fields at the top were read, as in a V1 card")
    if patterns := pattern_entries(document.get("lore")):
        notes.append(f"character_book: {patterns} entries go by patterns, which are kept but never looked for")
    return Imported(Format(version.value), (persona,), notes=tuple(notes))


def _in_the_card(path: str, version: CardVersion) -> str:
    """Where in a card that stands which makes a field of ours wrong."""
    field, dot, below = path.partition(".")
    place = "character_book" if field == "lore" else f"extensions.{EXTENSION}.persona.{field}"
    return f"{'' if version is CardVersion.V1 else 'data.'}{place}{dot}{below}"


def _from_picture(raw: bytes) -> Imported:
    contents = texts(raw, _KEYWORDS)
    notes: list[str] = []
    present = [contents[word] for word in _KEYWORDS if word in contents]
    for text in present:
        try:
            imported = _from_card_text(_unpacked(text.value, text.keyword), text.keyword)
        except NotJson as error:
            if text is present[-1]:
                raise
            notes.append(f"{text.keyword} cannot be read ({error}); chara was read instead")
            continue
        if not text.sound:
            notes.append(f"{text.keyword}: its check sum is wrong; it was read all the same")
        face = picture(raw)
        notes += ["the picture is left out: it is damaged or too large"] if face is None else []
        return Imported(imported.format, imported.personas, None, (*notes, *imported.notes), face)
    raise NotJson("", "is a picture without a character card (a text named chara or ccv3)")


def _unpacked(value: bytes, keyword: str) -> bytes:
    """The text of a picture: base64 of UTF-8 JSON, or, as some tools write it, the JSON itself."""
    packed = b"".join(value.split())
    if packed.startswith(b"{"):
        return value
    try:
        return b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotJson(keyword, "is not base64") from error


def _from_card_text(raw: bytes, place: str) -> Imported:
    try:
        document = parse_document(raw, yaml_syntax=False)
    except NotJson as error:
        raise NotJson(error.path or place, error.message) from error
    card = _card_in(document) if isinstance(document, FrozenDict) else None
    if card is None:
        raise NotJson(place, "is no character card")
    return card


def _from_archive(archive: Archive) -> Imported:
    imported = _from_card_text(archive.card, CARD)
    portrait = main_picture(archive, _assets(imported.personas[0]))
    face = picture(portrait) if portrait is not None and is_png(portrait) else None
    notes: list[str] = []
    if portrait is not None and face is None:
        notes.append("the picture is left out: it is no PNG, or damaged, or too large")
    if files_left := len(archive.names) - 1 - (portrait is not None):
        notes.append(
            f"{files_left} other files of the archive are left out: only the main picture has a place here"
        )
    return Imported(imported.format, imported.personas, None, (*notes, *imported.notes), face)


def _assets(persona: Persona) -> FrozenJson:
    """What a card lists as its pictures and other files."""
    members = object_in(object_in(persona.document.get("card")).get("rest"))
    return object_in(members.get("data")).get("assets")
