"""Other people in the place of a panel, drawn by the same words."""

from troupe.core.errors import BadInput
from troupe.people.library.library import ref_of
from troupe.people.library.panel_word import DrawnFrom, read_panel_word
from troupe.people.library.people_by_slug import by_slug
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import POPULATION, Persona
from troupe.people.population.sampling.population_sample import panel_sample


def redrawn(panel: str, seed: int) -> dict[str, PanelMember]:
    """Other people who fit the same words. Raises BadInput where these name anybody one by one."""
    people = [persona for word in panel.split(",") for persona in _drawn(word.strip(), seed)]
    return {
        slug: PanelMember(persona=persona, ref=ref_of(persona, slug, POPULATION))
        for slug, persona in by_slug(people).items()
    }


def _drawn(word: str, seed: int) -> tuple[Persona, ...]:
    meant = read_panel_word(word)
    if not isinstance(meant, DrawnFrom):
        raise BadInput(f"{word}: there is nobody else of the same kind to draw", field="panel")
    return panel_sample(meant.population, meant.number, seed=seed).personas
