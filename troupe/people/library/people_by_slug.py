"""Sets of people by slug, two of one slug told apart by a number."""

from collections.abc import Iterable, Mapping, Sequence

from troupe.people.documents.slug import slug_of
from troupe.people.persona.persona import Persona


def by_slug(people: Mapping[str, Persona] | Sequence[Persona]) -> dict[str, Persona]:
    """The people by the slugs of their names, in order; a mapping keeps the slugs it has."""
    if not isinstance(people, Sequence):
        return dict(people)
    personas: dict[str, Persona] = {}
    for persona in people:
        personas[free_slug(slug_of(persona.name), personas)] = persona
    return personas


def free_slug(slug: str, taken: Iterable[str]) -> str:
    """The slug itself, or with the first number from 2 on under which nobody stands."""
    names, number, free = frozenset(taken), 1, slug
    while free in names:
        number += 1
        free = f"{slug}-{number}"
    return free
