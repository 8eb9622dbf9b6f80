"""Jobs on both databases: one claimant, one result, what they hold and cost, what stops and what erases them."""

import asyncio
from pathlib import Path

import pytest

import db
from db.database import SqlDatabase
from tests.store.leftovers import texts_of
from tests.store.stage import ANA, TENANT, Stage
from troupe.core.clock import ManualClock
from troupe.core.errors import JobLost, NotFound
from troupe.core.ids import seeded_ids
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate, Usage
from troupe.ports import Cap, Jobs, ModelCall
from troupe.worlds.jobs.job import (
    Job,
    JobCancelled,
    JobClaim,
    JobDone,
    JobFailed,
    JobScope,
    JobStatus,
    NewJob,
)

LEASE = 60.0
WORDS = "a tram driver who collects umbrellas"


def new(tokens: int = 0, **changes: object) -> NewJob:
    job = NewJob(kind="test", request=WORDS, estimate=Estimate(tokens=tokens), calls=3, asked_for=ANA.id)
    return job.model_copy(update=changes)


def call(tokens: int) -> ModelCall:
    return ModelCall(purpose="test", model="grand", estimate=Estimate(tokens=tokens), asked_for=ANA.id)


async def added(jobs: Jobs, job: NewJob, cap: Cap | None = None) -> Job:
    kept = await jobs.add(job, cap or Cap())
    assert kept is not None
    return kept


async def claimed(jobs: Jobs) -> JobClaim:
    claim = await jobs.claim(LEASE)
    assert claim is not None
    return claim


async def test_a_job_is_claimed_once_worked_on_and_ended(database: SqlDatabase, clock: ManualClock) -> None:
    jobs = database.tenant(TENANT).jobs
    job = await added(jobs, new())
    assert await database.due_jobs(clock.now()) == (TENANT,)
    claim = await claimed(jobs)
    assert (claim.job.id, claim.request, claim.job.status) == (job.id, WORDS, JobStatus.RUNNING)
    assert await jobs.claim(LEASE) is None
    assert await database.due_jobs(clock.now()) == ()
    assert await jobs.end(claim.job, JobDone(result="Rosa"))
    assert not await jobs.end(claim.job, JobFailed(fault="late", words="again"))
    over = await jobs.get(job.id)
    assert (over.status, over.ended_at, over.told) == (JobStatus.DONE, clock.now(), True)
    words = await jobs.words(job.id)
    assert (words.request, words.result, words.fault) == (WORDS, "Rosa", None)
    assert await database.due_jobs(clock.now()) == ()


async def test_a_hundred_claimants_share_ten_jobs(database: SqlDatabase) -> None:
    jobs = database.tenant(TENANT).jobs
    made = {(await added(jobs, new())).id for _ in range(10)}
    claims = await asyncio.gather(*(jobs.claim(LEASE) for _ in range(100)))
    ids = [claim.job.id for claim in claims if claim is not None]
    assert sorted(ids) == sorted(made)


async def test_the_urgent_go_first_and_none_before_its_time(database: SqlDatabase, clock: ManualClock) -> None:
    jobs = database.tenant(TENANT).jobs
    slow = await added(jobs, new())
    fast = await added(jobs, new(urgency=Urgency.AWAITED))
    later = await added(jobs, new(urgency=Urgency.SPOKEN_TO, not_before=clock.now().replace(hour=10)))
    assert [(await claimed(jobs)).job.id for _ in range(2)] == [fast.id, slow.id]
    assert await jobs.claim(LEASE) is None
    assert await database.next_wake() == clock.now().replace(minute=1)
    await clock.advance(3600)
    assert await database.due_jobs(clock.now()) == (TENANT,)
    assert (await claimed(jobs)).job.id == later.id


async def test_of_one_lock_only_one_runs(database: SqlDatabase) -> None:
    jobs = database.tenant(TENANT).jobs
    for _ in range(3):
        await added(jobs, new(lock="person:1"))
    claims = await asyncio.gather(*(jobs.claim(LEASE) for _ in range(5)))
    (first,) = [claim for claim in claims if claim is not None]
    assert await jobs.claim(LEASE) is None
    await jobs.end(first.job, JobDone(result=""))
    assert (await claimed(jobs)).job.id != first.job.id


