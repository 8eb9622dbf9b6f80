"""Beats of the rhythm in the store: struck once whoever looks, never in the night, into talk or for nobody."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

import pytest
import pytest_asyncio

import db
from tests.store.stage import Stage, never_stops, nobody, open_stage, says, stops_on_stop, thinks
from troupe.core.clock import ManualClock
from troupe.core.errors import Conflict
from troupe.core.ids import seeded_ids
from troupe.floor.floor_decision import decide_floor
from troupe.ports import Cap, Claimed, Database
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import Event
from troupe.worlds.turn import Turn
from troupe.worlds.world import Mode, World
from troupe.worlds.world_rhythm import Hours, Rhythm

HALF_HOUR = Rhythm(every=30, jitter=0.0)
MINUTE = timedelta(minutes=1)


class Beating:
    """A headless world with a rhythm, so that what is said is heard at once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    async def rhythm(self, rhythm: Rhythm | None = HALF_HOUR) -> World:
        return await self.stage.stores.worlds.set_rhythm(self.stage.id, rhythm, "Ana")

    async def world(self) -> World:
        return await self.stage.stores.worlds.get(self.stage.id)

    async def next_at(self) -> datetime | None:
        return (await self.world()).next_beat_at

    async def claim(self, cap: Cap | None = None) -> Claimed:
        return await self.stage.claim(decide_floor, cap=cap)

    async def due(self) -> None:
        """Let the time pass until the next beat is due."""
        at = await self.next_at()
        assert at is not None
        await self.stage.clock.advance((at - self.stage.clock.now()).total_seconds())

    async def beat(self, cap: Cap | None = None) -> Turn | None:
        """Whatever the beat that is due next makes."""
        await self.due()
        turns = (await self.claim(cap)).turns
        assert len(turns) <= 1
        return turns[0] if turns else None

    async def beats(self) -> list[Event]:
        return [event for event in await self.stage.events() if event.kind == "beat"]


@pytest_asyncio.fixture
async def beating(headless: Stage) -> AsyncIterator[Beating]:
    yield Beating(headless)


async def test_a_beat_lets_one_person_begin(beating: Beating) -> None:
    now = beating.stage.clock.now()
    world = await beating.rhythm()
    assert world.rhythm == HALF_HOUR
    assert world.next_beat_at == now + 30 * MINUTE
    assert (await beating.claim()).turns == ()
    turn = await beating.beat()
    assert turn is not None
    trigger = turn.scene.trigger
    assert trigger is not None
    assert trigger.kind == "beat"
    assert trigger.text == "Monday morning, 09:30; nothing was said here yet"
    assert not turn.scene.obliged
    assert await beating.next_at() == now + 60 * MINUTE
    await beating.stage.commit(turn, says("I saw a fox today."))
    assert [text for _, text in await beating.stage.said()] == ["I saw a fox today."]
    (decision,) = await beating.stage.stores.transcripts.decisions(beating.stage.id, limit=1)
    assert "a beat" in decision.reason


async def test_silence_at_a_beat_is_fine_and_the_next_one_comes(beating: Beating) -> None:
    await beating.rhythm(HALF_HOUR.model_copy(update={"alone": 5}))
    for _ in range(3):
        turn = await beating.beat()
        assert turn is not None
        await beating.stage.commit(turn, thinks("Nothing to say."))
    assert len(await beating.beats()) == 3
    assert await beating.stage.said() == []


async def test_a_world_is_due_at_its_beat_and_the_clock_knows_when(beating: Beating) -> None:
    key, database, clock = beating.stage.world.key, beating.stage.database, beating.stage.clock
    world = await beating.rhythm()
    assert await database.due(clock.now()) == ()
    assert await database.next_wake() == world.next_beat_at
    assert (await beating.claim()).wake_at == world.next_beat_at
    await beating.due()
    assert await database.due(clock.now()) == (key,)
    await beating.claim()
    assert await database.due(clock.now()) == ()


async def test_beats_missed_while_nobody_looked_come_once(beating: Beating) -> None:
    await beating.rhythm()
    await beating.stage.clock.advance(5 * 3600)
    claimed = await beating.claim()
    assert len(claimed.turns) == 1
    await beating.stage.commit(claimed.turns[0], thinks("Hm."))
    assert (await beating.claim()).turns == ()
    assert len(await beating.beats()) == 1
    assert await beating.next_at() == beating.stage.clock.now() + 30 * MINUTE


async def test_a_beat_missed_into_the_night_waits_for_the_morning_of_the_place(beating: Beating) -> None:
    guilds = beating.stage.stores.guilds
    await guilds.change(lambda settings: settings.model_copy(update={"time_zone": "Asia/Tokyo"}))
    await beating.rhythm(Rhythm(every=30, jitter=0.0, quiet=Hours(start=time(22), end=time(8))))
    await beating.stage.clock.advance(5 * 3600)  # 14:00 UTC, 23:00 in Tokyo
    assert (await beating.claim()).turns == ()
    at = await beating.next_at()
    assert at is not None
    assert at.isoformat() == "2026-01-05T23:00:00+00:00"
    turn = await beating.beat()
    assert turn is not None
    assert turn.scene.trigger is not None
    assert turn.scene.trigger.text.startswith("Tuesday morning, 08:00")


