"""The cast of a headless world, and the one of them who is meant by a name."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from troupe.core.errors import BadInput, NotFound
from troupe.people.library.file_importing import SUFFIXES
from troupe.people.library.library import (
    find_persona,
    library,
    library_persona,
    load_persona,
    parse_persona,
    ref_of,
    slug_of,
)
from troupe.people.persona.persona import Persona, PersonaRef, content_hash
from troupe.worlds.world import Person

Source = Persona | str | Path | Mapping[str, object]
"""A persona, however given: itself, its name or slug in the library, its file, or the parsed content of one."""

Addressee = Person | Persona | str
"""Someone in a world: the person, their persona, or their name, nickname, slug or id."""


def load(source: Source) -> Persona:
    """A persona: of the library by name, slug, nickname or unique first name; from a file, ours or TinyTroupe's
    (`.yaml`, `.yml`, `.json`) or a character card (`.json`, `.png`, `.charx`); or from the parsed content of one
    of ours or TinyTroupe's.

    Raises NotFound with the nearest names, and BadInput naming file and field.
    """
    match source:
        case Persona():
            return source
        case Path():
            return load_persona(source)
        case str() if Path(source).suffix.lower() in SUFFIXES:
            return load_persona(Path(source))
        case str():
            return find_persona(source, library())[1]
        case _:
            return parse_persona(source, "persona")


def choose(people: Source | Iterable[Source], owner: str) -> list[tuple[Persona, PersonaRef]]:
    """These people with what exactly they are; those not of the library belong to `owner`.

    Raises BadInput for nobody, or for two whose names cannot be told apart.
    """
    sources: list[Source] = []
    if isinstance(people, Persona | str | Path | Mapping):
        sources.append(cast("Source", people))
    else:
        sources.extend(people)
    if not sources:
        raise BadInput("name at least one, such as 'gerda-vollmann'", field="people")
    choices: dict[str, tuple[Persona, PersonaRef]] = {}
    for source in sources:
        persona = load(source)
        slug = slug_of(persona.name)
        if slug in choices:
            raise BadInput(f"{choices[slug][0].name} and {persona.name} cannot be told apart", field="people")
        choices[slug] = persona, reference(persona, owner)
    return list(choices.values())


def reference(persona: Persona, owner: str) -> PersonaRef:
    """Which persona this is: the library's, if it is unchanged, else one of the owner's."""
    slug = slug_of(persona.name)
    from_library = library_persona(slug)
    ours = from_library is not None and content_hash(from_library) == content_hash(persona)
    return ref_of(persona, slug, "library" if ours else owner)


def find(people: Sequence[Person], whom: Addressee | Iterable[Addressee]) -> tuple[Person, ...]:
    """Those of the people who are meant, each once. Raises NotFound with the nearest names."""
    several = [whom] if isinstance(whom, Person | Persona | str) else whom
    matches = [_find_one(people, addressee) for addressee in several]
    return tuple({person.id: person for person in matches}.values())


def _find_one(people: Sequence[Person], whom: Addressee) -> Person:
    word = whom.id if isinstance(whom, Person) else whom if isinstance(whom, str) else whom.name
    by_id = {person.id: person for person in people}
    if word in by_id:
        return by_id[word]
    if isinstance(whom, Person):
        raise NotFound(f"{whom.name} is not in this world", field="to")
    by_slug = {slug_of(person.name): person for person in people}
    slug, _ = find_persona(word, {slug: person.persona for slug, person in by_slug.items()})
    return by_slug[slug]
