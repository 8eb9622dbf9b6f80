"""Persona files: reading ours and TinyTroupe's, the people that come with the house, and writing them out."""

import difflib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import JsonValue

from troupe.core.errors import BadInput, NotFound
from troupe.people.documents.frozen_json import NotJson, thaw_object
from troupe.people.documents.slug import slug_of
from troupe.people.documents.yaml_writing import yaml_text
from troupe.people.fragments.fragment import Fragment
from troupe.people.library.file_importing import MAX_FILE_BYTES, Imported, read_people
from troupe.people.library.persona_parsing import TEXT_SUFFIXES, bad, parse_persona, parse_text, read_fragment
from troupe.people.persona.persona import LIBRARY, Persona, PersonaRef, content_hash


def load_people(path: Path) -> Imported:
    """All that a file holds, whatever its format. Raises as `load_persona`."""
    return read_people(_bytes(path), str(path))


def load_persona(path: Path) -> Persona:
    """The one persona in a file. Raises BadInput, one line naming file and field, or NotFound: no such file."""
    try:
        return load_people(path).one()
    except NotJson as error:
        raise bad(str(path), error.path, error.message) from error


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from error


def read_persona(raw: bytes, source: str) -> Persona:
    """The persona in a file's bytes; the suffix of `source` tells JSON from YAML. Raises BadInput."""
    return parse_persona(parse_text(raw, source), source)


def library() -> dict[str, Persona]:
    """The people that come with the house, by slug, in the order of their slugs."""
    return dict(_library())


def library_persona(slug: str) -> Persona | None:
    """The person of the library with this slug, if there is one. Only their file is read: to read all takes over a
    second."""
    return _in_file(f"{slug}.yaml") if f"{slug}.yaml" in _file_names() else None


@cache
def _library() -> dict[str, Persona]:
    people: dict[str, Persona] = {}
    for name in _file_names():
        persona = _in_file(name)
        slug = slug_of(persona.name)
        if name != f"{slug}.yaml":
            raise BadInput(f"{name}: name: the file of {persona.name} must be called {slug}.yaml")
        people[slug] = persona
    return dict(sorted(people.items()))


@cache
def _file_names() -> tuple[str, ...]:
    return tuple(sorted(e.name for e in _folder().iterdir() if Path(e.name).suffix in TEXT_SUFFIXES))


@cache
def _in_file(name: str) -> Persona:
    return read_persona(_folder().joinpath(name).read_bytes(), name)


def _folder() -> Traversable:
    return files("personas").joinpath("people")


def load_fragment(word: str | Path) -> Fragment:
    """A fragment of the library by its slug, or the one in a file. Raises NotFound and BadInput."""
    path = Path(word)
    if isinstance(word, Path) or path.suffix.lower() in TEXT_SUFFIXES:
        return read_fragment(_bytes(path), str(path))
    fragment = fragments().get(slug_of(word))
    if fragment is None:
        raise NotFound(f"{word}: there is no such fragment; there is {', '.join(fragments())}", field="fragment")
    return fragment


def fragments() -> dict[str, Fragment]:
    """The fragments that come with the house, by slug, in the order of their slugs."""
    return dict(_fragments())


@cache
def _fragments() -> dict[str, Fragment]:
    folder = files("personas").joinpath("fragments")
    entries = sorted((e for e in folder.iterdir() if Path(e.name).suffix in TEXT_SUFFIXES), key=lambda e: e.name)
    return {part.slug: part for part in (read_fragment(entry.read_bytes(), entry.name) for entry in entries)}


def find_persona(word: str, people: Mapping[str, Persona]) -> tuple[str, Persona]:
    """Who is meant by a slug, a name, a nickname or a first name that only one of them has, ignoring case and
    accents. Raises NotFound with the nearest names."""
    key = slug_of(word)
    exact = [slug for slug, persona in people.items() if key in (slug, slug_of(persona.name))]
    loose = [
        slug
        for slug, persona in people.items()
        if key in {slug_of(name) for name in (*persona.nicknames, persona.first_name)}
    ]
    for matches in (exact, loose):
        if len(matches) == 1:
            return matches[0], people[matches[0]]
    if loose:
        raise NotFound(f"{word}: could be {' or '.join(loose)}; give the whole name")
    names = {slug_of(persona.first_name): slug for slug, persona in people.items()} | {
        slug: slug for slug in people
    }
    near = list(dict.fromkeys(names[word] for word in difflib.get_close_matches(key, names, n=3)))
    hint = f"did you mean {' or '.join(near)}?" if near else f"there is {', '.join(people) or 'nobody'}"
    raise NotFound(f"{word}: nobody is called that; {hint}")


def ref_of(persona: Persona, slug: str, owner: str = LIBRARY) -> PersonaRef:
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
    return yaml_text(persona.model_dump(mode="json"))