async def test_the_share_of_a_day_is_kept_and_changing_the_rhythm_gives_no_more(beating: Beating) -> None:
    rhythm = Rhythm(every=60, jitter=0.0, per_day=2, alone=9)
    await beating.rhythm(rhythm)
    for _ in range(2):
        turn = await beating.beat()
        assert turn is not None
        await beating.stage.commit(turn, thinks("Hm."))
    at = await beating.next_at()
    assert at is not None
    assert at.date() == date(2026, 1, 6)
    await beating.rhythm(None)
    assert await beating.next_at() is None
    assert (await beating.rhythm(rhythm)).next_beat_at == at


async def test_after_some_beats_alone_the_world_rests_until_a_human_speaks(beating: Beating) -> None:
    await beating.rhythm(Rhythm(every=30, jitter=0.0, alone=2))
    for _ in range(2):
        turn = await beating.beat()
        assert turn is not None
        await beating.stage.commit(turn, thinks("Hm."))
    assert await beating.next_at() is None
    assert await beating.stage.database.next_wake() is None
    await beating.stage.hear("Anyone here?")
    assert await beating.next_at() == beating.stage.clock.now() + 30 * MINUTE
    assert (await beating.world()).pulse.alone == 0


async def test_a_beat_waits_for_a_lull(beating: Beating) -> None:
    await beating.rhythm()
    await beating.due()
    await beating.stage.hear("Ben, are you coming?")
    while turns := (await beating.claim()).turns:  # one after the other is asked, and keeps silent
        for turn in turns:
            await beating.stage.commit(turn, thinks("Not for me."))
    assert await beating.beats() == []
    await beating.claim()
    assert await beating.next_at() == beating.stage.clock.now() + 2 * MINUTE
    assert await beating.beat() is not None


async def test_a_beat_waits_while_somebody_is_typing_or_deciding(beating: Beating) -> None:
    await beating.rhythm()
    await beating.due()
    until = beating.stage.clock.now() + timedelta(seconds=8)
    await beating.stage.stores.worlds.typing(beating.stage.id, until)
    assert (await beating.claim()).turns == ()
    assert await beating.next_at() == until
    turn = await beating.beat()
    assert turn is not None
    renewed = await beating.rhythm(Rhythm(every=5, jitter=0.0))
    assert renewed.next_beat_at is not None
    await beating.stage.clock.advance(4 * 60)
    await beating.stage.stores.turns.renew(turn, 600)
    assert await beating.beat() is None
    assert await beating.next_at() == beating.stage.clock.now() + 2 * MINUTE


async def test_a_beat_waits_until_what_was_said_is_in_the_channel(stage: Stage) -> None:
    beating = Beating(stage)
    await beating.rhythm()
    turn = await beating.beat()
    assert turn is not None
    await stage.commit(turn, says("I saw a fox today."))
    assert await beating.beat() is None
    await stage.send_head("d1")
    await stage.claim(nobody)
    assert await beating.beat() is not None


async def test_no_beat_in_a_stopped_world_and_one_again_after_the_resume(beating: Beating) -> None:
    await beating.rhythm()
    await beating.stage.hear("stop", read_stop=stops_on_stop)
    assert await beating.next_at() is None
    assert await beating.stage.database.next_wake() is None
    await beating.stage.clock.advance(3600)
    assert (await beating.claim()).turns == ()
    await beating.stage.stores.worlds.resume(beating.stage.id, "Ana")
    assert await beating.next_at() == beating.stage.clock.now() + 30 * MINUTE


async def test_no_beat_at_the_days_budget_and_no_notice_about_it(beating: Beating) -> None:
    await beating.rhythm()
    spent = Cap(tokens=0, notice="All spent.")
    assert await beating.beat(spent) is None
    assert await beating.beats() == []
    nearly = Cap(tokens=999, notice="All spent.")
    assert await beating.beat(nearly) is None
    assert "notice" not in [event.kind for event in await beating.stage.events()]
    assert (await beating.world()).pulse.beats == 0
    assert await beating.beat(Cap(tokens=1000)) is not None


async def test_no_beat_at_the_cap_that_the_community_has_set(beating: Beating) -> None:
    await beating.rhythm()
    guilds = beating.stage.stores.guilds
    await guilds.change(lambda settings: settings.model_copy(update={"tokens_per_day": 0}))
    assert await beating.beat(Cap(tokens=1_000_000)) is None
    assert await beating.beats() == []


