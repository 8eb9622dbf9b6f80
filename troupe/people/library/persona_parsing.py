"""From text, parsed or not, to a persona or fragment, ours and TinyTroupe's, with errors that name the place."""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from troupe.core.errors import BadInput
from troupe.people.documents.document_text import parse_document
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, NotJson, child, freeze
from troupe.people.documents.lenient_reading import shown
from troupe.people.documents.size_limits import refuse_large
from troupe.people.documents.slug import slug_of
from troupe.people.fragments.fragment import NEVER, Fragment, fragment
from troupe.people.persona.persona import Persona

YAML_SUFFIXES = frozenset({".yaml", ".yml"})
TEXT_SUFFIXES = YAML_SUFFIXES | {".json"}

_LONGEST_PATH = 120
_LONGEST_MESSAGE = 200
"""Characters of a path, and of what is said of it, in an error."""


def parse_text(raw: bytes, source: str) -> FrozenJson:
    """The value in a text file; the suffix of `source` tells JSON from YAML. Raises BadInput."""
    suffix = Path(source).suffix.lower()
    if suffix not in TEXT_SUFFIXES:
        raise bad(source, "", "must end in .json, .yaml or .yml")
    try:
        return parse_document(raw, yaml_syntax=suffix in YAML_SUFFIXES)
    except NotJson as error:
        raise bad(source, error.path, error.message) from error


def parse_persona(data: object, source: str) -> Persona:
    """A persona from parsed JSON: ours (fields at the top) or an agent file (`type`, `persona`, …), which is
    kept whole. Raises BadInput whose text begins with `source` and whose `field` is the path, such as
    `persona.age`."""
    try:
        return persona_of(freeze(data))
    except NotJson as error:
        raise bad(source, error.path, error.message) from error


def persona_of(document: FrozenJson) -> Persona:
    """As `parse_persona`; raises NotJson, with the path."""
    if not isinstance(document, FrozenDict):
        raise NotJson("", f"must be an object, not {shown(document)}")
    if "persona" not in document or "name" in document:
        return checked(document, "")
    inner = document["persona"]
    if document.get("type") == "Fragment":
        raise NotJson("type", "is a fragment, a part to be merged into people, not a person")
    if not isinstance(inner, FrozenDict):
        raise NotJson("persona", f"must be an object, not {shown(inner)}")
    if "agent_file" in inner:
        raise NotJson("persona.agent_file", "is a name we keep for what stands beside the persona")
    beside = FrozenDict({key: member for key, member in document.items() if key != "persona"})
    if beside == {"type": "TinyPerson"}:  # what every agent file says, and is written again without being kept
        return checked(inner, "persona")
    return checked(FrozenDict({**inner, "agent_file": beside}), "persona")


def checked(document: Mapping[str, FrozenJson], prefix: str) -> Persona:
    """The persona of this document, which stands below `prefix` in the file. Raises NotJson, with the path, also
    where it is larger than a persona may be."""
    refuse_large(document, prefix)
    try:
        return Persona.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = prefix
        for step in first["loc"]:
            path = child(path, step)
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, NotJson):
            raise NotJson(".".join(part for part in (path, cause.path) if part), cause.message) from error
        raise NotJson(path, _plain(first)) from error


def _plain(error: ErrorDetails) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "enum":
            words = error.get("ctx", {}).get("expected", "one of the known words")
            return f"must be {words}, not {shown(error['input'])}"
        case "model_type" | "dict_type" | "mapping_type":
            return f"must be an object, not {shown(error['input'])}"
        case "value_error":
            return error["msg"].removeprefix("Value error, ")
        case "bool_parsing" | "bool_type":
            return f"must be true or false, not {shown(error['input'])}"
        case _:
            return error["msg"]


def bad(source: str, path: str, message: str) -> BadInput:
    """The error of one line that says where in a file something is wrong; its `field` is the path."""
    path = _one_line(path, _LONGEST_PATH)
    message = _one_line(message, _LONGEST_MESSAGE)
    error = BadInput(": ".join(part for part in (source, path, message) if part))
    error.field = path
    return error


def _one_line(text: str, most: int) -> str:
    line = "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= most else line[:most] + "…"


def read_fragment(raw: bytes, source: str) -> Fragment:
    """The fragment in a file's bytes, ours or TinyTroupe's; it is called what its file is called, without the
    endings. Raises BadInput."""
    try:
        return fragment_of(parse_text(raw, source), source)
    except NotJson as error:
        raise bad(source, error.path, error.message) from error


def fragment_of(document: FrozenJson, source: str) -> Fragment:
    """As `read_fragment`, from parsed JSON; raises NotJson, with the path."""
    if not isinstance(document, FrozenDict) or document.get("type") != "Fragment":
        raise NotJson("type", "must be Fragment")
    part = document.get("persona")
    if not isinstance(part, FrozenDict):
        raise NotJson("persona", f"must be an object, not {shown(part)}")
    for field in NEVER:
        if field in part:
            raise NotJson(f"persona.{field}", "is no part of a fragment")
    checked({"name": "x", **part}, "persona")
    return fragment(slug_of(re.sub(r"(?:\.agent)?(?:\.fragment)?\.\w+$", "", Path(source).name)), part)
