"""Time as a parameter: the clock the whole house reads, and the hand-moved one for tests."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The time, and the way to wait. All datetimes are aware UTC; all durations are seconds."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class ManualClock:
    """A clock that moves only when told to; sleepers wake in the order of their due times."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        if start.tzinfo is None:
            raise ValueError("start: a naive datetime; give an aware one")
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = 0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._order += 1
        self._sleepers.append((self._elapsed + seconds, self._order, future))
        await future

    async def advance(self, seconds: float) -> None:
        """Move forward, waking each sleeper at its own due time; yields to the loop between wakings."""
        target = self._elapsed + seconds
        await settle()
        while due := [s for s in self._sleepers if s[0] <= target and not s[2].done()]:
            first = min(due, key=lambda s: (s[0], s[1]))
            self._sleepers.remove(first)
            self._elapsed = max(self._elapsed, first[0])
            first[2].set_result(None)
            await settle()
        self._sleepers = [s for s in self._sleepers if not s[2].done()]
        self._elapsed = target
        await settle()


async def settle(rounds: int = 20) -> None:
    """Let everything that is ready on the event loop run; waits for no time to pass."""
    for _ in range(rounds):
        await asyncio.sleep(0)