async def test_no_beat_where_everyone_was_told_to_be_quiet(beating: Beating) -> None:
    await beating.rhythm()
    everyone = tuple(person.id for person in beating.stage.people)
    await beating.stage.hear("hush, all of you", read_stop=lambda _message, _people: Stop(people=everyone))
    await beating.claim()
    assert await beating.beat() is None
    assert await beating.beats() == []
    assert await beating.next_at() == beating.stage.clock.now() + 30 * MINUTE


async def test_the_rhythm_sleeps_in_other_modes(beating: Beating) -> None:
    await beating.rhythm()
    worlds = beating.stage.stores.worlds
    assert (await worlds.set_mode(beating.stage.id, Mode.MANUAL, "Ana")).next_beat_at is None
    assert (await worlds.set_mode(beating.stage.id, Mode.AMBIENT, "Ana")).next_beat_at is not None


async def test_a_closed_world_takes_no_rhythm(beating: Beating) -> None:
    await beating.stage.stores.worlds.close(beating.stage.id, "Ana")
    with pytest.raises(Conflict, match="closed"):
        await beating.rhythm()


async def test_what_is_said_at_a_beat_may_be_answered(beating: Beating) -> None:
    await beating.rhythm()
    turn = await beating.beat()
    assert turn is not None
    other = next(person for person in beating.stage.people if person.id != turn.person_id)
    await beating.stage.commit(turn, says(f"{other.name}, did you see the fox?"))
    (answer,) = (await beating.claim()).turns
    assert answer.person_id == other.id
    assert answer.scene.obliged


async def test_a_lost_turn_of_a_beat_is_taken_up_with_what_began_it(beating: Beating) -> None:
    await beating.rhythm()
    turn = await beating.beat()
    assert turn is not None
    await beating.stage.clock.advance(61)
    (again,) = (await beating.claim()).turns
    assert again.fence > turn.fence
    assert again.scene.trigger == turn.scene.trigger
    assert len(await beating.beats()) == 1


async def test_two_that_look_at_once_strike_one_beat(
    database_url: str, database: Database, clock: ManualClock
) -> None:
    rival = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    beating = Beating(await open_stage(database, clock, "Lisa", "Oscar", channel_id=None))
    theirs = Stage(rival, rival.tenant("guild:1"), clock, beating.stage.world, beating.stage.people)
    await beating.rhythm(Rhythm(every=5, jitter=0.0, alone=99, per_day=99))
    for number in range(1, 9):
        await beating.due()
        both = await asyncio.gather(
            *(s.claim(decide_floor) for s in (beating.stage, theirs, beating.stage, theirs))
        )
        turns = [turn for claimed in both for turn in claimed.turns]
        assert len(turns) == 1
        await theirs.commit(turns[0], thinks("Hm."))
        assert len(await beating.beats()) == number
    await rival.close()


PROCESSES = """
import asyncio, os, sys
from datetime import timedelta
import db
from tests.store.stage import costs
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.ports import Cap
from troupe.floor.floor_decision import decide_floor

async def main(seed: int) -> None:
    clock = ManualClock(ManualClock().now() + timedelta(minutes=31))
    database = await db.open(sys.argv[1], clock=clock, ids=seeded_ids(seed))
    stores = database.tenant("guild:1")
    worlds = await stores.worlds.all()
    print("ready", flush=True)
    os.read(0, 1)
    struck = 0
    for world in worlds:
        claimed = await stores.turns.claim(world.id, decide_floor, costs(1), Cap(), 60.0)
        struck += len(claimed.turns)
    print(struck, flush=True)
    await database.close()

rival = os.fork()
asyncio.run(main(101 if rival else 102))
if rival:
    assert os.waitpid(rival, 0)[1] == 0
"""
WORLDS = 12


async def test_two_processes_strike_each_beat_once(
    database_url: str, database: Database, clock: ManualClock
) -> None:
    stages = [await open_stage(database, clock, "Lisa", "Oscar", channel_id=f"c{n}") for n in range(WORLDS)]
    for stage in stages:
        await Beating(stage).rhythm()
    pipe = asyncio.subprocess.PIPE
    rivals = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROCESSES, database_url, stdin=pipe, stdout=pipe
    )
    assert rivals.stdout is not None
    assert [await rivals.stdout.readline() for _ in range(2)] == [b"ready\n"] * 2
    out, _ = await rivals.communicate(b"go")
    assert rivals.returncode == 0
    assert sum(map(int, out.split())) == WORLDS
    for stage in stages:
        assert len(await Beating(stage).beats()) == 1
        assert (await stage.stores.worlds.get(stage.id)).pulse.beats == 1


async def test_a_human_word_resets_nothing_it_need_not(beating: Beating) -> None:
    at = (await beating.rhythm()).next_beat_at
    await beating.stage.clock.advance(60)
    await beating.stage.hear("Hello", read_stop=never_stops)
    assert await beating.next_at() == at