async def test_what_is_asked_for_twice_under_a_key_is_one_job(database: SqlDatabase) -> None:
    jobs = database.tenant(TENANT).jobs
    asked = await asyncio.gather(*(jobs.add(new(key="wave 1"), Cap()) for _ in range(4)))
    assert len({job.id for job in asked if job is not None}) == 1
    await jobs.end((await claimed(jobs)).job, JobFailed(fault="Trouble", words="no"))
    again = await added(jobs, new(key="wave 1"))
    assert asked[0] is not None
    assert again.id != asked[0].id
    await jobs.end((await claimed(jobs)).job, JobDone(result="yes"))
    assert (await added(jobs, new(key="wave 1"))).id == again.id


async def test_a_lease_that_ran_out_is_taken_over_and_its_holder_can_do_nothing_more(
    database: SqlDatabase, clock: ManualClock
) -> None:
    stores = database.tenant(TENANT)
    jobs, cap = stores.jobs, Cap(tokens=1000)
    await added(jobs, new(600), cap)
    dead = await claimed(jobs)
    reservation = await jobs.reserve(dead.job, call(200), cap, LEASE)
    assert reservation is not None
    await clock.advance(LEASE)
    assert await database.due_jobs(clock.now()) == (TENANT,)
    alive = await claimed(jobs)
    assert (alive.job.fence, alive.job.attempts) == (dead.job.fence + 1, 2)
    assert not await jobs.renew(dead.job, LEASE)
    with pytest.raises(JobLost):
        await jobs.reserve(dead.job, call(1), cap, LEASE)
    # The call that was under way may have been answered: it has cost what it can have cost, once.
    await jobs.keep(dead.job, reservation, Usage(calls=1, tokens_in=150), "first", "too late")
    assert not await jobs.end(dead.job, JobDone(result="too late"))
    spend = await stores.budgets.today()
    assert (spend.usage.calls, spend.usage.tokens, spend.reserved.tokens) == (1, 200, 400)
    assert await jobs.end(alive.job, JobDone(result="in time"))
    assert (await jobs.words(alive.job.id)).result == "in time"
    assert (await stores.budgets.today()).reserved.tokens == 0


async def test_finished_calls_are_there_after_a_restart_and_leave_with_the_end(
    database: SqlDatabase, clock: ManualClock
) -> None:
    jobs = database.tenant(TENANT).jobs
    await added(jobs, new())
    claim = await claimed(jobs)
    for number in range(2):
        reservation = await jobs.reserve(claim.job, call(10), Cap(), LEASE)
        assert reservation is not None
        await jobs.keep(claim.job, reservation, Usage(calls=1, tokens_in=7), f"call {number}", f"yes {number}")
    assert (await jobs.get(claim.job.id)).calls_finished == 2
    await clock.advance(LEASE)
    again = await claimed(jobs)
    assert again.answers == {"call 0": "yes 0", "call 1": "yes 1"}
    assert again.job.attempts == 1
    await jobs.end(again.job, JobDone(result="both"))
    assert (await jobs.words(claim.job.id)).usage == Usage(calls=2, tokens_in=14)
    assert [place for place, _ in await texts_of(database) if place == "job_words.part"] == ["job_words.part"] * 2


async def test_a_job_holds_what_it_costs_and_its_calls_draw_on_that(database: SqlDatabase) -> None:
    stores = database.tenant(TENANT)
    jobs, cap = stores.jobs, Cap(tokens=1000)
    await added(jobs, new(700), cap)
    assert await jobs.add(new(400), cap) is None
    assert await stores.budgets.reserve(call(400), cap, LEASE) is None
    claim = await claimed(jobs)
    reservation = await jobs.reserve(claim.job, call(300), cap, LEASE)
    assert reservation is not None
    spend = await stores.budgets.today()
    assert spend.reserved.tokens == 700
    assert (await jobs.get(claim.job.id)).held.tokens == 400
    assert await jobs.reserve(claim.job, call(701), cap, LEASE) is None
    assert (await stores.budgets.today()).reserved.tokens == 700
    await jobs.keep(claim.job, reservation, Usage(calls=1, tokens_in=100), "one", "yes")
    assert (await stores.budgets.today()).reserved.tokens == 400
    await jobs.cancel(claim.job.id)
    spend = await stores.budgets.today()
    assert (spend.reserved.tokens, spend.usage.tokens) == (0, 100)


