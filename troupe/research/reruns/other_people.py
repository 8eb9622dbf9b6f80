"""The people of a panel with less of them told: by demographics alone, or as nobody in particular."""

from collections.abc import Mapping

from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import FILES, Persona, PersonaRef, content_hash

DEMOGRAPHICS = (
    *("name", "pronouns", "age", "gender", "nationality", "residence", "country_of_residence"),
    *("languages", "education"),
)


def by_demographics(members: Mapping[str, PanelMember]) -> dict[str, PanelMember]:
    """The same people, of whom nothing is known but what a census asks: no beliefs, no character, no style."""
    return {slug: _member(slug, _census(member.persona)) for slug, member in members.items()}


def without_persona(count: int) -> dict[str, PanelMember]:
    """So many people of whom nothing is known: a model's own answer, as a measure of what personas add."""
    return {
        f"person-{number}": _member(f"person-{number}", Persona(name=f"Person {number}"))
        for number in range(1, count + 1)
    }


def _census(persona: Persona) -> Persona:
    known = {key: value for key, value in persona.model_dump(mode="json").items() if key in DEMOGRAPHICS}
    title = persona.occupation.title
    return Persona.model_validate({**known, **({"occupation": {"title": title}} if title else {})})


def _member(slug: str, persona: Persona) -> PanelMember:
    return PanelMember(persona=persona, ref=PersonaRef(owner=FILES, slug=slug, hash=content_hash(persona)))
