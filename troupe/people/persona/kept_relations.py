"""What a persona file says of how somebody stands to a certain other person, ours and TinyTroupe's."""

from troupe.core.text_folding import name_keys
from troupe.people.documents.frozen_json import is_list, is_object
from troupe.people.documents.lenient_reading import as_text
from troupe.people.persona.persona import Persona


def filed_relation(persona: Persona, other: str) -> str:
    """The words of the file about somebody of this name: of `relationships`, or of the agents that a TinyTroupe
    file calls accessible. Empty where it says nothing."""
    return next((text for name, text in _relations(persona) if text and _same(name, other)), "")


def accessible_relation(persona: Persona, other: str) -> str:
    """The same of a TinyTroupe file's accessible agents alone, which no portrait tells."""
    return next((text for name, text in _accessible(persona) if text and _same(name, other)), "")


def _relations(persona: Persona) -> list[tuple[str, str]]:
    named = [(relation.name, relation.description) for relation in persona.relationships]
    return [*named, *_accessible(persona)]


def _accessible(persona: Persona) -> list[tuple[str, str]]:
    """The agents that a saved TinyPerson could talk to, with the description of the relation."""
    mind = persona.agent_file.get("mental_state")
    agents = mind.get("accessible_agents") if is_object(mind) else None
    if not is_list(agents):
        return []
    return [
        (as_text(agent.get("name")), as_text(agent.get("relation_description")))
        for agent in agents
        if is_object(agent)
    ]


def _same(name: str, other: str) -> bool:
    """Whether a name in a file means this person: their whole name, or their first name alone."""
    whole, first = name_keys(other), name_keys(other.split()[0]) if other.split() else frozenset[str]()
    named = name_keys(name)
    return bool(named & whole) or (len(name.split()) == 1 and bool(named & first))
