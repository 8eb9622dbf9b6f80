"""The clock of the house: what is due is poked, at once at the start and whenever asked; an outage is survived."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import cast

import pytest
import pytest_asyncio

from bot.waking.wake_clock import SWEEP, Clockwork
from troupe.core.clock import ManualClock
from troupe.core.errors import StoreUnavailable
from troupe.ports import Database
from troupe.worlds.world import Work, WorldKey

KEY = WorldKey("guild:7", "world")


class FakeDatabase:
    """Due times in a list."""

    def __init__(self) -> None:
        self.times: dict[WorldKey, datetime] = {}
        self.upcoming: datetime | None = None
        self.written = False
        self.out_of_order = False
        self.tenants: tuple[str, ...] = ()

    async def due(self, now: datetime) -> tuple[WorldKey, ...]:
        if self.out_of_order:
            raise StoreUnavailable("locked")
        return tuple(key for key, time in self.times.items() if time <= now)

    async def due_jobs(self, now: datetime) -> tuple[str, ...]:
        return self.tenants

    async def next_wake(self) -> datetime | None:
        return self.upcoming

    async def changed(self) -> bool:
        return self.written


class House:
    def __init__(self, clock: ManualClock) -> None:
        self.database = FakeDatabase()
        self.pokes: list[WorldKey] = []
        self.jobs: list[str] = []
        self.problems: list[str] = []
        self.poked = asyncio.Event()
        self.clockwork = Clockwork(
            cast("Database", self.database), clock, self, lambda what, _: self.problems.append(what)
        )

    def poke(self, key: WorldKey, work: Work = Work.ALL) -> None:
        self.pokes.append(key)
        self.poked.set()

    def poke_jobs(self, tenant: str) -> None:
        self.jobs.append(tenant)


@pytest_asyncio.fixture
async def house(clock: ManualClock) -> AsyncIterator[House]:
    house = House(clock)
    yield house
    await house.clockwork.stop()
    await asyncio.sleep(0)


async def test_what_is_overdue_at_the_start_is_poked_at_once(house: House, clock: ManualClock) -> None:
    house.database.times[KEY] = clock.now()
    await house.clockwork.start()
    assert house.pokes == [KEY]


async def test_nothing_is_poked_before_it_is_due(house: House, clock: ManualClock) -> None:
    house.database.times[KEY] = clock.now() + timedelta(seconds=60)
    await house.clockwork.start()
    await house.clockwork.wake()
    assert house.pokes == []
    await clock.advance(60)
    await house.clockwork.wake()
    assert house.pokes == [KEY]


async def test_a_world_that_asks_to_be_poked_later_is(house: House, clock: ManualClock) -> None:
    await house.clockwork.start()
    house.clockwork.later(KEY, clock.now() + timedelta(hours=1))
    house.clockwork.later(KEY, clock.now())
    await asyncio.wait_for(house.poked.wait(), 10)
    assert house.pokes == [KEY]


async def test_a_database_out_of_reach_is_reported_and_asked_again(house: House, clock: ManualClock) -> None:
    house.database.times[KEY] = clock.now()
    house.database.out_of_order = True
    await house.clockwork.start()
    assert len(house.problems) == 1
    house.database.out_of_order = False
    await house.clockwork.wake()
    assert house.pokes == [KEY]


AT_ONCE = 0.01
NEVER = 3600


async def test_the_sweep_finds_what_nobody_poked(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A poke that got lost costs ten seconds at most: without the sweep the world would sleep for ever."""
    assert SWEEP <= 10
    monkeypatch.setattr("bot.waking.wake_clock.SWEEP", AT_ONCE)
    monkeypatch.setattr("bot.waking.wake_clock.LISTEN", NEVER)
    await house.clockwork.start()
    house.database.times[KEY] = clock.now()
    await asyncio.wait_for(house.poked.wait(), 10)
    assert house.pokes[0] == KEY


async def test_the_sweep_goes_on_after_an_outage(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.waking.wake_clock.SWEEP", AT_ONCE)
    monkeypatch.setattr("bot.waking.wake_clock.LISTEN", NEVER)
    house.database.out_of_order = True
    await house.clockwork.start()
    house.database.times[KEY] = clock.now()
    house.database.out_of_order = False
    await asyncio.wait_for(house.poked.wait(), 10)
    assert house.problems


@pytest.mark.parametrize("written", [True, False])
async def test_what_another_process_wrote_is_looked_at_without_waiting_for_the_sweep(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    monkeypatch.setattr("bot.waking.wake_clock.SWEEP", NEVER)
    monkeypatch.setattr("bot.waking.wake_clock.LISTEN", AT_ONCE)
    listened = asyncio.Event()
    changed = house.database.changed

    async def watched() -> bool:
        if house.database.times:
            listened.set()
        return await changed()

    monkeypatch.setattr(house.database, "changed", watched)
    await house.clockwork.start()
    house.database.written = written
    house.database.times[KEY] = clock.now()
    await asyncio.wait_for(listened.wait(), 10)
    await house.clockwork.stop()
    assert (KEY in house.pokes) is written


async def test_the_next_wake_of_the_database_is_kept(house: House, clock: ManualClock) -> None:
    house.database.upcoming = clock.now()
    await house.clockwork.start()
    house.database.times[KEY] = clock.now()
    await asyncio.wait_for(house.poked.wait(), 10)
    assert house.pokes[0] == KEY


async def test_a_later_wake_does_not_take_the_place_of_an_earlier_one(house: House, clock: ManualClock) -> None:
    """A world that waits for a lease of a minute and for a typing human of a second is looked at in a second."""
    await house.clockwork.start()
    house.clockwork.later(KEY, clock.now())
    house.clockwork.later(KEY, clock.now() + timedelta(hours=1))
    await asyncio.wait_for(house.poked.wait(), 10)
    assert house.pokes == [KEY]


async def test_a_world_to_be_tried_again_is_poked_after_the_seconds_given(house: House) -> None:
    await house.clockwork.start()
    house.clockwork.after(KEY, 3600)
    other = WorldKey("guild:7", "other")
    house.clockwork.after(other, 0)
    await asyncio.wait_for(house.poked.wait(), 10)
    assert house.pokes == [other]


async def test_a_clock_that_stands_still_looks_no_more(house: House, clock: ManualClock) -> None:
    await house.clockwork.start()
    house.clockwork.later(KEY, clock.now())
    await house.clockwork.stop()
    await house.clockwork.stop()
    for _ in range(5):
        await asyncio.sleep(0)
    assert house.pokes == []


async def test_tenants_with_jobs_to_look_at_are_poked_too(house: House) -> None:
    house.database.tenants = ("guild:7", "guild:8")
    await house.clockwork.start()
    assert house.jobs == ["guild:7", "guild:8"]
    await house.clockwork.wake()
    assert house.jobs == ["guild:7", "guild:8"] * 2
