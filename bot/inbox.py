"""What came in, in order: a queue per channel, with a worker only while there is work."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class Inbox:
    """Jobs of one key run one after the other, in the order in which they were put; keys do not wait for each
    other. discord.py runs every event as a task of its own: `put` before the first await keeps their order."""

    def __init__(self, problem: Callable[[str, Exception], None]) -> None:
        self._problem = problem
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
        """Until everything that was put has been done."""
        await self._empty.wait()

    async def close(self) -> None:
        """Take nothing more and finish what has begun; what is still queued is read again from the history."""
        self._closed = True
        for queue in self._queues.values():
            queue.clear()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, key: str) -> None:
        queue = self._queues[key]
        while queue:
            job = queue.popleft()
            try:
                await job()
            except Exception as error:  # noqa: BLE001 - the worker's edge: one bad event must not end the channel
                self._problem("a message could not be taken in", error)
        del self._queues[key]
        if not self._queues:
            self._empty.set()
