"""The places at an endpoint: so many calls are made at once, the others wait in line, the urgent ones in front."""

import asyncio
import heapq
from collections import Counter
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from troupe.core.urgency import Urgency

R = TypeVar("R")


class GaveWay(Exception):
    """A call was cut off, since somebody who was spoken to needs its place. It may be made again."""


class EndpointPlaces:
    """`async with places.held(urgency)` holds one of `size` places: the most urgent first, of equals whoever came
    first. Whoever nobody waits for may wait for long where people never stop talking."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._free = size
        self._arrivals = 0
        self._line: list[tuple[Urgency, int, asyncio.Future[None]]] = []
        self._waiting: Counter[Urgency] = Counter()
        self._yielding: list[HeldPlace] = []

    @property
    def rounds(self) -> int:
        """How many calls one after the other it takes until whoever is spoken to now is answered; at least one."""
        ahead = self.size - self._free + self._waiting[Urgency.SPOKEN_TO]
        return max(1, -(-ahead // self.size))

    @asynccontextmanager
    async def held(self, urgency: Urgency, *, gives_way: bool = False) -> "AsyncGenerator[HeldPlace]":
        """A place. One that `gives_way` is taken back from what it is held for when somebody is spoken to and no
        other is free."""
        await self._taken(urgency)
        place = HeldPlace()
        if gives_way:
            self._yielding.append(place)
            self._make_way()  # somebody may have been spoken to since
        try:
            yield place
        finally:
            if gives_way:
                self._yielding.remove(place)
            self._give_back()

    async def _taken(self, urgency: Urgency) -> None:
        if self._free and not self._line:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrivals += 1
        heapq.heappush(self._line, (urgency, self._arrivals, turn))
        self._waiting[urgency] += 1
        self._make_way()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back()  # it came in the same moment
            raise
        finally:
            self._waiting[urgency] -= 1

    def _make_way(self) -> None:
        """Ask as many calls for their places as people who were spoken to wait for one, the latest first."""
        asked = sum(place.wanted for place in self._yielding)
        missing = self._waiting[Urgency.SPOKEN_TO] - self._free - asked
        for place in reversed(self._yielding):
            if missing > 0 and not place.wanted:
                place.ask_back()
                missing -= 1

    def _give_back(self) -> None:
        self._free += 1
        while self._free and self._line:
            _, _, turn = heapq.heappop(self._line)
            if not turn.done():
                self._free -= 1
                turn.set_result(None)


class HeldPlace:
    """A place while it is held."""

    def __init__(self) -> None:
        self._asked_back: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def wanted(self) -> bool:
        return self._asked_back.done()

    def ask_back(self) -> None:
        self._asked_back.set_result(None)

    async def used(self, work: Coroutine[Any, Any, R]) -> R:
        """The work's result. Raises GaveWay, the work cut off, where the place is needed for somebody else."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, self._asked_back}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            raise GaveWay
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
