"""A panel: the people recruited for a session, kept under a name to be called again."""

from collections.abc import Iterable

from pydantic import AwareDatetime

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.people.persona.persona_version import Editor


class PanelMember(Frozen):
    """A person of a panel, exactly as they were when the panel was saved, whatever became of the persona since.
    `person_id` is the person they were then: it leads to what they remember."""

    persona: Persona
    ref: PersonaRef
    person_id: str | None = None


class Panel(Frozen):
    """People by seat. Names are told apart without regard to case."""

    id: str
    name: str
    members: tuple[PanelMember, ...]
    by: Editor
    at: AwareDatetime


def same_name(first: str, second: str) -> bool:
    """Whether two names are one at a table: case and outer spaces do not tell them apart."""
    return first.casefold().strip() == second.casefold().strip()


def check_names(names: Iterable[str]) -> None:
    """Raises BadInput for two people of one name: nobody could tell them apart."""
    slugs: set[str] = set()
    for name in names:
        key = name.casefold().strip()
        if key in slugs:
            raise BadInput(f"two of them are called {name}, and could not be told apart", field="people")
        slugs.add(key)
