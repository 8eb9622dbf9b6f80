"""Sets of people as a command names them: files, folders, patterns, and names of the library."""

import glob
from pathlib import Path
from typing import TYPE_CHECKING

from troupe.errors import BadInput

if TYPE_CHECKING:
    from troupe.people.persona import Persona

SUMMARY = "sample.json"
"""What a folder of drawn people holds beside them: nobody."""
_ENDINGS = frozenset({".json", ".yaml", ".yml"})


def people_named(words: list[str]) -> "dict[str, Persona]":
    """The people meant, by slug; `library` is everyone in it. Two of one slug are told apart by a number. Raises
    BadInput for what cannot be read and NotFound for whom nobody is called."""
    from troupe.people.library import find_persona, library, load_persona, slug_of

    people: dict[str, Persona] = {}

    def add(slug: str, persona: "Persona") -> None:
        number = 1
        while (free := slug if number == 1 else f"{slug}-{number}") in people:
            number += 1
        people[free] = persona

    for word in words:
        if word == "library":
            for slug, persona in library().items():
                add(slug, persona)
        elif paths := _paths(word):
            for path in paths:
                persona = load_persona(path)
                add(slug_of(persona.name), persona)
        else:
            add(*find_persona(word, library()))
    return people


def _paths(word: str) -> list[Path]:
    """The persona files that a word means; none if it is a name."""
    path = Path(word)
    if path.is_dir():
        found = sorted(
            p for p in path.rglob("*") if p.suffix.lower() in _ENDINGS and p.name != SUMMARY and p.is_file()
        )
    elif path.exists() or (path.suffix.lower() in _ENDINGS and not glob.has_magic(word)):
        found = [path]
    elif glob.has_magic(word):
        found = sorted(Path(match) for match in glob.glob(word, recursive=True) if Path(match).is_file())
    else:
        return []
    if not found:
        raise BadInput(f"{word}: there are no persona files ({', '.join(sorted(_ENDINGS))}) there")
    return found
