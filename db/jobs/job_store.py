"""Jobs as a store: see troupe.ports.Jobs, and db.jobs.job_claim for what a claim does."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from db.jobs import job_claim
from db.jobs.job_budget import cost_of, hold
from db.jobs.job_ending import finish
from db.jobs.job_reading import (
    FAULT,
    REQUEST,
    RESULT,
    erase_words,
    job_row,
    to_job,
    words_of,
    write_words,
)
from db.schema.tables.job_tables import JobRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx
from troupe.core.urgency import Urgency
from troupe.core.usage import Usage
from troupe.ports import Cap, ModelCall, Reservation
from troupe.worlds.jobs.job import (
    Job,
    JobCancelled,
    JobClaim,
    JobEnd,
    JobStatus,
    JobWords,
    NewJob,
    ScopeKind,
)

_OF_TENANT = select(JobRow).where(JobRow.tenant == given("tenant"))
_WITH_KEY = _OF_TENANT.where(JobRow.kind == given("kind"), JobRow.key == given("key"))
_OF_KEY = _WITH_KEY.with_for_update()
_LATEST = (
    _OF_TENANT.where(JobRow.kind == given("kind"))
    .order_by(col(JobRow.created_at).desc(), col(JobRow.id))
    .limit(given("limit"))
)
_UNTOLD = _OF_TENANT.where(col(JobRow.ended_at).is_not(None), col(JobRow.told_at).is_(None)).order_by(
    col(JobRow.ended_at), col(JobRow.id)
)
_ASKED_FOR = _OF_TENANT.where(JobRow.asked_for == given("human")).order_by(col(JobRow.id)).with_for_update()
_STALE = (
    _OF_TENANT.where(col(JobRow.words_until) <= given("now"))
    .order_by(col(JobRow.id))
    .with_for_update(skip_locked=True)
)


class SqlJobs:
    """See troupe.ports.Jobs."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def add(self, new: NewJob, cap: Cap) -> Job | None:
        try:
            return await self._tenancy.write(lambda tx: _add(tx, new, cap))
        except IntegrityError:
            if new.key is None:
                raise
            # Another process has asked for the same since we looked: now it is found.
            return await self._tenancy.write(lambda tx: _add(tx, new, cap))

    async def get(self, job_id: str) -> Job:
        return await self._tenancy.read(lambda tx: to_job(job_row(tx, job_id)))

    async def words(self, job_id: str) -> JobWords:
        return await self._tenancy.read(lambda tx: _words(tx, job_id))

    async def of_key(self, kind: str, key: str) -> Job | None:
        def find(tx: Tx) -> Job | None:
            row = tx.first(_WITH_KEY, kind=kind, key=key)
            return None if row is None else to_job(row)

        return await self._tenancy.read(find)

    async def latest(self, kind: str, limit: int = 10) -> tuple[Job, ...]:
        return await self._tenancy.read(
            lambda tx: tuple(to_job(row) for row in tx.all(_LATEST, kind=kind, limit=limit))
        )

    async def claim(
        self, lease: float, job_id: str | None = None, *, least: Urgency = Urgency.BACKGROUND
    ) -> JobClaim | None:
        try:
            return await self._tenancy.write(lambda tx: job_claim.claim(tx, lease, job_id, least))
        except IntegrityError:
            return None  # another process took one of the same lock meanwhile; its end has us look again

    async def renew(self, job: Job, lease: float) -> bool:
        return await self._tenancy.write(lambda tx: job_claim.renew(tx, job, lease))

    async def made_from(self, job: Job, event_ids: Sequence[str]) -> bool:
        return await self._tenancy.write(lambda tx: job_claim.made_from(tx, job, event_ids))

    async def reserve(self, job: Job, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
        return await self._tenancy.write(lambda tx: job_claim.reserve(tx, job, call, cap, lease))

    async def keep(self, job: Job, reservation: Reservation, usage: Usage, key: str, answer: str) -> None:
        await self._tenancy.write(lambda tx: job_claim.keep(tx, job, reservation, usage, key, answer))

    async def end(self, job: Job, end: JobEnd) -> bool:
        return await self._tenancy.write(lambda tx: job_claim.end(tx, job, end))

    async def give_back(self, job: Job) -> None:
        await self._tenancy.write(lambda tx: job_claim.give_back(tx, job))

    async def cancel(self, job_id: str) -> Job:
        return await self._tenancy.write(lambda tx: _cancel(tx, job_id))

    async def untold(self) -> tuple[Job, ...]:
        return await self._tenancy.read(lambda tx: tuple(to_job(row) for row in tx.all(_UNTOLD)))

    async def told(self, job_id: str) -> None:
        await self._tenancy.write(lambda tx: _told(tx, job_id))

    async def forget(self, human_id: str) -> int:
        return await self._tenancy.write(lambda tx: _forget(tx, human_id))

    async def tidy(self) -> None:
        await self._tenancy.write(_tidy)


def _add(tx: Tx, new: NewJob, cap: Cap) -> Job | None:
    epoch = tx.lock_world(new.scope.id).epoch if new.scope.kind is ScopeKind.WORLD else 0
    if new.key is not None and (before := tx.first(_OF_KEY, kind=new.kind, key=new.key)) is not None:
        if not _of_no_use(before):
            return to_job(before)
        before.key = None
        tx.entities.save()
    if new.parent_id is not None:
        job_row(tx, new.parent_id)
    row = JobRow(
        id=tx.ids(),
        tenant=tx.tenant,
        kind=new.kind,
        scope=new.scope.kind.value,
        scope_id=new.scope.id,
        epoch=epoch,
        lock=new.lock,
        key=new.key,
        parent_id=new.parent_id,
        status=JobStatus.WAITING.value,
        urgency=int(new.urgency),
        model=new.model,
        asked_for=new.asked_for,
        place=new.place,
        not_before=tx.now if new.not_before is None else new.not_before,
        created_at=tx.now,
        reserved_on=tx.today,
        calls_expected=new.calls,
    )
    if not hold(tx, row, cap, new.estimate):
        return None
    entity = tx.add(row)
    write_words(tx, entity, REQUEST, new.request)
    tx.tell_others()
    return to_job(entity)


def _of_no_use(row: JobRow) -> bool:
    """Whether nothing came of it, or nothing is kept of what did."""
    return row.ended_at is not None and (row.status != JobStatus.DONE.value or row.words_until is None)


def _words(tx: Tx, job_id: str) -> JobWords:
    words = words_of(tx, job_row(tx, job_id).id)
    return JobWords(
        request=words.get(REQUEST), result=words.get(RESULT), fault=words.get(FAULT), usage=cost_of(tx, job_id)
    )


def _cancel(tx: Tx, job_id: str) -> Job:
    row = job_row(tx, job_id, locked=True)
    if row.ended_at is None:
        finish(tx, row, JobCancelled())
    return to_job(row)


def _told(tx: Tx, job_id: str) -> None:
    row = job_row(tx, job_id, locked=True)
    if row.told_at is None:
        row.told_at = tx.now


def _forget(tx: Tx, human_id: str) -> int:
    rows = tx.all(_ASKED_FOR, human=human_id)
    for row in rows:
        if row.ended_at is None:
            finish(tx, row, JobCancelled())
        erase_words(tx, row)
        row.asked_for = None
        row.told_at = row.told_at or tx.now
    if rows:
        tx.events.erased()
    return len(rows)


def _tidy(tx: Tx) -> None:
    for row in tx.all(_STALE, now=tx.now):
        erase_words(tx, row)
