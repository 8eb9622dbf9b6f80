"""Persona files: reading ours and TinyTroupe's, the people that come with the house, and writing them out."""

import difflib
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import JsonValue, ValidationError
from pydantic_core import ErrorDetails

from troupe.errors import BadInput, NotFound
from troupe.people.document import MAX_BYTES, parse_document
from troupe.people.fragment import Fragment, fragment
from troupe.people.frozen_json import FrozenJson, NotJson, child, freeze, is_object, thaw_object
from troupe.people.persona import Persona, PersonaRef, content_hash
from troupe.people.reading import shown

YAML_SUFFIXES = frozenset({".yaml", ".yml"})
SUFFIXES = YAML_SUFFIXES | {".json"}

_ODD_ENDS = re.compile("[\r\x85\u2028\u2029\ufeff]")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


def load_persona(path: Path) -> Persona:
    """The persona in a file. Raises BadInput with one line naming file and field, NotFound for no such file."""
    return read_persona(_bytes(path), str(path))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from error


def read_persona(raw: bytes, source: str) -> Persona:
    """The persona in a file's bytes; the suffix of `source` tells JSON from YAML. Raises BadInput."""
    return parse_persona(_parsed(raw, source), source)


def _parsed(raw: bytes, source: str) -> FrozenJson:
    suffix = Path(source).suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"{source}: must end in .json, .yaml or .yml")
    try:
        return parse_document(raw, yaml_syntax=suffix in YAML_SUFFIXES)
    except NotJson as error:
        raise _bad(source, error.path, error.message) from error


def parse_persona(data: object, source: str) -> Persona:
    """A persona from parsed JSON: ours (fields at the top) or an agent file (`type`, `persona`, …), which is
    kept whole. Raises BadInput whose text begins with `source` and whose `field` is the path, such as
    `persona.age`."""
    try:
        document = freeze(data)
    except NotJson as error:
        raise _bad(source, error.path, error.message) from error
    if not is_object(document):
        raise _bad(source, "", f"must be an object, not {shown(document)}")
    if "persona" not in document or "name" in document:
        return _validated(document, source, "")
    return _from_agent_file(document, source)


def _from_agent_file(document: Mapping[str, object], source: str) -> Persona:
    inner = document["persona"]
    if document.get("type") == "Fragment":
        raise _bad(source, "type", "is a fragment, a part to be merged into people, not a person")
    if not is_object(inner):
        raise _bad(source, "persona", f"must be an object, not {shown(inner)}")
    if "agent_file" in inner:
        raise _bad(source, "persona.agent_file", "is a name we keep for what stands beside the persona")
    beside = {key: member for key, member in document.items() if key != "persona"}
    return _validated({**inner, "agent_file": beside}, source, "persona")


def _validated(document: Mapping[str, object], source: str, prefix: str) -> Persona:
    try:
        return Persona.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = prefix
        for step in first["loc"]:
            path = child(path, step)
        raise _bad(source, path, _plain(first)) from error


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


def _bad(source: str, path: str, message: str) -> BadInput:
    if len(path) > 120:
        path = path[:120] + "…"
    error = BadInput(f"{source}: {path}: {message}" if path else f"{source}: {message}")
    error.field = path
    return error


def library() -> dict[str, Persona]:
    """The people that come with the house, by slug, in the order of their slugs."""
    return dict(_library())


@cache
def _library() -> dict[str, Persona]:
    people: dict[str, Persona] = {}
    for entry in sorted(files("personas").joinpath("people").iterdir(), key=lambda entry: entry.name):
        if Path(entry.name).suffix not in SUFFIXES:
            continue
        persona = read_persona(entry.read_bytes(), entry.name)
        slug = slug_of(persona.name)
        if slug in people:
            raise BadInput(f"{entry.name}: name: there is already a {slug} in the library")
        people[slug] = persona
    return dict(sorted(people.items()))


