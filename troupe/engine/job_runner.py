"""The runner of jobs: claims what is due, works on it, and records every end in one place."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from troupe.core.clock import Clock
from troupe.core.errors import JobLost, OverBudget, StoreUnavailable, TroupeError
from troupe.core.patience import patiently
from troupe.core.urgency import Urgency
from troupe.engine.job_faults import cancellation, error_of, failure_of
from troupe.engine.job_ledger import JobLedger
from troupe.jobs.job_kind import JobKind, JobTools, Q, R
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.kept_answer import CallJournal
from troupe.llm.port.llm import PricedModel
from troupe.ports import Cap, Database, Ledger, Stores
from troupe.worlds.jobs.job import (
    Job,
    JobCancelled,
    JobClaim,
    JobDone,
    JobEnd,
    JobFailed,
    JobKey,
    JobStatus,
    NewJob,
)

LEASE = 60.0
"""Seconds that a claim is kept without being renewed: so long nobody goes on with a job whose process has died."""
AT_ONCE = 8
"""Jobs at once that nobody waits for. Their calls have their limit at the model; this bounds what is in memory."""
MOST_ATTEMPTS = 25
"""Claims of a job without one more of its calls being finished, after which it is given up: it kills its
process."""
LOOK = 2.0
"""Seconds between looks at a job that another process may be working on."""

log = logging.getLogger(__name__)


class JobModels(Protocol):
    """The models that jobs are done by; `troupe.minds.mind.Mind` is one."""

    def player(self, model: str | None = None) -> PricedModel: ...

    def capped(
        self,
        ledger: Ledger,
        cap: Cap,
        *,
        model: str | None = None,
        asked_for: str | None = None,
        journal: CallJournal | None = None,
    ) -> Capped: ...


@dataclass(slots=True, eq=False)
class _UnderWay:
    """A job under way, the task that works on it, and whether the process is ending."""

    claim: JobClaim
    task: "asyncio.Task[str]"
    closing: bool = False


class JobRunner:
    """Does jobs of every tenant, in the bot and headless alike. `poke` asks for a look at a tenant's jobs, soon;
    whoever serves such pokes calls `look`. Nothing of a job is in memory alone: whichever process dies, another
    goes on with it."""

    def __init__(
        self,
        database: Database,
        kinds: Iterable[JobKind[Any, Any]],
        models: JobModels,
        clock: Clock,
        *,
        cap: Callable[[str], Cap],
        poke: Callable[[str], None],
        lease: float = LEASE,
    ) -> None:
        self._database = database
        self._kinds: Mapping[str, JobKind[Any, Any]] = {kind.word: kind for kind in kinds}
        self._models = models
        self._clock = clock
        self._cap = cap
        self._poke = poke
        self._lease = lease
        self._tasks: dict[asyncio.Task[None], Job] = {}
        self._under_way: dict[JobKey, _UnderWay] = {}
        self._waiting: dict[JobKey, set[asyncio.Future[None]]] = defaultdict(set)
        """Those in this process who wait for the end of a job."""
        self._watched: Counter[JobKey] = Counter()
        self._put_off: set[str] = set()
        self._closed = False

    async def ask(self, tenant: str, kind: JobKind[Q, R], asked: Q, order: NewJob | None = None) -> Job:
        """Have something done. `order` says all but what the kind knows by itself. Raises OverBudget where today's
        budget has no room for what it costs at most."""
        model = (order.model if order is not None else None) or (await self._stores(tenant).guilds.get()).model
        quote = kind.quote(self._models.player(model), asked)
        known = {
            "kind": kind.word,
            "request": asked.model_dump_json(),
            "model": model,
            "urgency": kind.urgency,
            "estimate": quote.estimate,
            "calls": quote.calls,
        }
        new = (order or NewJob(kind=kind.word, request="")).model_copy(update=known)
        job = await self._stores(tenant).jobs.add(new, self._cap(tenant))
        if job is None:
            raise OverBudget("today's budget of this server has no room left")
        self._poke(tenant)
        return job

    async def result(self, kind: JobKind[Q, R], key: JobKey) -> R | None:
        """What came of a job; None while it is not over, and once its words have left. Raises the error by which
        it ended, and Conflict if it was taken back."""
        jobs = self._stores(key.tenant).jobs
        job = await jobs.get(key.id)
        if not job.status.over:
            return None
        if job.status is JobStatus.CANCELLED:
            raise cancellation()
        words = await jobs.words(key.id)
        if job.status is JobStatus.FAILED:
            raise error_of(job.fault, words.fault)
        return None if words.result is None else kind.result.model_validate_json(words.result)

    async def until_over(self, key: JobKey, seconds: float | None = None) -> Job:
        """The job once it is over, or as it stands after so many seconds. Raises JobLost when this process ends:
        the next one goes on with it."""
        until = None if seconds is None else self._clock.monotonic() + seconds
        while True:
            # Noted before the look: an end between the two is not missed.
            ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[key].add(ended)
            try:
                job = await self._stores(key.tenant).jobs.get(key.id)
                left = LOOK if until is None else min(LOOK, until - self._clock.monotonic())
                if job.status.over or left <= 0:
                    return job
                if self._closed:
                    raise JobLost("the bot is ending; the next one goes on with this job")
                await _first(ended, self._clock.sleep(left))
            finally:
                self._waiting[key].discard(ended)
                if not self._waiting[key]:
                    del self._waiting[key]

    @contextmanager
    def watching(self, key: JobKey) -> Generator[None]:
        """Somebody in this process waits for its end, and shows it: nobody else need be told."""
        self._watched[key] += 1
        try:
            yield
        finally:
            self._watched[key] -= 1
            if not self._watched[key]:
                del self._watched[key]
                self._poke(key.tenant)

    def watched(self, key: JobKey) -> bool:
        """Whether somebody here waits for its end."""
        return key in self._watched

    async def look(self, tenant: str) -> None:
        """Begin what is due of a tenant's jobs, as far as there is room, and let old words leave."""
        jobs = self._stores(tenant).jobs
        await jobs.tidy()
        while not self._closed:
            crowded = sum(job.urgency is Urgency.BACKGROUND for job in self._tasks.values()) >= AT_ONCE
            claim = await jobs.claim(self._lease, least=Urgency.AWAITED if crowded else Urgency.BACKGROUND)
            if claim is None:
                if crowded:
                    self._put_off.add(tenant)
                return
            if self._closed:
                await jobs.give_back(claim.job)
                return
            self._begin(claim)

    async def run(self, key: JobKey) -> Job:
        """Work on one job here and now, or wait for the process that does; returns it once it is over."""
        claim = await self._stores(key.tenant).jobs.claim(self._lease, key.id)
        if claim is not None:
            await self._whole(claim)
        return await self.until_over(key)

    async def idle(self) -> None:
        """Until nothing is under way here."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        """Begin nothing more; jobs under way are given back, for the next process to go on with at once. Calls cut
        off have cost their estimates."""
        self._closed = True
        for work in self._under_way.values():
            work.closing = True
            work.task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for key in tuple(self._waiting):
            self._wake(key)

    def _stores(self, tenant: str) -> Stores:
        return self._database.tenant(tenant)

    def _begin(self, claim: JobClaim) -> None:
        task = asyncio.create_task(self._whole(claim), name=f"job {claim.job.id}")
        self._tasks[task] = claim.job
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        job = self._tasks.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a job could not be ended", exc_info=error, extra={"job": job.id})
        if not self._closed:
            tenants, self._put_off = self._put_off | {job.tenant}, set()
            for tenant in sorted(tenants):
                self._poke(tenant)

    async def _whole(self, claim: JobClaim) -> None:
        """Work on a claimed job, keep the claim meanwhile, and record how it ended."""
        work = _UnderWay(claim, asyncio.create_task(self._work(claim), name=f"work on {claim.job.id}"))
        self._under_way[claim.job.key] = work
        keeping = asyncio.create_task(self._keep(work))
        try:
            await self._record(work, await self._end_of(work))
        finally:
            work.task.cancel()
            keeping.cancel()
            await asyncio.gather(work.task, keeping, return_exceptions=True)
            self._under_way.pop(claim.job.key, None)
            self._wake(claim.job.key)

    def _wake(self, key: JobKey) -> None:
        for waiting in tuple(self._waiting.get(key, ())):
            if not waiting.done():
                waiting.set_result(None)

    async def _work(self, claim: JobClaim) -> str:
        """The result, as it is kept."""
        job, stores = claim.job, self._stores(claim.job.tenant)
        kind = self._kinds[job.kind]
        ledger = JobLedger(stores, claim, self._clock)
        llm = self._models.capped(
            ledger, self._cap(job.tenant), model=job.model, asked_for=job.asked_for, journal=ledger
        )

        async def made_from(event_ids: Sequence[str]) -> None:
            if not await stores.jobs.made_from(job, event_ids):
                raise JobLost("something that this was to be made from has been erased")

        tools = JobTools(job, llm, stores, self._clock, made_from)
        result = await kind.work(kind.request.model_validate_json(claim.request), tools)
        return result.model_dump_json()

    async def _end_of(self, work: _UnderWay) -> JobEnd | None:
        """The end of the work; None where the job goes back, to be worked on again."""
        job = work.claim.job
        if job.kind not in self._kinds:
            work.task.cancel()
            return JobFailed(
                fault="UnknownKind", words=f"this version of the bot knows no jobs of kind {job.kind}"
            )
        if job.attempts > MOST_ATTEMPTS:
            work.task.cancel()
            return JobFailed(fault="GivenUp", words=f"the bot ended {MOST_ATTEMPTS} times over it")
        await asyncio.wait({work.task})
        if work.task.cancelled():
            return None if work.closing else JobCancelled()
        error = work.task.exception()
        if error is None:
            return JobDone(result=work.task.result())
        if isinstance(error, (JobLost, StoreUnavailable)):
            return None
        if not isinstance(error, Exception):
            raise error
        if not isinstance(error, TroupeError):  # the runner's edge: no job may vanish, whatever went wrong
            log.error("a job failed", exc_info=error, extra={"job": job.id})
        return failure_of(error)

    async def _record(self, work: _UnderWay, end: JobEnd | None) -> None:
        """The one place where ends are recorded, whatever they are. The store is waited for while it cannot be
        used; a claim that was lost meanwhile changes nothing."""
        job, jobs = work.claim.job, self._stores(work.claim.job.tenant).jobs
        if end is None:
            await patiently(lambda: jobs.give_back(job), self._clock)
        else:
            await patiently(lambda: jobs.end(job, end), self._clock)

    async def _keep(self, work: _UnderWay) -> None:
        """Renew the claim, and cut the work off once it is lost. Runs until cancelled."""
        jobs = self._stores(work.claim.job.tenant).jobs
        while True:
            await self._clock.sleep(self._lease / 3)
            with suppress(StoreUnavailable):  # what it does next meets the store too
                if not await jobs.renew(work.claim.job, self._lease):
                    work.task.cancel()
                    return


async def _first(ended: "asyncio.Future[None]", sleep: "Awaitable[None]") -> None:
    timer = asyncio.ensure_future(sleep)
    try:
        await asyncio.wait({ended, timer}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        timer.cancel()
        await asyncio.gather(timer, return_exceptions=True)
