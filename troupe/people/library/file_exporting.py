"""A persona as a file, in every format that people are read from."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from troupe.core.errors import BadInput
from troupe.people.cards.card_reading import CardVersion
from troupe.people.cards.card_writing import card_of
from troupe.people.cards.charx import write_charx
from troupe.people.cards.png_chunks import with_texts
from troupe.people.documents.document_text import MAX_BYTES
from troupe.people.documents.frozen_json import FrozenJson, NotJson, thaw_object
from troupe.people.documents.slug import slug_of
from troupe.people.library.file_importing import read_people
from troupe.people.library.library import export_json, export_yaml
from troupe.people.persona.persona import Persona


class FileFormat(StrEnum):
    """The formats that a persona can be written as."""

    YAML = "yaml"
    JSON = "json"
    TINYTROUPE = "tinytroupe"
    CARD_V2 = "card-v2"
    CARD_V3 = "card-v3"
    PNG = "png"
    CHARX = "charx"

    @property
    def holds_picture(self) -> bool:
        return self in (FileFormat.PNG, FileFormat.CHARX)


_SURELY_READ = 65_536
"""Bytes of a file up to which nothing can be too long."""
_ENDINGS = {
    FileFormat.YAML: ".yaml",
    FileFormat.JSON: ".json",
    FileFormat.TINYTROUPE: ".agent.json",
    FileFormat.CARD_V2: ".card-v2.json",
    FileFormat.CARD_V3: ".card-v3.json",
    FileFormat.PNG: ".png",
    FileFormat.CHARX: ".charx",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file: what it is called, and its content."""

    name: str
    content: bytes


def export(persona: Persona, written_as: FileFormat, picture: bytes | None = None) -> Exported:
    """The persona as a file. Reading it gives the same document; one that came from a card and is unchanged gives
    that very card. A long one is written without line breaks.

    A PNG card needs `picture`, a PNG; a CHARX archive takes it along. Raises BadInput without one, for one that
    is no sound PNG, and where the persona is so long that the file could not be read back.
    """
    name = slug_of(persona.name) + _ENDINGS[written_as]
    try:
        file = Exported(name, _content(persona, written_as, picture))
    except NotJson as error:
        raise BadInput(f"{persona.name}: {error}", field=error.path) from error
    if len(file.content) > _SURELY_READ:
        _require_readable(persona, file, written_as)
    return file


def export_ours(persona: Persona) -> Exported:
    """The persona as a file of ours: YAML, or JSON where the YAML would be longer than we read."""
    try:
        return export(persona, FileFormat.YAML)
    except BadInput:
        return export(persona, FileFormat.JSON)


def _require_readable(persona: Persona, file: Exported, written_as: FileFormat) -> None:
    try:
        read_people(file.content, file.name)
    except BadInput as error:
        others = "json or tinytroupe" if written_as is not FileFormat.JSON else "tinytroupe"
        raise BadInput(
            f"{persona.name} is too long for {written_as.value}: it could not be read back. {others} may hold it",
            field="format",
        ) from error


def _content(persona: Persona, written_as: FileFormat, picture: bytes | None) -> bytes:
    match written_as:
        case FileFormat.YAML:
            return export_yaml(persona).encode()
        case FileFormat.JSON:
            return _json(persona.document)
        case FileFormat.TINYTROUPE:
            return export_json(persona).encode()
        case FileFormat.CARD_V2 | FileFormat.CARD_V3:
            return _json(card_of(persona.document, CardVersion(written_as.value)))
        case FileFormat.PNG:
            if picture is None:
                raise NotJson("picture", "is missing; a PNG card stands in a picture")
            texts = {"chara": _packed(persona, CardVersion.V2), "ccv3": _packed(persona, CardVersion.V3)}
            return with_texts(picture, texts)
        case FileFormat.CHARX:
            return write_charx(_json(card_of(persona.document, CardVersion.V3)), picture)
        case _:
            assert_never(written_as)


def _packed(persona: Persona, version: CardVersion) -> bytes:
    return b64encode(_compact(card_of(persona.document, version)))


def _json(document: Mapping[str, FrozenJson]) -> bytes:
    """For people to read, or where that is longer than what we read, without line breaks."""
    text = (json.dumps(thaw_object(document), indent=2, ensure_ascii=False) + "\n").encode()
    return text if len(text) <= MAX_BYTES else _compact(document)


def _compact(document: Mapping[str, FrozenJson]) -> bytes:
    return json.dumps(thaw_object(document), separators=(",", ":"), ensure_ascii=False).encode()