def read_fragment(raw: bytes, source: str) -> Fragment:
    """The fragment in a file's bytes, ours or TinyTroupe's; it is called what its file is called, without the
    endings. Raises BadInput."""
    document = _parsed(raw, source)
    if not is_object(document) or document.get("type") != "Fragment":
        raise _bad(source, "type", "must be Fragment")
    part = document.get("persona")
    if not is_object(part):
        raise _bad(source, "persona", f"must be an object, not {shown(part)}")
    made = fragment(slug_of(re.sub(r"(?:\.agent)?(?:\.fragment)?\.\w+$", "", Path(source).name)), part)
    _validated({"name": "x", **part}, source, "persona")
    return made


def load_fragment(word: str | Path) -> Fragment:
    """A fragment of the library by its slug, or the one in a file. Raises NotFound and BadInput."""
    path = Path(word)
    if isinstance(word, Path) or path.suffix.lower() in SUFFIXES:
        return read_fragment(_bytes(path), str(path))
    found = fragments().get(slug_of(word))
    if found is None:
        raise NotFound(f"{word}: there is no such fragment; there is {', '.join(fragments())}", field="fragment")
    return found


def fragments() -> dict[str, Fragment]:
    """The fragments that come with the house, by slug, in the order of their slugs."""
    return dict(_fragments())


@cache
def _fragments() -> dict[str, Fragment]:
    folder = files("personas").joinpath("fragments")
    entries = sorted((e for e in folder.iterdir() if Path(e.name).suffix in SUFFIXES), key=lambda e: e.name)
    return {part.slug: part for part in (read_fragment(entry.read_bytes(), entry.name) for entry in entries)}


def find_persona(word: str, people: Mapping[str, Persona]) -> tuple[str, Persona]:
    """Who is meant by a slug, a name, a nickname or a first name that only one of them has, ignoring case and
    accents. Raises NotFound with the nearest names."""
    wanted = slug_of(word)
    exact = [slug for slug, persona in people.items() if wanted in (slug, slug_of(persona.name))]
    loose = [
        slug
        for slug, persona in people.items()
        if wanted in {slug_of(name) for name in (*persona.nicknames, persona.first_name)}
    ]
    for found in (exact, loose):
        if len(found) == 1:
            return found[0], people[found[0]]
    if loose:
        raise NotFound(f"{word}: could be {' or '.join(loose)}; give the whole name")
    known = {slug_of(persona.first_name): slug for slug, persona in people.items()} | {
        slug: slug for slug in people
    }
    near = list(dict.fromkeys(known[word] for word in difflib.get_close_matches(wanted, known, n=3)))
    hint = f"did you mean {' or '.join(near)}?" if near else f"there is {', '.join(people) or 'nobody'}"
    raise NotFound(f"{word}: nobody is called that; {hint}")


def slug_of(name: str) -> str:
    """A name as lower-case ASCII words joined by `-`: `Zoë Łuk` → `zoe-luk`. A name with none of those letters
    gets `person-` and eight hex digits of its hash."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:64].strip("-")
    return slug or f"person-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def ref_of(persona: Persona, slug: str, owner: str = "library") -> PersonaRef:
    """Which persona this is, exactly as it is now."""
    return PersonaRef(owner=owner, slug=slug, hash=content_hash(persona), fragments=persona.fragments)


def to_agent_file(persona: Persona) -> dict[str, JsonValue]:
    """The persona as a TinyTroupe agent file; one that was imported comes out as it went in."""
    inner = persona.model_dump(mode="json")
    if inner.pop("agent_file", None) is None:
        return {"type": "TinyPerson", "persona": inner}
    beside = thaw_object(persona.agent_file)
    kind = {"type": beside.pop("type")} if "type" in beside else {}
    return {**kind, "persona": inner, **beside}


def export_json(persona: Persona) -> str:
    """A TinyTroupe agent file as text."""
    return json.dumps(to_agent_file(persona), indent=2, ensure_ascii=False) + "\n"


def export_yaml(persona: Persona) -> str:
    """A persona file of ours as text."""
    document = persona.model_dump(mode="json")
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


class _Dumper(yaml.SafeDumper):
    """Quotes texts with line ends that YAML would otherwise read back as others."""


def _text_node(_: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _ODD_ENDS.search(text) else None
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)
