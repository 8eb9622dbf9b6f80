"""Sets of people as a command names them: files, folders, patterns, draws, and names of the library."""

from pathlib import Path
from typing import TYPE_CHECKING

from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from troupe.people.persona.persona import Persona


def people_named(words: list[str], seed: int = 0) -> "dict[str, Persona]":
    """The people meant, by slug: `library` is everyone in it, `germany:12` twelve adults drawn with the seed. Two
    of one slug are told apart by a number. Raises BadInput for what cannot be read and NotFound for whom nobody
    is called."""
    from troupe.people.documents.slug import slug_of
    from troupe.people.library.library import find_persona, library
    from troupe.people.library.panel_word import DrawnFrom, InFiles, read_panel_word
    from troupe.people.library.people_by_slug import free_slug
    from troupe.people.population.sampling.population_sample import panel_sample

    people: dict[str, Persona] = {}

    def add(slug: str, persona: "Persona") -> None:
        people[free_slug(slug, people)] = persona

    for word in words:
        meant = read_panel_word(word, is_there=is_there)
        if word == "library":
            for slug, persona in library().items():
                add(slug, persona)
        elif isinstance(meant, DrawnFrom):
            for persona in panel_sample(meant.population, meant.number, seed=seed).personas:
                add(slug_of(persona.name), persona)
        elif isinstance(meant, InFiles):
            for slug, persona in people_in(meant.path).items():
                add(slug, persona)
        else:
            add(*find_persona(word, library()))
    return people


def people_in(word: str) -> "dict[str, Persona]":
    """Everyone in a file, a folder or a pattern, in whatever format, by slug. Raises BadInput, NotFound."""
    from bot.cli.persona.persona_files import expanded
    from troupe.people.library.file_importing import holds_card
    from troupe.people.library.library import load_people
    from troupe.people.library.people_by_slug import by_slug

    people: list[Persona] = []
    for path, by_name in expanded([word]):
        if not by_name and path.suffix.lower() == ".png" and not holds_card(path.read_bytes()):
            continue
        imported = load_people(path)
        if imported.fragment is not None:
            raise BadInput(f"{path}: is a fragment, a part to be merged into people, not a person")
        people += imported.personas
    if not people:
        raise BadInput(f"{word}: there are no people there")
    return by_slug(people)


def is_there(path: str) -> bool:
    """Whether there is a file or folder of this path."""
    return Path(path).exists()
