"""What fills the slots of the phrases: facts of the persona, and what was just heard."""

from troupe.llm.understudy.hearing.heard_message import Heard
from troupe.llm.understudy.voice.first_person import own
from troupe.llm.understudy.voice.persona_material import pronoun
from troupe.people.persona.persona import Persona


def slots(persona: Persona, heard: Heard) -> dict[str, str]:
    """The value of every slot a phrase may have; empty where nothing is known."""
    work = persona.occupation
    return {
        "name": persona.name,
        "first": persona.first_name,
        "age": str(persona.age) if persona.age is not None else "",
        "job": _small(work.title),
        "Job": work.title[:1].upper() + work.title[1:],
        "organization": own(work.organization, pronoun(persona)),
        "where": persona.residence or persona.country_of_residence,
        "nationality": persona.nationality,
        "languages": " and ".join([", ".join(persona.languages[:-1]), persona.languages[-1]])
        if len(persona.languages) > 1
        else "".join(persona.languages),
        "who": heard.who,
        "topic": heard.topic,
        "Topic": heard.topic[:1].upper() + heard.topic[1:],
    }


def _small(title: str) -> str:
    """A job title as it stands in a sentence: `Data Scientist` → `data scientist`, but `CEO` as it is."""
    return " ".join(word if word.isupper() else word.lower() for word in title.split())
