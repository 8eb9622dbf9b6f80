"""The rhythm over real sockets: people begin by themselves, also after the bot was away."""

from datetime import time, timedelta

from tests.flow.stage import PEOPLE, Stage, says
from troupe.people.library.library import ref_of
from troupe.worlds.world_rhythm import Hours, Rhythm

HALF_HOUR = Rhythm(every=30, jitter=0.0)


async def seat_marta(stage: Stage) -> None:
    """Someone who speaks unasked: the two of the stage never do."""
    marta = PEOPLE[0].model_copy(update={"name": "Marta Lind", "talkativeness": 0.5})
    await stage.stores.casts.add(stage.world.id, marta, ref_of(marta, "marta"))


async def give(stage: Stage, rhythm: Rhythm = HALF_HOUR) -> None:
    await stage.stores.worlds.set_rhythm(stage.world.id, rhythm, "Ana")


async def beats(stage: Stage) -> int:
    events = await stage.stores.transcripts.read(stage.world.id)
    return sum(event.kind == "beat" for event in events)


async def test_somebody_begins_by_themselves_when_the_time_has_come(stage: Stage) -> None:
    await seat_marta(stage)
    await give(stage)
    stage.llm.add("marta", "turn", says("I saw a fox today."))
    await stage.pass_time(29 * 60)
    assert stage.llm.requests == []
    await stage.pass_time(60)
    await stage.spoken()
    assert ("Marta Lind", "I saw a fox today.") in await stage.lines()
    assert "Monday morning, 09:30; nothing was said here yet" in stage.prompt()
    world = await stage.stores.worlds.get(stage.world.id)
    assert world.next_beat_at == stage.clock.now() + timedelta(minutes=30)


async def test_a_beat_that_came_due_while_the_bot_was_away_happens_once(durable_stage: Stage) -> None:
    stage = durable_stage
    await seat_marta(stage)
    await give(stage)
    await stage.app.stop()
    await stage.clock.advance(4 * 3600)
    stage.llm.add("marta", "turn", says("I saw a fox today."))
    await stage.restart()
    await stage.spoken()
    assert await beats(stage) == 1
    assert len(stage.llm.requests) == 1
    await stage.pass_time(29 * 60)
    assert await beats(stage) == 1
    await stage.pass_time(60)
    assert await beats(stage) == 2


async def test_what_came_due_by_night_waits_for_the_morning(durable_stage: Stage) -> None:
    stage = durable_stage
    await seat_marta(stage)
    await give(stage, HALF_HOUR.model_copy(update={"quiet": Hours(start=time(10), end=time(12))}))
    await stage.app.stop()
    await stage.clock.advance(90 * 60)
    await stage.restart()
    assert await beats(stage) == 0
    await stage.pass_time(90 * 60)
    assert await beats(stage) == 1


async def test_stop_ends_the_rhythm_until_the_resume(stage: Stage) -> None:
    await seat_marta(stage)
    await give(stage)
    async with stage.told("message"):
        await stage.say("stop")
    await stage.pass_time(3600)
    assert await beats(stage) == 0
    await stage.stores.worlds.resume(stage.world.id, "Ana")
    await stage.pass_time(30 * 60)
    assert await beats(stage) == 1
