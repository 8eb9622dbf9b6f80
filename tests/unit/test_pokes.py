"""Pokes: merged while a world is busy, lost never, nothing running when all is quiet, quick to stop."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.waking.world_runners import Decided, Pokes
from tests.unit.test_typing_sign import a_turn
from troupe.core.clock import settle
from troupe.ports import Claimed
from troupe.worlds.turn import Turn
from troupe.worlds.world import Work, WorldKey

KEY = WorldKey("guild:7", "world")
OTHER = WorldKey("guild:7", "other")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class FakeEngine:
    """Claims when let, plays until let go."""

    def __init__(self) -> None:
        self.claims: list[WorldKey] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails = 0
        self.wake_at: datetime | None = None
        self.turns: tuple[Turn, ...] = ()
        self.given_back: list[Turn] = []

    async def claim(self, key: WorldKey) -> Claimed:
        self.claims.append(key)
        await self.gate.wait()
        if self.fails:
            self.fails -= 1
            raise RuntimeError("broken")
        return Claimed(turns=self.turns, wake_at=self.wake_at)

    async def play(self, turns: Sequence[Turn], decided: Decided | None = None) -> None:
        raise AssertionError("no turns were to be played")

    async def give_back(self, turns: Sequence[Turn]) -> None:
        self.given_back.extend(turns)


class FakeDelivery:
    """Drains when let."""

    def __init__(self) -> None:
        self.drained: list[WorldKey] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.closed = False
        self.cut_off = 0

    async def drain(self, key: WorldKey) -> datetime | None:
        self.drained.append(key)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cut_off += 1
            raise
        return NOON

    def close(self) -> None:
        self.closed = True


class House:
    def __init__(self) -> None:
        self.engine = FakeEngine()
        self.delivery = FakeDelivery()
        self.problems: list[str] = []
        self.retries: list[WorldKey] = []
        self.later: list[tuple[WorldKey, datetime]] = []
        self.pokes = Pokes(lambda what, _: self.problems.append(what), lambda key, _: self.retries.append(key))
        self.pokes.serve(self.engine, self.delivery, lambda key, when: self.later.append((key, when)))


async def test_a_poke_claims_and_delivers_and_then_all_is_quiet() -> None:
    house = House()
    house.engine.wake_at = NOON
    house.pokes.poke(KEY)
    await house.pokes.idle()
    assert house.engine.claims == [KEY]
    assert house.delivery.drained == [KEY]
    assert house.later == [(KEY, NOON), (KEY, NOON)]


async def test_only_what_was_asked_for_is_looked_at() -> None:
    house = House()
    house.pokes.poke(KEY, Work.FLOOR)
    house.pokes.poke(OTHER, Work.OUTBOX)
    await house.pokes.idle()
    assert house.engine.claims == [KEY]
    assert house.delivery.drained == [OTHER]


async def test_pokes_of_a_busy_world_become_one_more_look() -> None:
    house = House()
    house.engine.gate.clear()
    for _ in range(5):
        house.pokes.poke(KEY)
        await settle()
    assert len(house.engine.claims) == 1
    house.engine.gate.set()
    await house.pokes.idle()
    assert len(house.engine.claims) == 2


async def test_a_slow_delivery_does_not_hold_up_claims() -> None:
    house = House()
    house.delivery.gate.clear()
    house.pokes.poke(KEY)
    await settle()
    house.pokes.poke(KEY)
    await settle()
    assert len(house.engine.claims) == 2
    assert len(house.delivery.drained) == 1
    house.delivery.gate.set()
    await house.pokes.idle()


async def test_a_broken_world_is_reported_tried_again_and_hinders_no_other() -> None:
    house = House()
    house.engine.fails = 1
    house.pokes.poke(KEY)
    house.pokes.poke(OTHER)
    await house.pokes.idle()
    assert house.problems == ["claims of world world"]
    assert house.retries == [KEY]
    house.pokes.poke(KEY)
    await house.pokes.idle()
    assert house.engine.claims == [KEY, OTHER, KEY]


async def test_stopping_lets_a_send_settle_and_answers_no_more_pokes() -> None:
    house = House()
    house.delivery.gate.clear()
    house.pokes.poke(KEY)
    await settle()
    stopping = asyncio.create_task(house.pokes.stop())
    await settle()
    assert house.delivery.closed
    assert not stopping.done()
    house.delivery.gate.set()
    await stopping
    assert house.delivery.cut_off == 0
    house.pokes.poke(KEY)
    await house.pokes.idle()
    assert house.engine.claims == [KEY]


async def test_stopping_cuts_off_what_does_not_end() -> None:
    house = House()
    house.delivery.gate.clear()
    house.pokes.poke(KEY)
    await settle()
    await house.pokes.stop(grace=0.0)
    await house.pokes.idle()
    assert house.delivery.cut_off == 1
    assert house.later == []


async def test_turns_claimed_while_stopping_are_given_back_unplayed() -> None:
    house = House()
    house.engine.gate.clear()
    house.engine.turns = (a_turn("Lisa", obliged=True),)
    house.pokes.poke(KEY, Work.FLOOR)
    await settle()
    stopping = asyncio.create_task(house.pokes.stop())
    await settle()
    house.engine.gate.set()
    await stopping
    assert house.engine.given_back == list(house.engine.turns)
    assert house.problems == []


class FakeJobs:
    """Looks when let."""

    def __init__(self) -> None:
        self.looks: list[str] = []
        self.fails = 0

    async def look(self, tenant: str) -> None:
        self.looks.append(tenant)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("broken")


async def test_pokes_for_jobs_are_merged_and_a_failure_is_left_to_the_sweep() -> None:
    house, jobs = House(), FakeJobs()
    house.pokes.poke_jobs("guild:7")
    house.pokes.serve(house.engine, house.delivery, lambda key, when: None, jobs=jobs)
    assert jobs.looks == []
    for _ in range(5):
        house.pokes.poke_jobs("guild:7")
    house.pokes.poke_jobs("guild:8")
    await house.pokes.idle()
    assert sorted(set(jobs.looks)) == ["guild:7", "guild:8"]
    assert len(jobs.looks) <= 4
    jobs.fails = 1
    house.pokes.poke_jobs("guild:7")
    await house.pokes.idle()
    assert house.problems == ["jobs of guild:7"]
    assert house.retries == []
    house.pokes.poke_jobs("guild:7")
    await house.pokes.idle()
    assert jobs.looks[-1] == "guild:7"
    await house.pokes.stop()
