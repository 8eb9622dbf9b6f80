"""The moments that the rules are not certain of, played with a real model: who is asked, who speaks, who is
hushed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.floor_judging import NOW, Verdict, events_of, people_of
from benchmarks.floor_moments import Moment
from troupe.core.clock import SystemClock
from troupe.core.errors import ModelError
from troupe.llm.openai.openai_model import OpenAIModel
from troupe.minds.mind import Mind
from troupe.worlds.action import Action, SpeechAction
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event
from troupe.worlds.turn import Hush, Turn
from troupe.worlds.world import Caps, Person, World

ASKED = 2
"""As many as the floor asks about one message."""


@dataclass(frozen=True)
class Played:
    """Who spoke, by full name, of those asked; what quiet they read in the message; calls, and faults of the
    model."""

    spoke: tuple[str, ...] = ()
    hush: str = Hush.NONE.value
    calls: int = 0
    faults: tuple[str, ...] = ()


def play(moments: Sequence[tuple[Moment, Verdict]], base_url: str, model: str) -> dict[str, Played]:
    """Each moment of the verdict "ask", by id: its first candidate decides, and the second if the first is
    silent."""
    return asyncio.run(_play(moments, base_url, model))


async def _play(moments: Sequence[tuple[Moment, Verdict]], base_url: str, model: str) -> dict[str, Played]:
    clock = SystemClock()
    llm = OpenAIModel(model, clock=clock, base_url=base_url, at_once=1)
    mind = Mind(llm)
    try:
        return {moment.id: await _one(moment, verdict, mind) for moment, verdict in moments if verdict.asks}
    finally:
        await llm.close()


async def _one(moment: Moment, verdict: Verdict, mind: Mind) -> Played:
    people, events = people_of(moment), events_of(moment)
    faults: list[str] = []
    calls, hush = 0, Hush.NONE
    for name in verdict.candidates[:ASKED]:
        person = next(p for p in people if p.persona.name == name)
        calls += 1
        try:
            outcome = await mind.decide(_turn(person, people, events))
        except ModelError as fault:
            faults.append(f"{name}: {fault}")
            break
        hush = outcome.hush if outcome.hush is not Hush.NONE else hush
        if any(_posted(action, outcome.floor) for action in outcome.actions):
            return Played((name,), hush.value, calls, tuple(faults))
    return Played((), hush.value, calls, tuple(faults))


def _posted(action: Action, floor: object) -> bool:
    return isinstance(action, SpeechAction) and floor in action.facets.floors and bool(action.content.strip())


def _turn(person: Person, people: Sequence[Person], events: Sequence[Event]) -> Turn:
    trigger = events[-1]
    caps = Caps()  # pyright: ignore[reportCallIssue]
    world = World(tenant="headless:bench", id="w", name="bench", seed=1, caps=caps, opened_at=NOW)
    scene = Scene(
        world=world,
        person=person,
        others=tuple(p.persona.name for p in people if p.id != person.id),
        history=tuple(events),
        unread=(trigger.id,),
        trigger=trigger,
        obliged=False,
        now=NOW,
    )
    return Turn(
        id="t",
        tenant=world.tenant,
        world_id=world.id,
        person_id=person.id,
        fence=1,
        epoch=1,
        lease_until=NOW,
        place=trigger.place,
        through=trigger.heard or 0,
        seed=1,
        scene=scene,
    )
