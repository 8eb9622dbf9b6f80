"""Claiming a job, and what whoever holds it may do with it until it ends."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.cycle.budgets import settle_call
from db.jobs.job_budget import reserve_out_of, settle_dead_calls
from db.jobs.job_ending import finish, hopeless
from db.jobs.job_reading import CALL, REQUEST, job_row, to_job, words_of, write_words
from db.schema.tables.event_tables import EventRow
from db.schema.tables.job_tables import JobRow, JobSourceRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import JobLost
from troupe.core.urgency import Urgency
from troupe.core.usage import Usage
from troupe.ports import Cap, ModelCall, Reservation
from troupe.worlds.jobs.job import Job, JobCancelled, JobClaim, JobEnd, JobStatus, ScopeKind

_AT_A_LOOK = 20
_Other = aliased(JobRow)
_LOCK_TAKEN = (
    select(_Other.id)
    .where(
        col(_Other.tenant) == col(JobRow.tenant),
        col(_Other.lock) == col(JobRow.lock),
        col(_Other.lease_until).is_not(None),
        col(_Other.id) != col(JobRow.id),
    )
    .correlate(JobRow)
    .exists()
)
_READY = (
    select(JobRow)
    .where(
        JobRow.tenant == given("tenant"),
        col(JobRow.ended_at).is_(None),
        JobRow.not_before <= given("now"),
        JobRow.urgency <= given("least"),
        or_(col(JobRow.lease_until).is_(None), col(JobRow.lease_until) <= given("lease_now")),
        ~_LOCK_TAKEN,
    )
    .order_by(col(JobRow.urgency), col(JobRow.created_at), col(JobRow.id))
    .limit(_AT_A_LOOK)
    .with_for_update(of=JobRow, skip_locked=True)
)
_READY_ONE = _READY.where(JobRow.id == given("job"))
_EVENTS = select(EventRow).where(EventRow.tenant == given("tenant"), EventRow.id == given("event"))


def claim(tx: Tx, lease: float, job_id: str | None, least: Urgency) -> JobClaim | None:
    """See troupe.ports.Jobs.claim."""
    while rows := _ready(tx, job_id, least):
        for row in rows:
            if hopeless(tx, row):
                finish(tx, row, JobCancelled())
                continue
            return _taken(tx, row, lease)
        tx.entities.save()  # those that ended are looked for no more
    return None


def _ready(tx: Tx, job_id: str | None, least: Urgency) -> Sequence[JobRow]:
    limits: dict[str, object] = {"now": tx.now, "lease_now": tx.lease_now, "least": int(least)}
    return tx.all(_READY, **limits) if job_id is None else tx.all(_READY_ONE, job=job_id, **limits)


def _taken(tx: Tx, row: JobRow, lease: float) -> JobClaim:
    settle_dead_calls(tx, row)
    row.status = JobStatus.RUNNING.value
    row.fence += 1
    row.attempts += 1
    row.lease_until = tx.lease_now + timedelta(seconds=lease)
    words = words_of(tx, row.id)
    answers = {part.removeprefix(CALL): text for part, text in words.items() if part.startswith(CALL)}
    return JobClaim(job=to_job(row), request=words.get(REQUEST, ""), answers=answers)


def ours(tx: Tx, job: Job) -> JobRow | None:
    """The locked row of a job that was claimed, as long as the claim is the latest one and something is to come of
    it."""
    row = job_row(tx, job.id, locked=True)
    if row.ended_at is not None or row.lease_until is None or row.fence != job.fence or hopeless(tx, row):
        return None
    return row


def renew(tx: Tx, job: Job, lease: float) -> bool:
    row = ours(tx, job)
    if row is None:
        return False
    row.lease_until = tx.lease_now + timedelta(seconds=lease)
    return True


def made_from(tx: Tx, job: Job, event_ids: Sequence[str]) -> bool:
    """The worlds of the events are taken first: an erasure under way is waited for, a later one sees the rows."""
    events = [event for event_id in event_ids if (event := tx.first(_EVENTS, event=event_id)) is not None]
    for world_id in sorted({event.world_id for event in events}):
        tx.lock_world(world_id)
    row = ours(tx, job)
    fresh = [event for event_id in event_ids if (event := tx.first(_EVENTS, event=event_id)) is not None]
    if row is None or len(fresh) != len(event_ids) or any(event.erased for event in fresh):
        return False
    for event in fresh:
        source = {"job_id": row.id, "event_id": event.id, "tenant": tx.tenant}
        tx.insert_if_missing(JobSourceRow, source)
    return True


def reserve(tx: Tx, job: Job, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
    row = ours(tx, job)
    if row is None:
        raise JobLost("another process has taken this job over, or nothing is to come of it any more")
    return reserve_out_of(tx, row, call, cap, lease)


def keep(tx: Tx, job: Job, reservation: Reservation, usage: Usage, key: str, answer: str) -> None:
    row = ours(tx, job)
    settle_call(tx, reservation, usage)
    if row is not None:
        write_words(tx, row, CALL + key, answer)
        row.calls_finished += 1
        row.attempts = 0


def end(tx: Tx, job: Job, what: JobEnd) -> bool:
    """A stop of the world comes before or after it, never in the middle."""
    if job.scope.kind is ScopeKind.WORLD:
        tx.lock_world(job.scope.id)
    row = ours(tx, job)
    if row is not None:
        finish(tx, row, what)
        tx.tell_others()
        return True
    row = job_row(tx, job.id)
    if row.fence == job.fence and row.ended_at is None and hopeless(tx, row):
        finish(tx, row, JobCancelled())
    return False


def give_back(tx: Tx, job: Job) -> None:
    row = ours(tx, job)
    if row is not None:
        row.status, row.lease_until = JobStatus.WAITING.value, None
        row.attempts -= 1
        tx.tell_others()
