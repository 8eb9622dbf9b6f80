"""The clock of the house: wakes worlds when something of theirs falls due. Due times are rows; this only looks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, cast

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import StoreUnavailable
from troupe.ports import Database, Waker
from troupe.worlds.world import WorldKey

SWEEP = 10
"""Seconds between two sweeps over everything due."""
LISTEN = 1
"""Seconds between two looks for what other processes wrote."""
GRACE = 3600
"""Seconds that a job may run late: the library's default of one second drops late jobs in silence."""


class _Job(Protocol):
    @property
    def next_run_time(self) -> datetime | None: ...


class _Scheduler(Protocol):
    """APScheduler's scheduler, typed as far as we use it."""

    @property
    def running(self) -> bool: ...
    def start(self) -> None: ...
    def pause(self) -> None: ...
    def shutdown(self, wait: bool = True) -> None: ...
    def get_job(self, job_id: str) -> _Job | None: ...
    def add_job(
        self, func: Callable[[], Awaitable[None]], trigger: object, *, id: str, replace_existing: bool = False
    ) -> object: ...


class Clockwork:
    """An in-memory schedule over the database's due times, of the tenants that this process `serves`. Its `wake`
    may be called at any time by anyone."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        waker: Waker,
        problem: Callable[[str, Exception], None],
        *,
        serves: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._database = database
        self._clock = clock
        self._waker = waker
        self._problem = problem
        self._serves = serves
        defaults = {"coalesce": True, "misfire_grace_time": GRACE, "max_instances": 1}
        self._looking = asyncio.Lock()
        self._scheduler = cast("_Scheduler", AsyncIOScheduler(timezone=UTC, job_defaults=defaults))

    async def start(self) -> None:
        """Look at once, then sweep."""
        self._scheduler.start()
        self._scheduler.add_job(self.wake, IntervalTrigger(seconds=SWEEP, timezone=UTC), id="sweep")
        self._scheduler.add_job(self._listen, IntervalTrigger(seconds=LISTEN, timezone=UTC), id="listen")
        await self.wake()

    async def stop(self) -> None:
        """Start nothing more and let what is running end: shutting down would cut it off."""
        if self._scheduler.running:
            self._scheduler.pause()
            async with self._looking:
                self._scheduler.shutdown(wait=False)

    async def wake(self) -> None:
        """Poke every world and every tenant's jobs with something due, and note when the next one will have."""
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        try:
            for key in filter(lambda due: self._serves(due.tenant), await self._database.due(self._clock.now())):
                self._waker.poke(key)
            for tenant in filter(self._serves, await self._database.due_jobs(self._clock.now())):
                self._waker.poke_jobs(tenant)
            upcoming = await self._database.next_wake()
        except StoreUnavailable as error:
            self._problem("the database could not be asked what is due", error)
            return
        if upcoming is not None:
            self._at(upcoming, self.wake, "next wake")

    def later(self, key: WorldKey, when: datetime) -> None:
        """Poke one world at this time."""

        async def poke() -> None:
            self._waker.poke(key)

        self._at(when, poke, f"{key.tenant} {key.id}")

    def after(self, key: WorldKey, seconds: float) -> None:
        """Poke one world in so many seconds."""
        self.later(key, self._clock.now() + timedelta(seconds=seconds))

    async def _listen(self) -> None:
        async with self._looking:
            try:
                changed = await self._database.changed()
            except StoreUnavailable as error:
                self._problem("the database could not be asked for changes", error)
                return
            if changed:
                await self._look()

    def _at(self, when: datetime, job: Callable[[], Awaitable[None]], name: str) -> None:
        """Run a job at a time of our clock, or earlier if it is already to run earlier."""
        delay = max(when - self._clock.now(), timedelta(0))
        at = SystemClock().now() + delay  # the library keeps the machine's time, whatever clock we live by
        job_before = self._scheduler.get_job(name)
        if job_before is not None and job_before.next_run_time is not None and job_before.next_run_time <= at:
            return
        self._scheduler.add_job(job, DateTrigger(at, timezone=UTC), id=name, replace_existing=True)
