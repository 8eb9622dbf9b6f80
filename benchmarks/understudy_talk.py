"""People played by the understudy in a room of our own making, without a store: to measure its words."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from troupe.core.urgency import Urgency
from troupe.llm.port.llm import Request
from troupe.llm.port.purpose import Purpose
from troupe.llm.understudy import Understudy
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.minds.answer.turn_reading import read_turn
from troupe.people.library.library import ref_of, slug_of
from troupe.people.persona.persona import Persona
from troupe.worlds.action import SpeechAction
from troupe.worlds.events.said import Said
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor
from troupe.worlds.world import Person, World

_BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
_SHOWN = 120
"""Lines a person has before them at most (see db/cycle/turn_scene.py)."""


class Room:
    """Some people and one member in a room; what is said is kept as the record of a world would keep it."""

    def __init__(self, personas: Sequence[Persona], *, seed: int = 1, member: str = "Sam") -> None:
        self._seed = seed
        self._member = HumanAuthor(id="member", name=member)
        self._world = World(tenant="benchmark", id="room", name="room", opened_at=_BEGIN)
        self._history: list[Event] = []
        self._understudy = Understudy()
        self.people = tuple(
            Person(id=f"p{seat}", world_id="room", seat=seat, persona=one, ref=ref_of(one, slug_of(one.name)))
            for seat, one in enumerate(personas)
        )

    def member_says(self, text: str) -> Event:
        return self._said(self._member, text)

    def person_says(self, seat: int, text: str) -> Event:
        person = self.people[seat]
        return self._said(PersonAuthor(id=person.id, name=person.name), text)

    async def answer(self, seat: int, trigger: Event, *, obliged: bool = True) -> str:
        """What the person in this seat says to it, which the others hear; empty if they say nothing."""
        scene = self._scene(self.people[seat], trigger, obliged=obliged)
        request = Request(
            messages=(),
            output=TurnAnswer,
            purpose=Purpose("turn", Urgency.SPOKEN_TO),
            seed=self._seed,
            person=scene.person.ref.slug,
            scene=scene,
        )
        reading = read_turn((await self._understudy.complete(request)).value, scene)
        words = " ".join(action.content for action in reading.actions if isinstance(action, SpeechAction))
        if words:
            self.person_says(seat, words)
        return words

    async def answers(self, texts: Iterable[str], seat: int = 0) -> list[str]:
        """What this person says to one message of the member after the other."""
        return [await self.answer(seat, self.member_says(text)) for text in texts]

    def _said(self, author: HumanAuthor | PersonAuthor, text: str) -> Event:
        seq = len(self._history) + 1
        event = Said(
            id=f"e{seq}",
            world_id="room",
            seq=seq,
            heard=seq,
            at=_BEGIN + timedelta(minutes=seq),
            author=author,
            place="room",
            text=text,
        )
        self._history.append(event)
        return event

    def _scene(self, person: Person, trigger: Event, *, obliged: bool) -> Scene:
        return Scene(
            world=self._world,
            person=person,
            others=tuple(other.name for other in self.people if other is not person),
            history=tuple(self._history[-_SHOWN:]),
            unread=(trigger.id,),
            trigger=trigger,
            obliged=obliged,
            now=trigger.at,
        )