async def test_what_is_held_over_midnight_is_held_for_the_new_day(
    database: SqlDatabase, clock: ManualClock
) -> None:
    stores = database.tenant(TENANT)
    jobs, cap = stores.jobs, Cap(tokens=1000)
    await added(jobs, new(600), cap)
    claim = await jobs.claim(86_400.0)
    assert claim is not None
    await clock.advance(20 * 3600)
    reservation = await jobs.reserve(claim.job, call(200), cap, LEASE)
    assert reservation is not None
    assert reservation.day == clock.now().date()
    assert (await stores.budgets.today()).reserved.tokens == 600
    await jobs.keep(claim.job, reservation, Usage(calls=1, tokens_in=50), "one", "yes")
    await jobs.end(claim.job, JobDone(result=""))
    spend = await stores.budgets.today()
    assert (spend.reserved.tokens, spend.usage.tokens) == (0, 50)


async def test_nothing_comes_of_a_job_whose_world_was_stopped(stage: Stage, clock: ManualClock) -> None:
    jobs = stage.stores.jobs
    running = await added(jobs, new(100, scope=JobScope.of_world(stage.id)), Cap(tokens=1000))
    waiting = await added(jobs, new(100, scope=JobScope.of_world(stage.id)), Cap(tokens=1000))
    claim = await claimed(jobs)
    await stage.stores.worlds.halt(stage.id, "Ana")
    assert not await jobs.renew(claim.job, LEASE)
    with pytest.raises(JobLost):
        await jobs.reserve(claim.job, call(1), Cap(), LEASE)
    assert not await jobs.end(claim.job, JobDone(result="too late"))
    assert await jobs.claim(LEASE) is None
    for job in (running, waiting):
        assert (await jobs.get(job.id)).status is JobStatus.CANCELLED
    assert (await stage.stores.budgets.today()).reserved.tokens == 0
    # What is asked for after the stop is of the new epoch.
    await added(jobs, new(scope=JobScope.of_world(stage.id)))
    assert await jobs.claim(LEASE) is not None


async def test_who_has_a_cancelled_job_for_a_parent_is_cancelled_too(database: SqlDatabase) -> None:
    stores = database.tenant(TENANT)
    jobs, cap = stores.jobs, Cap(tokens=1000)
    parent = await added(jobs, new(10), cap)
    child = await added(jobs, new(10, parent_id=parent.id), cap)
    grandchild = await added(jobs, new(10, parent_id=child.id), cap)
    other = await added(jobs, new(10), cap)
    await jobs.cancel(parent.id)
    for job in (parent, child, grandchild):
        assert (await jobs.get(job.id)).status is JobStatus.CANCELLED
    assert (await jobs.get(other.id)).status is JobStatus.WAITING
    assert (await stores.budgets.today()).reserved.tokens == 10
    late = await added(jobs, new(parent_id=parent.id))
    assert (await claimed(jobs)).job.id == other.id
    assert await jobs.claim(LEASE) is None
    assert (await jobs.get(late.id)).status is JobStatus.CANCELLED


async def test_a_process_that_ends_hands_its_jobs_on_at_once(database: SqlDatabase) -> None:
    jobs = database.tenant(TENANT).jobs
    await added(jobs, new())
    first = await claimed(jobs)
    await jobs.give_back(first.job)
    again = await claimed(jobs)
    assert (again.job.fence, again.job.attempts) == (first.job.fence + 1, 1)


async def test_a_tenant_sees_its_own_jobs_only(database: SqlDatabase) -> None:
    mine, theirs = database.tenant(TENANT).jobs, database.tenant("guild:2").jobs
    job = await added(mine, new())
    assert await theirs.claim(LEASE) is None
    assert await theirs.latest("test") == ()
    for look in (theirs.get(job.id), theirs.words(job.id), theirs.cancel(job.id)):
        with pytest.raises(NotFound):
            await look
    with pytest.raises(NotFound):
        await theirs.add(new(parent_id=job.id), Cap())
    assert [found.id for found in await mine.latest("test")] == [job.id]


async def test_of_an_end_in_a_channel_somebody_is_told_once(database: SqlDatabase, clock: ManualClock) -> None:
    jobs = database.tenant(TENANT).jobs
    job = await added(jobs, new(place="100"))
    await jobs.end((await claimed(jobs)).job, JobDone(result="Rosa"))
    assert await database.due_jobs(clock.now()) == (TENANT,)
    assert [untold.id for untold in await jobs.untold()] == [job.id]
    await jobs.told(job.id)
    assert await jobs.untold() == ()
    assert await database.due_jobs(clock.now()) == ()


