"""Hidden questions to people of a headless world: how they stand to beliefs. Nothing of it enters the record, so
nobody, not even whoever is asked, knows of it afterwards."""

import asyncio
from collections.abc import Sequence

from troupe.core.clock import Clock
from troupe.core.errors import ModelError
from troupe.llm.ledger.capped_model import Capped
from troupe.minds.briefing_summary import to_tell
from troupe.ports import Stores
from troupe.research.ballots.ballot_request import ballot_request
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.research.validating.stance_drift import POINTS, HeldBelief, TakenStance
from troupe.worlds.events.author import PersonAuthor
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event
from troupe.worlds.world import Person

_PAGE = 1000
_THOUGHTS = 4
_ASKED = "How far do you agree with this? {text}"


async def ask_stances(
    llm: Capped,
    stores: Stores,
    people: Sequence[Person],
    beliefs: Sequence[HeldBelief],
    *,
    clock: Clock,
    seed: int,
) -> tuple[TakenStance, ...]:
    """Where each of these people stands to each of the beliefs, as they are now, with all they have witnessed. An
    answer that the model does not give is a stance without a number."""
    scenes = [await _scene(stores, person, clock) for person in people]
    asked = [(scene, belief) for scene in scenes for belief in beliefs]
    return tuple(await asyncio.gather(*(_stance(llm, scene, belief, seed) for scene, belief in asked)))


async def _stance(llm: Capped, scene: Scene, belief: HeldBelief, seed: int) -> TakenStance:
    ballot = Ballot(key="stance", text=_ASKED.format(text=belief.text), form=BallotForm.LIKERT, points=POINTS)
    person = scene.person
    try:
        reply = await llm.complete(ballot_request(ballot, person.ref.slug, scene, seed))
    except ModelError:
        return TakenStance(person=person.name, belief=belief, number=None)
    number = reply.value.model_dump().get("number")
    return TakenStance(person=person.name, belief=belief, number=number if isinstance(number, int) else None)


async def _thoughts(stores: Stores, person: Person) -> tuple[Event, ...]:
    """The latest thoughts of the person, which stand in no account of what was said."""
    thoughts: list[Event] = []
    after = 0
    while events := await stores.transcripts.read(person.world_id, after, _PAGE):
        thoughts += [event for event in events if event.facets.inner and event.author.id == person.id]
        after = events[-1].seq
    return tuple(event for event in thoughts[-_THOUGHTS:] if event.text)


async def _scene(stores: Stores, person: Person, clock: Clock) -> Scene:
    """What the person has witnessed, as much as one prompt holds, and what they thought of late."""
    life = await stores.casts.former_life(person.id)
    events = (*to_tell(life.said), *await _thoughts(stores, person))
    authors = (event.author for event in events)
    others = (one.name for one in authors if isinstance(one, PersonAuthor) and one.id != person.id)
    return Scene(
        world=life.world,
        person=life.person,
        others=tuple(dict.fromkeys(others)),
        history=events,
        unread=(),
        trigger=None,
        obliged=False,
        now=clock.now(),
    )
