"""The panel of a headless study: people however named, by their words in the panel, each exactly as they are."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from troupe.core.errors import BadInput
from troupe.headless.headless_cast import Source, load
from troupe.people.documents.slug import slug_of
from troupe.people.library.library import library_persona, ref_of
from troupe.people.library.panel_word import DrawnFrom, read_panel_word
from troupe.people.library.people_by_slug import free_slug
from troupe.people.library.ready_moderators import ready_moderator
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import FILES, LIBRARY, POPULATION, Persona, content_hash
from troupe.people.population.sampling.population_sample import panel_sample

PanelSource = Source | Iterable[Source]
"""People: words such as `germany:12` or `gerda, rory-macphee`, or one or more as `load` takes them."""


def panel_of(source: PanelSource, seed: int) -> tuple[str, dict[str, PanelMember]]:
    """How they were found, in words, and who they are. Raises BadInput for nobody, NotFound."""
    if isinstance(source, str):
        words = [word.strip() for word in source.split(",") if word.strip()]
        people = [persona for word in words for persona in _of_word(word, seed)]
        return ", ".join(words), members_of(people)
    sources: list[Source] = []
    if isinstance(source, Persona | Path | Mapping):
        sources.append(cast("Source", source))
    else:
        sources += source
    personas = [load(one) for one in sources]
    named = ", ".join(persona.name for persona in personas[:3])
    more = f" and {len(personas) - 3} more" if len(personas) > 3 else ""
    return f"{named}{more}", members_of([(slug_of(one.name), one) for one in personas])


def moderator_of(source: Source) -> PanelMember:
    """The person who leads a study: a ready moderator by name, or whoever is meant otherwise. Raises NotFound."""
    ready = ready_moderator(source) if isinstance(source, str) else None
    if ready is not None:
        return ready
    persona = load(source)
    slug = slug_of(persona.name)
    return PanelMember(persona=persona, ref=ref_of(persona, slug, _owner(slug, persona)))


def _of_word(word: str, seed: int) -> list[tuple[str, Persona]]:
    meant = read_panel_word(word)
    if isinstance(meant, DrawnFrom):
        people = panel_sample(meant.population, meant.number, seed=seed).personas
        return [(slug_of(persona.name), persona) for persona in people]
    persona = load(word)
    return [(slug_of(persona.name), persona)]


def members_of(people: Sequence[tuple[str, Persona]]) -> dict[str, PanelMember]:
    """People by slug as a panel, each under a word of their own. Raises BadInput for nobody."""
    if not people:
        raise BadInput("name at least one person, or a draw such as germany:12", field="panel")
    members: dict[str, PanelMember] = {}
    for slug, persona in people:
        members[free_slug(slug, members)] = PanelMember(
            persona=persona, ref=ref_of(persona, slug, _owner(slug, persona))
        )
    return members


def _owner(slug: str, persona: Persona) -> str:
    """Whose persona it is, as far as it can be told."""
    from_library = library_persona(slug)
    if from_library is not None and content_hash(from_library) == content_hash(persona):
        return LIBRARY
    return POPULATION if persona.provenance else FILES
