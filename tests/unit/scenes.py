"""Scenes to play: a room of people, and what was said in it so far."""

from datetime import UTC, datetime

from troupe.core.urgency import Urgency
from troupe.llm.port.llm import Message, Request
from troupe.llm.port.purpose import Purpose
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.people.library.library import ref_of, slug_of
from troupe.people.persona.persona import Persona
from troupe.worlds.events.said import Said
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor
from troupe.worlds.world import Person, World

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
WORLD = World(tenant="t", id="w", name="lounge", opened_at=NOW)


class Room:
    """People in a world, and the growing record of what they and a human say."""

    def __init__(self, *personas: Persona) -> None:
        self.people = tuple(
            Person(id=f"p{i}", world_id="w", seat=i, persona=p, ref=ref_of(p, slug_of(p.name)))
            for i, p in enumerate(personas)
        )
        self.history: list[Event] = []

    def human(self, text: str, name: str = "Sam") -> Event:
        return self._said(HumanAuthor(id="h", name=name), text)

    def says(self, person: Person, text: str) -> Event:
        return self._said(PersonAuthor(id=person.id, name=person.name), text)

    def _said(self, author: HumanAuthor | PersonAuthor, text: str) -> Event:
        seq = len(self.history) + 1
        event = Said(
            id=f"e{seq}",
            world_id="w",
            seq=seq,
            heard=seq,
            at=NOW,
            author=author,
            place="c",
            text=text,
        )
        self.history.append(event)
        return event

    def scene(self, person: Person, trigger: Event, *, obliged: bool = True) -> Scene:
        return Scene(
            world=WORLD,
            person=person,
            others=tuple(other.name for other in self.people if other is not person),
            history=tuple(self.history),
            unread=(trigger.id,),
            trigger=trigger,
            obliged=obliged,
            now=NOW,
        )


def asked(scene: Scene, seed: int = 1) -> Request[TurnAnswer]:
    """The request a mind would make for this scene."""
    return Request(
        messages=(Message("user", "…"),),
        output=TurnAnswer,
        purpose=Purpose("turn", Urgency.SPOKEN_TO),
        seed=seed,
        person=scene.person.ref.slug,
        scene=scene,
    )
