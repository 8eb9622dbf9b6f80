"""The moderators that come with the house, by name. They are no people of the library: nobody meets them in a
panel."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from troupe.people.documents.slug import slug_of
from troupe.people.library.library import read_persona, ref_of
from troupe.people.library.persona_parsing import TEXT_SUFFIXES
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import LIBRARY


def ready_moderators() -> dict[str, PanelMember]:
    """The moderators by slug, in the order of their slugs."""
    return dict(_moderators())


def ready_moderator(word: str) -> PanelMember | None:
    """The moderator of this slug, name or first name; None where nobody is called so."""
    slug = slug_of(word)
    named = [one for key, one in _moderators().items() if slug in (key, slug_of(one.persona.name.split()[0]))]
    return named[0] if len(named) == 1 else None


@cache
def _moderators() -> dict[str, PanelMember]:
    entries = sorted(files("personas").joinpath("moderators").iterdir(), key=lambda entry: entry.name)
    people = [read_persona(e.read_bytes(), e.name) for e in entries if Path(e.name).suffix in TEXT_SUFFIXES]
    return {
        slug: PanelMember(persona=persona, ref=ref_of(persona, slug, LIBRARY))
        for persona in people
        for slug in (slug_of(persona.name),)
    }
