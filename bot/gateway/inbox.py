"""The messages that came in, in order: a queue per channel, with a worker only while there is work."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from troupe.core.clock import Clock
from troupe.core.errors import TroupeError

Job = Callable[[], Awaitable[None]]
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds before each further try of a job that may succeed later (a database that is locked, a history that
cannot be read). Its channel waits: a later message taken in first would hide an earlier one for good."""


class Inbox:
    """Jobs of one key run one after the other, in the order in which they were put; keys do not wait for each
    other. discord.py runs every event as a task of its own: `put` before the first await keeps their order."""

    def __init__(self, problem: Callable[[str, Exception], None], clock: Clock) -> None:
        self._problem = problem
        self._clock = clock
        self._pausing: set[asyncio.Task[None]] = set()
        self._queues: dict[str, deque[Job]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._closed = False
        self._empty = asyncio.Event()
        self._empty.set()

    def put(self, key: str, job: Job) -> None:
        """Queue a job. It runs soon; an error in it is reported and stops nothing else."""
        if self._closed:
            return
        queue = self._queues.get(key)
        if queue is not None:
            queue.append(job)
            return
        self._queues[key] = deque([job])
        self._empty.clear()
        worker = asyncio.create_task(self._work(key), name=f"inbox {key}")
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def idle(self) -> None:
        """Wait until everything that was put has been done."""
        await self._empty.wait()

    async def close(self) -> None:
        """Take nothing more and finish what has begun; what is still queued is read again from the history."""
        self._closed = True
        for queue in self._queues.values():
            queue.clear()
        for worker in self._pausing:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, key: str) -> None:
        queue = self._queues[key]
        while queue:
            await self._do(queue.popleft())
        del self._queues[key]
        if not self._queues:
            self._empty.set()

    async def _do(self, job: Job) -> None:
        """Do a job, again after a pause where that may help."""
        for pause in (*PAUSES, None):
            try:
                await job()
                return
            except Exception as error:  # noqa: BLE001 - the worker's edge: one bad event must not end the channel
                hopeless = not (isinstance(error, TroupeError) and error.retry)
                if hopeless or pause is None or self._closed:
                    self._problem("a message could not be taken in", error)
                    return
            await self._pause(pause)

    async def _pause(self, seconds: float) -> None:
        worker = asyncio.current_task()
        if worker is None:
            raise RuntimeError("a pause outside a worker")
        self._pausing.add(worker)
        try:
            await self._clock.sleep(seconds)
        finally:
            self._pausing.discard(worker)
