"""Remembering what was witnessed elsewhere, as a job: nothing is paid for twice, and nobody is told twice."""

import asyncio
from collections.abc import Sequence
from typing import Any

from tests.store.stage import TENANT, Stage, outcome, persona, says
from troupe.core.clock import ManualClock
from troupe.engine.job_runner import JobRunner
from troupe.llm.port.llm import Reply, Request
from troupe.llm.scripted_model import Scripted
from troupe.minds.gate.secrets import Secrets
from troupe.minds.mind import Mind
from troupe.minds.recall_job import RecallAsked, RecallJob, remembering
from troupe.ports import Cap, NewWorld
from troupe.worlds.action import Think
from troupe.worlds.mind_state import MindState
from troupe.worlds.world import Person

KIND = RecallJob(Secrets())


class Narrator(Scripted):
    """A model that makes summaries. From the second call on it answers only once it is `awake`."""

    def __init__(self) -> None:
        super().__init__(otherwise=lambda request: {"summary": "They spoke of the key under the third stone."})
        self.calls: list[str] = []
        self.awake = asyncio.Event()
        self.second = asyncio.Event()

    async def complete(self, request: Request[Any]) -> Reply[Any]:
        self.calls.append(request.person)
        if len(self.calls) > 1:
            self.second.set()
            await self.awake.wait()
        return await super().complete(request)


def runner(stage: Stage, llm: Narrator, clock: ManualClock) -> JobRunner:
    mind = Mind(llm)
    return JobRunner(stage.database, (KIND,), mind, clock, cap=lambda _: Cap(), poke=lambda _: None)


async def moved(stage: Stage) -> Sequence[Person]:
    """Those who have talked with Ana, seated in another world; they know nothing yet."""
    await stage.commit(await stage.one_turn("Where is the key?"), outcome(*says("There.").actions, mood="glad"))
    await stage.send_head("d1")
    new = NewWorld(name="attic", channel_id="attic", seed=1)
    attic = await stage.stores.worlds.open(new, [persona(person.name) for person in stage.people[:2]])
    return await stage.stores.casts.of(attic.id)


async def asked_for(stage: Stage, people: Sequence[Person]) -> RecallAsked:
    pairs = zip(people, stage.people, strict=False)
    return RecallAsked(people=tuple([await remembering(stage.stores, new.id, old.id) for new, old in pairs]))


async def summaries(stage: Stage, world_id: str) -> list[str]:
    events = await stage.stores.transcripts.read(world_id)
    return [event.author.name for event in events if event.kind == "briefed"]


async def test_after_a_restart_only_what_was_not_answered_is_asked(stage: Stage, clock: ManualClock) -> None:
    people = await moved(stage)
    llm = Narrator()
    first = runner(stage, llm, clock)
    job = await first.ask(TENANT, KIND, await asked_for(stage, people))
    await first.look(TENANT)
    await llm.second.wait()
    while (await first.until_over(job.key, 0.0)).calls_finished < 1:
        pass
    await first.close()
    assert await summaries(stage, people[0].world_id) == []
    llm.awake.set()
    second = runner(stage, llm, clock)
    await second.run(job.key)
    recalled = await second.result(KIND, job.key)
    assert recalled is not None
    assert (recalled.told, recalled.missing, len(llm.calls)) == (2, (), 3)
    assert sorted(await summaries(stage, people[0].world_id)) == ["Lisa", "Oscar"]
    states = await stage.stores.transcripts.states(people[0].world_id)
    assert states[people[0].id].emotions == "glad"
    await second.close()


async def test_a_life_is_carried_over_once(stage: Stage, clock: ManualClock) -> None:
    people = await moved(stage)
    llm = Narrator()
    llm.awake.set()
    runs = runner(stage, llm, clock)
    for _ in range(2):
        job = await runs.ask(TENANT, KIND, await asked_for(stage, people))
        assert (await runs.run(job.key)).status.value == "done"
    assert sorted(await summaries(stage, people[0].world_id)) == ["Lisa", "Oscar"]
    await runs.close()


async def test_what_was_said_to_nobody_is_no_reason_for_a_call(stage: Stage, clock: ManualClock) -> None:
    await stage.commit(await stage.one_turn("Hm?"), outcome(Think(content="Hm."), mood="calm"))
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    new = NewWorld(name="attic", channel_id="attic", seed=1)
    attic = await stage.stores.worlds.open(new, [persona("Lisa")])
    people = await stage.stores.casts.of(attic.id)
    llm = Narrator()
    runs = runner(stage, llm, clock)
    job = await runs.ask(TENANT, KIND, await asked_for(stage, people))
    await runs.run(job.key)
    recalled = await runs.result(KIND, job.key)
    assert recalled is not None
    assert (recalled.told, llm.calls) == (0, [])
    assert (await stage.stores.transcripts.states(attic.id))[people[0].id] == MindState()
    await runs.close()
