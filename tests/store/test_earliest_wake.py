"""When to look again: the earliest of all that a world, and every world, waits for."""

from collections.abc import Callable
from datetime import timedelta

from tests.store.stage import Stage, nobody, open_stage, persona, says
from troupe.core.clock import ManualClock
from troupe.memory.experience import SILENCE
from troupe.ports import Database, NewWorld
from troupe.worlds.floor_view import FloorDecision, FloorView
from troupe.worlds.world_rhythm import Rhythm

HALF_HOUR = Rhythm(every=30, jitter=0.0)


def later(stage: Stage, seconds: float) -> Callable[[FloorView], FloorDecision]:
    """A floor that grants nothing and asks to be woken in so many seconds."""
    when = stage.clock.now() + timedelta(seconds=seconds)
    return lambda _view: FloorDecision(reason="later", wake_at=when)


async def second_world(stage: Stage) -> Stage:
    world = await stage.stores.worlds.open(NewWorld(name="attic", channel_id="200", seed=4), [persona("Nora")])
    return Stage(stage.database, stage.stores, stage.clock, world, await stage.stores.casts.of(world.id))


async def test_of_two_worlds_that_wait_the_earlier_wakes_the_house(stage: Stage) -> None:
    attic = await second_world(stage)
    now = stage.clock.now()
    for world, seconds in ((stage, 50), (attic, 20)):
        await world.hear("Hello?")
        await world.claim(later(world, seconds))
    assert await stage.database.next_wake() == now + timedelta(seconds=20)
    await stage.clock.advance(20)
    assert await stage.database.due(stage.clock.now()) == (attic.world.key,)
    await attic.claim(nobody)
    assert await stage.database.next_wake() == now + timedelta(seconds=50)


async def test_a_beat_a_wake_and_a_lease_wake_the_house_at_the_earliest(stage: Stage) -> None:
    now = stage.clock.now()
    await stage.stores.worlds.set_rhythm(stage.id, HALF_HOUR, "Ana")
    assert await stage.database.next_wake() == now + timedelta(minutes=30)
    await stage.hear("Hello?")
    await stage.claim(later(stage, 600))
    assert await stage.database.next_wake() == now + timedelta(seconds=600)
    await stage.hear("Anyone?")
    turns = (await stage.claim(lease=45)).turns
    assert await stage.database.next_wake() == now + timedelta(seconds=45)
    for turn in turns:
        await stage.commit(turn, says("Yes."))
    assert await stage.database.due(now) == (stage.world.key,)  # what they said is to be sent


async def test_a_claim_says_the_earlier_of_its_wake_and_the_next_beat(stage: Stage) -> None:
    now = stage.clock.now()
    await stage.stores.worlds.set_rhythm(stage.id, HALF_HOUR, "Ana")
    await stage.hear("Hello?")
    assert (await stage.claim(later(stage, 600))).wake_at == now + timedelta(seconds=600)
    await stage.hear("Hello?")
    assert (await stage.claim(later(stage, 7200))).wake_at == now + timedelta(minutes=30)


async def test_a_message_that_may_be_replaced_is_looked_at_when_its_time_is_up(stage: Stage) -> None:
    """A proxy may take its place until then; a wake that was asked for earlier does not cut that short."""
    await stage.hear("Hello?")
    await stage.claim(later(stage, 1))
    now = stage.clock.now()
    await stage.hear("pk;hello", hold=3)
    claimed = await stage.claim()
    assert (claimed.decision, claimed.wake_at) == (None, now + timedelta(seconds=3))
    await stage.clock.advance(3)
    assert (await stage.claim()).turns


async def test_a_world_that_is_stopped_or_closed_wakes_nobody(stage: Stage) -> None:
    attic = await second_world(stage)
    for world, seconds in ((stage, 50), (attic, 20)):
        await world.hear("Hello?")
        await world.claim(later(world, seconds))
    await stage.stores.worlds.halt(attic.id, "Ana")
    assert await stage.database.next_wake() == stage.clock.now() + timedelta(seconds=50)
    await stage.stores.worlds.close(stage.id, "Ana")
    assert await stage.database.next_wake() is None


async def test_what_is_due_already_is_no_later_wake(database: Database, clock: ManualClock) -> None:
    stage = await open_stage(database, clock, "Lisa")
    await stage.hear("Hello?")
    await stage.claim(later(stage, 10))
    silence = clock.now() + timedelta(seconds=SILENCE)
    await clock.advance(10)
    assert await database.next_wake() == silence  # when its people will look whether they remember something
    assert await database.due(clock.now()) == (stage.world.key,)