async def test_the_words_of_a_job_leave_a_week_after_its_end(database: SqlDatabase, clock: ManualClock) -> None:
    jobs = database.tenant(TENANT).jobs
    job = await added(jobs, new())
    await jobs.end((await claimed(jobs)).job, JobDone(result="Rosa with the umbrellas"))
    await clock.advance(7 * 86_400 - 1)
    await jobs.tidy()
    assert (await jobs.words(job.id)).result is not None
    await clock.advance(1)
    assert await database.due_jobs(clock.now()) == (TENANT,)
    await jobs.tidy()
    assert not [text for _, text in await texts_of(database) if "umbrellas" in text]
    assert (await jobs.get(job.id)).status is JobStatus.DONE
    assert await database.due_jobs(clock.now()) == ()


async def test_no_column_of_a_life_cycle_holds_a_word(database: SqlDatabase) -> None:
    jobs = database.tenant(TENANT).jobs
    await added(jobs, new())
    await added(jobs, new())
    await jobs.end((await claimed(jobs)).job, JobFailed(fault="ModelRefused", words="no umbrellas here"))
    await jobs.end((await claimed(jobs)).job, JobDone(result="Rosa with the umbrellas"))
    assert {place for place, text in await texts_of(database) if "umbrellas" in text} == {"job_words.text"}


async def test_what_was_made_from_an_erased_line_leaves_and_is_made_anew(
    database: SqlDatabase, stage: Stage
) -> None:
    jobs = stage.stores.jobs
    posted = await stage.hear("I collect umbrellas")
    other = await stage.hear("And I do not")
    assert posted.event is not None
    assert other.event is not None
    done, under_way = await added(jobs, new()), await added(jobs, new())
    first, second = sorted([await claimed(jobs), await claimed(jobs)], key=lambda claim: claim.job.id != done.id)
    for claim in (first, second):
        assert await jobs.made_from(claim.job, [posted.event.id, other.event.id])
        reservation = await jobs.reserve(claim.job, call(10), Cap(), LEASE)
        assert reservation is not None
        await jobs.keep(claim.job, reservation, Usage(calls=1), "one", "She collects umbrellas")
    await jobs.end(first.job, JobDone(result="She collects umbrellas"))
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert (await jobs.words(done.id)).result is None
    assert not await jobs.end(second.job, JobDone(result="She collects umbrellas"))
    again = await claimed(jobs)
    assert (again.job.id, again.answers, again.job.calls_finished) == (under_way.id, {}, 0)
    assert not await jobs.made_from(again.job, [posted.event.id])
    assert await jobs.made_from(again.job, [other.event.id])
    assert not [
        text
        for _, text in await texts_of(database)
        if "She collects umbrellas" in text or text == "I collect umbrellas"
    ]


async def test_a_member_who_is_forgotten_takes_the_words_they_asked_with_along(database: SqlDatabase) -> None:
    jobs = database.tenant(TENANT).jobs
    over = await added(jobs, new(place="100"))
    await jobs.end((await claimed(jobs)).job, JobDone(result="Rosa with the umbrellas"))
    under_way = await added(jobs, new())
    kept = await added(jobs, new(asked_for="another", request="somebody else"))
    assert await jobs.forget(ANA.id) == 2
    assert not [text for _, text in await texts_of(database) if "umbrellas" in text]
    assert [(await jobs.get(job.id)).asked_for for job in (over, under_way, kept)] == [None, None, "another"]
    assert (await jobs.get(under_way.id)).status is JobStatus.CANCELLED
    assert (await claimed(jobs)).job.id == kept.id


async def test_a_later_process_goes_on_with_what_waits(tmp_path: Path, clock: ManualClock) -> None:
    url = f"sqlite:///{tmp_path}/troupe.db"
    before = await db.open(url, clock=clock, ids=seeded_ids(1))
    job = await added(before.tenant(TENANT).jobs, new())
    await before.close()
    after = await db.open(url, clock=clock, ids=seeded_ids(2))
    assert await after.due_jobs(clock.now()) == (TENANT,)
    claim = await claimed(after.tenant(TENANT).jobs)
    assert (claim.job.id, claim.request) == (job.id, WORDS)
    assert await after.tenant(TENANT).jobs.end(claim.job, JobCancelled())
    await after.close()
