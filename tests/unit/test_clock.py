"""The hand-moved clock wakes sleepers in the order of their due times."""

import asyncio

from troupe.core.clock import ManualClock


async def test_sleepers_wake_in_order_of_their_due_times(clock: ManualClock) -> None:
    woken: list[tuple[str, float]] = []

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, clock.monotonic()))

    tasks = [asyncio.create_task(sleeper("late", 5)), asyncio.create_task(sleeper("early", 2))]
    await clock.advance(1)
    assert woken == []
    await clock.advance(9)
    assert woken == [("early", 2.0), ("late", 5.0)]
    assert clock.monotonic() == 10.0
    await asyncio.gather(*tasks)
