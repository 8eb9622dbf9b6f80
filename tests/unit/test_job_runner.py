"""The runner of jobs: every end is recorded, nothing paid for is asked again, who is awaited goes first."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, ClassVar

import pytest
import pytest_asyncio
from pydantic import BaseModel

import db
from tests.unit.purposes import spoken_to
from troupe.core.clock import ManualClock, settle
from troupe.core.errors import Conflict, ModelError, ModelRefused, ModelUnavailable, NotFound, OverBudget
from troupe.core.ids import Ids
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate, Usage
from troupe.engine.job_faults import JobFault
from troupe.engine.job_runner import AT_ONCE, LEASE, MOST_ATTEMPTS, JobRunner
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.scripted_model import Scripted
from troupe.minds.mind import Mind
from troupe.ports import Cap, Database, Stores
from troupe.worlds.jobs.job import JobStatus, NewJob

TENANT = "guild:1"


class Asked(BaseModel):
    calls: int = 1


class Words(BaseModel):
    words: tuple[str, ...] = ()


class Word(BaseModel):
    word: str


Work = Callable[[Asked, JobTools], Awaitable[Words]]


class Chatter(JobKind[Asked, Words]):
    """Asks for a word so many times, one call after the other."""

    word: ClassVar[str] = "chatter"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = Asked
    result = Words

    def __init__(self) -> None:
        self.act: Work = self.chat

    def quote(self, llm: PricedModel, asked: Asked) -> JobQuote:
        return JobQuote(asked.calls, Estimate(tokens=100 * asked.calls))

    async def work(self, asked: Asked, tools: JobTools) -> Words:
        return await self.act(asked, tools)

    async def chat(self, asked: Asked, tools: JobTools) -> Words:
        replies = [await tools.llm.complete(request(number)) for number in range(asked.calls)]
        return Words(words=tuple(reply.value.word for reply in replies))


class Awaited(Chatter):
    """The same, with somebody waiting."""

    word: ClassVar[str] = "awaited"
    urgency: ClassVar[Urgency] = Urgency.AWAITED


def request(number: int) -> Request[Word]:
    return Request(
        messages=(Message("user", f"Word {number}?"),), output=Word, purpose=spoken_to("chatter"), seed=number
    )


class Desk:
    """A database, a model and the runner between them; `restarted` is another process on the same database."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.database = database
        self.clock = clock
        self.llm = Scripted(otherwise=lambda asked: {"word": f"w{asked.seed}"})
        self.chatter, self.awaited = Chatter(), Awaited()
        self.cap = Cap(tokens=10_000)
        self.runners: list[JobRunner] = []
        self.looks: set[asyncio.Task[None]] = set()
        self.runner = self.restarted()

    @property
    def stores(self) -> Stores:
        return self.database.tenant(TENANT)

    def restarted(self) -> JobRunner:
        kinds = (self.chatter, self.awaited)
        mind = Mind(self.llm)
        runner = JobRunner(
            self.database, kinds, mind, self.clock, cap=lambda _: self.cap, poke=lambda tenant: poke(tenant)
        )

        def poke(tenant: str) -> None:
            look = asyncio.ensure_future(runner.look(tenant))
            self.looks.add(look)
            look.add_done_callback(self.looks.discard)

        self.runner = runner
        self.runners.append(runner)
        return runner

    async def done(self, asked: Asked, **order: Any) -> Words | None:
        job = await self.runner.ask(TENANT, self.chatter, asked, NewJob(kind="", request="", **order))
        await self.runner.until_over(job.key)
        return await self.runner.result(self.chatter, job.key)

    async def close(self) -> None:
        for runner in self.runners:
            await runner.close()
        await asyncio.gather(*self.looks, return_exceptions=True)


@pytest_asyncio.fixture
async def desk(clock: ManualClock, ids: Ids) -> AsyncIterator[Desk]:
    database = await db.open("sqlite://", clock=clock, ids=ids)
    desk = Desk(database, clock)
    yield desk
    await desk.close()
    await database.close()


