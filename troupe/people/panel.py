"""A panel: the people recruited for a session, kept under a name to be called again."""

from pydantic import AwareDatetime

from troupe.frozen import Frozen
from troupe.people.kept import Editor
from troupe.people.persona import Persona, PersonaRef


class PanelMember(Frozen):
    """Who is called, exactly as they were when the panel was saved, whatever became of the persona since.
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
