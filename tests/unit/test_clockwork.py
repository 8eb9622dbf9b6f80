"""The clock of the house: what is due is poked, at once at the start and whenever asked; an outage is survived."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import cast

import pytest_asyncio

from bot.clockwork import Clockwork
from troupe.clock import ManualClock
from troupe.errors import StoreUnavailable
from troupe.ports import Database
from troupe.worlds.world import WorldKey

KEY = WorldKey("guild:7", "world")


class FakeDatabase:
    """Due times in a list."""

    def __init__(self) -> None:
        self.times: dict[WorldKey, datetime] = {}
        self.out_of_order = False

    async def due(self, now: datetime) -> tuple[WorldKey, ...]:
        if self.out_of_order:
            raise StoreUnavailable("locked")
        return tuple(key for key, time in self.times.items() if time <= now)

    async def next_wake(self) -> datetime | None:
        return None

    async def changed(self) -> bool:
        return False


class House:
    def __init__(self, clock: ManualClock) -> None:
        self.database = FakeDatabase()
        self.pokes: list[WorldKey] = []
        self.problems: list[str] = []
        self.poked = asyncio.Event()
        self.clockwork = Clockwork(
            cast("Database", self.database), clock, self.poke, lambda what, _: self.problems.append(what)
        )

    def poke(self, key: WorldKey) -> None:
        self.pokes.append(key)
        self.poked.set()


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