class Gate:
    """Holds up the calls of a model from the n-th on."""

    def __init__(self, desk: Desk, after: int) -> None:
        self.arrived = asyncio.Event()
        self.open = asyncio.Event()
        self._real = desk.chatter.chat
        self._left = after
        desk.chatter.act = self._work

    async def _work(self, asked: Asked, tools: JobTools) -> Words:
        await self._real(Asked(calls=self._left), tools)
        self.arrived.set()
        await self.open.wait()
        return await self._real(asked, tools)


async def test_what_is_asked_for_is_done_and_its_cost_counted(desk: Desk) -> None:
    assert await desk.done(Asked(calls=3)) == Words(words=("w0", "w1", "w2"))
    spend = await desk.stores.budgets.today()
    assert (spend.usage.calls, spend.reserved.tokens) == (3, 0)


@pytest.mark.parametrize(
    "error", [ModelRefused("it declined"), ModelUnavailable("down"), NotFound("no such world")]
)
async def test_the_error_it_ends_by_is_raised_for_who_asked(desk: Desk, error: Exception) -> None:
    async def fail(asked: Asked, tools: JobTools) -> Words:
        raise error

    desk.chatter.act = fail
    with pytest.raises(type(error), match=str(error)):
        await desk.done(Asked())
    (job,) = await desk.stores.jobs.latest("chatter")
    assert (job.status, job.fault) == (JobStatus.FAILED, type(error).__name__)


async def test_an_error_that_nobody_expected_is_an_end_too(desk: Desk) -> None:
    async def fail(asked: Asked, tools: JobTools) -> Words:
        raise ZeroDivisionError("secret words")

    desk.chatter.act = fail
    with pytest.raises(JobFault, match="ZeroDivisionError") as caught:
        await desk.done(Asked())
    assert "secret" not in str(caught.value)


async def test_what_costs_more_than_there_is_is_not_begun(desk: Desk) -> None:
    desk.cap = Cap(tokens=250)
    with pytest.raises(OverBudget):
        await desk.done(Asked(calls=3))
    assert desk.llm.requests == []
    assert await desk.stores.jobs.latest("chatter") == ()


async def test_after_a_restart_what_was_finished_is_not_asked_again(desk: Desk) -> None:
    gate = Gate(desk, after=2)
    job = await desk.runner.ask(TENANT, desk.chatter, Asked(calls=3))
    await gate.arrived.wait()
    await desk.runner.close()
    assert (await desk.stores.jobs.get(job.id)).status is JobStatus.WAITING
    desk.chatter.act = desk.chatter.chat
    runner = desk.restarted()
    await runner.look(TENANT)
    await runner.until_over(job.key)
    assert await runner.result(desk.chatter, job.key) == Words(words=("w0", "w1", "w2"))
    assert [asked.seed for asked in desk.llm.requests] == [0, 1, 2]


async def test_equal_calls_of_one_job_are_told_apart(desk: Desk) -> None:
    answers = iter(["a", "b", "c"])
    desk.llm = Scripted(otherwise=lambda _: {"word": next(answers)})
    gate = asyncio.Event()

    async def twice(asked: Asked, tools: JobTools) -> Words:
        pair = [(await tools.llm.complete(request(0))).value.word for _ in range(2)]
        if not gate.is_set():
            await asyncio.Event().wait()
        return Words(words=tuple(pair))

    desk.chatter.act = twice
    runner = desk.restarted()
    job = await runner.ask(TENANT, desk.chatter, Asked(calls=2))
    while (await desk.stores.jobs.get(job.id)).calls_finished < 2:
        await settle()
    await runner.close()
    gate.set()
    again = desk.restarted()
    assert (await again.run(job.key)).status is JobStatus.DONE
    assert await again.result(desk.chatter, job.key) == Words(words=("a", "b"))


