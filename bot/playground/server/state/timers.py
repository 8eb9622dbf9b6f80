"""Things that happen later by the clock; all are dropped when the server stops."""

import asyncio
from collections.abc import Callable

from troupe.core.clock import Clock


class Timers:
    """Runs actions after a delay in seconds, each in a task of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        task = asyncio.get_running_loop().create_task(self._run(seconds, action))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, seconds: float, action: Callable[[], None]) -> None:
        await self._clock.sleep(seconds)
        action()

    async def stop(self) -> None:
        """Drop everything that has not happened yet."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
