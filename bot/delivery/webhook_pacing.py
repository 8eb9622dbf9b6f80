"""Turns at a webhook: one request at a time, no sooner than Discord allows, fair between worlds."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from troupe.core.clock import Clock

LANES_REMEMBERED = 1024
"""Beyond so many, lanes that nobody waits in and that are free are dropped before another is made."""


@dataclass(slots=True)
class _Lane:
    """`free_at` is on the clock's monotonic scale; `users` counts who waits or sends."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    users: int = 0


class Pacing:
    """Lanes, one a webhook (or a channel, for the bot's own posts).

    A world waits for its lane with one message at a time and the lane is first come, first served: so worlds
    that share a webhook take turns. Waiting happens before a row is marked, so a stop still catches it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}
        self._all_free_at = 0.0

    def __iter__(self) -> Iterator[str]:
        """The names of the lanes remembered."""
        return iter(self._lanes)

    def __len__(self) -> int:
        return len(self._lanes)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncGenerator[None]:
        """Hold the lane, once it is free."""
        lane = self._lane(name)
        lane.users += 1
        try:
            async with lane.lock:
                while (wait := max(lane.free_at, self._all_free_at) - self._clock.monotonic()) > 0:
                    await self._clock.sleep(wait)
                yield
        finally:
            lane.users -= 1
            if lane.users == 0 and lane.free_at <= self._clock.monotonic():
                self._lanes.pop(name, None)

    def rest(self, name: str, seconds: float) -> None:
        """Leave this lane alone for so long."""
        lane = self._lane(name)
        lane.free_at = max(lane.free_at, self._clock.monotonic() + seconds)

    def rest_all(self, seconds: float) -> None:
        """Leave every lane alone for so long: the limit of the whole bot."""
        self._all_free_at = max(self._all_free_at, self._clock.monotonic() + seconds)

    def _lane(self, name: str) -> _Lane:
        """The lane of this name. One at rest outlives its last user, though nobody may ever post there again."""
        lane = self._lanes.get(name)
        if lane is None:
            if len(self._lanes) >= LANES_REMEMBERED:
                now = self._clock.monotonic()
                self._lanes = {
                    other: busy for other, busy in self._lanes.items() if busy.users or busy.free_at > now
                }
            lane = self._lanes[name] = _Lane()
        return lane