async def test_a_call_that_failed_for_good_is_not_made_again_and_one_that_may_go_well_is(desk: Desk) -> None:
    outcomes: list[Any] = [ModelRefused("no", usage=Usage(calls=1)), ModelUnavailable("down"), {"word": "late"}]
    desk.llm = Scripted(otherwise=lambda _: outcomes.pop(0))
    errors: list[str] = []
    gate = asyncio.Event()

    async def stubborn(asked: Asked, tools: JobTools) -> Words:
        for number in range(2):
            try:
                reply = await tools.llm.complete(request(number))
                errors.append(reply.value.word)
            except ModelError as error:
                errors.append(type(error).__name__)
        if not gate.is_set():
            await asyncio.Event().wait()
        return Words(words=tuple(errors))

    desk.chatter.act = stubborn
    runner = desk.restarted()
    job = await runner.ask(TENANT, desk.chatter, Asked(calls=2))
    while len(errors) < 2:
        await settle()
    await runner.close()
    gate.set()
    assert (await desk.restarted().run(job.key)).status is JobStatus.DONE
    assert errors == ["ModelRefused", "ModelUnavailable", "ModelRefused", "late"]


async def test_long_work_keeps_its_claim(desk: Desk, clock: ManualClock) -> None:
    gate = Gate(desk, after=1)
    job = await desk.runner.ask(TENANT, desk.chatter, Asked(calls=2))
    await gate.arrived.wait()
    first, other = desk.runner, desk.restarted()
    for _ in range(9):
        await clock.advance(LEASE / 3)
        await desk.stores.jobs.get(job.id)  # behind the renewal, which the one thread of SQLite does first
        await settle()
    await other.look(TENANT)
    assert (await desk.stores.jobs.get(job.id)).fence == 1
    gate.open.set()
    await first.until_over(job.key)
    assert [asked.seed for asked in desk.llm.requests] == [0, 0, 1]


async def test_work_whose_job_was_cancelled_is_cut_off(desk: Desk, clock: ManualClock) -> None:
    gate = Gate(desk, after=1)
    job = await desk.runner.ask(TENANT, desk.chatter, Asked(calls=2))
    await gate.arrived.wait()
    await desk.stores.jobs.cancel(job.id)
    await clock.advance(LEASE / 3)
    await desk.runner.idle()
    with pytest.raises(Conflict):
        await desk.runner.result(desk.chatter, job.key)
    assert len(desk.llm.requests) == 1


async def test_a_job_that_kills_its_process_is_given_up(desk: Desk, clock: ManualClock) -> None:
    job = await desk.stores.jobs.add(NewJob(kind="chatter", request=Asked().model_dump_json()), desk.cap)
    assert job is not None
    for _ in range(MOST_ATTEMPTS):
        assert await desk.stores.jobs.claim(LEASE) is not None
        await clock.advance(LEASE)
    await desk.runner.look(TENANT)
    await desk.runner.until_over(job.key)
    with pytest.raises(JobFault, match=str(MOST_ATTEMPTS)):
        await desk.runner.result(desk.chatter, job.key)
    assert desk.llm.requests == []


async def test_a_kind_that_this_version_does_not_know_fails_visibly(desk: Desk) -> None:
    job = await desk.stores.jobs.add(NewJob(kind="ballot", request="{}"), desk.cap)
    assert job is not None
    await desk.runner.look(TENANT)
    assert (await desk.runner.until_over(job.key)).fault == "UnknownKind"


async def test_who_is_awaited_does_not_stand_behind_jobs_that_nobody_waits_for(desk: Desk) -> None:
    gate = Gate(desk, after=0)
    jobs = [await desk.runner.ask(TENANT, desk.chatter, Asked()) for _ in range(AT_ONCE + 2)]
    await gate.arrived.wait()
    urgent = await desk.runner.ask(TENANT, desk.awaited, Asked())
    assert (await desk.runner.until_over(urgent.key)).status is JobStatus.DONE
    waiting = [job for job in jobs if (await desk.stores.jobs.get(job.id)).status is JobStatus.WAITING]
    assert len(waiting) == 2
    gate.open.set()
    for job in jobs:
        assert (await desk.runner.until_over(job.key)).status is JobStatus.DONE
