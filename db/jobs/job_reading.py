"""Jobs found, and their words."""

from collections.abc import Sequence

from sqlmodel import col, delete, select

from db.schema.tables.job_tables import JobRow, JobSourceRow, JobWordsRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import NotFound
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.worlds.jobs.job import Job, JobScope, JobStatus, ScopeKind

REQUEST, RESULT, FAULT = "request", "result", "fault"
CALL = "call "
"""How the part begins that is the answer of a call, before the call's key."""

_BY_ID = select(JobRow).where(JobRow.tenant == given("tenant"), JobRow.id == given("job"))
_LOCKED = _BY_ID.with_for_update()
_CHILDREN = (
    select(JobRow)
    .where(JobRow.tenant == given("tenant"), JobRow.parent_id == given("job"), col(JobRow.ended_at).is_(None))
    .order_by(col(JobRow.id))
    .with_for_update()
)
_WORDS = select(JobWordsRow).where(JobWordsRow.tenant == given("tenant"), JobWordsRow.job_id == given("job"))
_ALL_WORDS = delete(JobWordsRow).where(
    col(JobWordsRow.tenant) == given("tenant"), col(JobWordsRow.job_id) == given("job")
)
_MADE_WORDS = _ALL_WORDS.where(col(JobWordsRow.part) != REQUEST)
_ANSWERS = _ALL_WORDS.where(col(JobWordsRow.part).startswith(CALL, autoescape=True))
_SOURCES = delete(JobSourceRow).where(
    col(JobSourceRow.tenant) == given("tenant"), col(JobSourceRow.job_id) == given("job")
)


def job_row(tx: Tx, job_id: str, *, locked: bool = False) -> JobRow:
    """The job, its row ours until the transaction ends if `locked`: after its world, before the day. Raises
    NotFound, as for another tenant's."""
    row = tx.first(_LOCKED if locked else _BY_ID, job=job_id)
    if row is None:
        raise NotFound("there is no such job", field="job")
    return row


def children_of(tx: Tx, row: JobRow) -> Sequence[JobRow]:
    """The jobs that have it for a parent and are not over, locked."""
    return tx.all(_CHILDREN, job=row.id)


def words_of(tx: Tx, job_id: str) -> dict[str, str]:
    """The words of a job, by their part."""
    return {row.part: row.text for row in tx.all(_WORDS, job=job_id)}


def write_words(tx: Tx, row: JobRow, part: str, text: str) -> None:
    """Keep words unless this part is there."""
    tx.insert_if_missing(JobWordsRow, {"job_id": row.id, "part": part, "tenant": tx.tenant, "text": text})


def erase_answers(tx: Tx, row: JobRow) -> None:
    """Erase the answers of its calls: nobody needs them once it is over."""
    tx.run(_ANSWERS, job=row.id)


def erase_what_it_made(tx: Tx, row: JobRow) -> None:
    """Erase all of its words but those in which it was asked for; it is made from nothing any more."""
    tx.run(_MADE_WORDS, job=row.id)
    tx.run(_SOURCES, job=row.id)


def erase_words(tx: Tx, row: JobRow) -> None:
    """Erase all of its words."""
    tx.run(_ALL_WORDS, job=row.id)
    tx.run(_SOURCES, job=row.id)
    row.words_until = None


def to_job(row: JobRow) -> Job:
    return Job(
        tenant=row.tenant,
        id=row.id,
        kind=row.kind,
        scope=JobScope(kind=ScopeKind(row.scope), id=row.scope_id),
        epoch=row.epoch,
        status=JobStatus(row.status),
        fence=row.fence,
        attempts=row.attempts,
        urgency=Urgency(row.urgency),
        model=row.model,
        asked_for=row.asked_for,
        place=row.place,
        parent_id=row.parent_id,
        not_before=row.not_before,
        created_at=row.created_at,
        ended_at=row.ended_at,
        told=row.told_at is not None,
        held=Estimate(tokens=row.reserved_tokens, usd=row.reserved_usd),
        calls_expected=row.calls_expected,
        calls_finished=row.calls_finished,
        fault=row.fault,
    )
