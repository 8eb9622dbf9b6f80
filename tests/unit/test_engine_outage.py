"""The engine while its database cannot be used: paid answers wait, claims and time limits are kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

import db
from tests.unit.faulty_store import FaultyDatabase
from tests.unit.test_engine import NAMES, TENANT, Stage, TinyMind
from troupe.core.clock import ManualClock, settle
from troupe.core.errors import ModelUnavailable, StoreUnavailable
from troupe.core.ids import Ids
from troupe.core.patience import PATIENCE
from troupe.core.usage import Usage
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.ports import NewWorld
from troupe.worlds.events.marks.notice import Notice
from troupe.worlds.events.turn_failed import TurnFailed


@dataclass
class Outage:
    """A stage on a database that can be put out of use."""

    stage: Stage
    faulty: FaultyDatabase

    async def play(self) -> "asyncio.Task[None]":
        await self.stage.say("Lisa, hello")
        return asyncio.create_task(self.stage.engine.play((await self.stage.engine.claim(self.stage.key)).turns))

    async def tokens(self) -> int:
        return (await self.stage.database.tenant(TENANT).budgets.today()).usage.tokens

    async def through(self, task: "asyncio.Task[None]", seconds: float, step: float = 1.0) -> None:
        """Let time pass until the task has ended, so many seconds at most."""
        passed = 0.0
        while not task.done() and passed < seconds:
            await self.stage.clock.advance(step)
            await self.stage.database.tenant(TENANT).worlds.get(self.stage.key.id)  # behind what is under way
            await settle(5)
            passed += step


@pytest_asyncio.fixture
async def outage(clock: ManualClock, ids: Ids) -> AsyncIterator[Outage]:
    real = await db.open("sqlite://", clock=clock, ids=ids)
    people = [(Persona(name=name, talkativeness=0), PersonaRef(slug=name.lower(), hash="0")) for name in NAMES]
    world = await real.tenant(TENANT).worlds.open(NewWorld(name="room", seed=7), people)
    faulty = FaultyDatabase(real)
    yield Outage(Stage(faulty.as_database(), clock, TinyMind(), world.key), faulty)
    await real.close()


@pytest.mark.parametrize("lost", ["before", "after"])
@pytest.mark.parametrize("times", [1, 4, 9])
async def test_a_paid_answer_waits_for_the_database_and_is_said_once(
    outage: Outage, lost: str, times: int
) -> None:
    (outage.faulty.before if lost == "before" else outage.faulty.after)["commit"] = times
    playing = await outage.play()
    await outage.through(playing, 60)
    await playing
    assert outage.faulty.asked["commit"] == times + 1
    assert await outage.stage.spoken() == ["Lisa answers 1"]
    assert await outage.stage.record(TurnFailed) == []
    assert await outage.stage.record(Notice) == []
    assert (len(outage.stage.mind.asked), await outage.tokens()) == (1, 15)


async def test_a_single_lost_commit_is_repeated_at_once(outage: Outage) -> None:
    outage.faulty.before["commit"] = 1
    await (await outage.play())  # no time passes
    assert await outage.stage.spoken() == ["Lisa answers 1"]


@pytest.mark.parametrize("lost", ["before", "after"])
async def test_a_failure_is_told_once_the_database_is_back(outage: Outage, lost: str) -> None:
    (outage.faulty.before if lost == "before" else outage.faulty.after)["fail"] = 3
    outage.stage.mind.errors["Lisa"] = ModelUnavailable("the endpoint is down", usage=Usage(calls=1, tokens_in=7))
    playing = await outage.play()
    await outage.through(playing, 60)
    await playing
    assert [e.text for e in await outage.stage.record(TurnFailed)] == ["the endpoint is down"]
    assert len(await outage.stage.record(Notice)) == 1
    assert await outage.tokens() == 7


async def test_an_answer_that_waits_past_its_lease_is_not_claimed_and_paid_again(outage: Outage) -> None:
    outage.faulty.before["commit"] = outage.faulty.before["renew"] = 10_000
    playing = await outage.play()
    await outage.through(playing, 150)
    outage.faulty.before.clear()
    assert (await outage.stage.engine.claim(outage.stage.key)).turns == ()
    await outage.through(playing, 60)
    await playing
    assert await outage.stage.spoken() == ["Lisa answers 1"]
    assert len(outage.stage.mind.asked) == 1


async def test_an_outage_without_end_is_raised_and_leaves_no_failure(outage: Outage) -> None:
    outage.faulty.before["commit"] = 10_000
    playing = await outage.play()
    await outage.through(playing, PATIENCE + 60, step=20)
    with pytest.raises(StoreUnavailable):
        await playing
    assert await outage.stage.record(TurnFailed) == []


@pytest.mark.parametrize("failures", [1, 3])
async def test_a_renewal_that_failed_is_repeated_and_the_claim_kept(outage: Outage, failures: int) -> None:
    outage.stage.mind.gates["Lisa"] = asyncio.Event()
    playing = await outage.play()
    outage.faulty.before["renew"] = failures
    for _ in range(11):
        await outage.through(playing, 10, step=5)
        assert (await outage.stage.engine.claim(outage.stage.key)).turns == ()
    outage.stage.mind.gates["Lisa"].set()
    await playing
    assert await outage.stage.spoken() == ["Lisa answers 1"]
    assert len(outage.stage.mind.asked) == 1


async def test_the_time_limit_holds_while_nothing_can_be_renewed(outage: Outage) -> None:
    outage.stage.mind.gates["Lisa"] = asyncio.Event()
    playing = await outage.play()
    outage.faulty.before["renew"] = 10_000
    await outage.through(playing, 121, step=5)
    await playing
    (failed,) = await outage.stage.record(TurnFailed)
    assert failed.text == "no answer within 120 seconds"


async def test_a_stop_in_an_outage_gives_the_turn_back_as_soon_as_it_can(outage: Outage) -> None:
    outage.stage.mind.gates["Lisa"] = asyncio.Event()
    playing = await outage.play()
    await outage.stage.until(lambda: bool(outage.stage.mind.asked))
    outage.faulty.before["give_back"] = 2
    outage.faulty.after["give_back"] = 1
    playing.cancel()
    await outage.through(playing, 10)
    assert playing.cancelled()
    assert len((await outage.stage.engine.claim(outage.stage.key)).turns) == 1


async def test_a_second_stop_does_not_wait_for_the_database(outage: Outage) -> None:
    outage.stage.mind.gates["Lisa"] = asyncio.Event()
    playing = await outage.play()
    await outage.stage.until(lambda: bool(outage.stage.mind.asked))
    outage.faulty.before["give_back"] = 10_000
    playing.cancel()
    await outage.through(playing, 5)
    assert not playing.done()
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
