"""The ends of jobs, and beginning anew where what they were made from is gone."""

from datetime import timedelta

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.jobs.job_budget import let_go
from db.jobs.job_reading import FAULT, RESULT, children_of, erase_answers, erase_what_it_made, write_words
from db.schema.tables.job_tables import JobRow, JobSourceRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.errors import NotFound
from troupe.worlds.jobs.job import JobCancelled, JobDone, JobEnd, JobFailed, JobStatus, ScopeKind
from troupe.worlds.world import WorldStatus

KEPT = timedelta(days=7)
"""How long the words of a job stay when it is over: long enough for whoever asked to look at its result."""
CANCELLED = "cancelled"

_SOURCE = table_of(JobSourceRow).c
_MADE_FROM = (
    select(JobRow)
    .where(
        JobRow.tenant == given("tenant"),
        col(JobRow.id).in_(
            select_columns(_SOURCE.job_id).where(
                _SOURCE.tenant == given("tenant"), _SOURCE.event_id == given("event")
            )
        ),
    )
    .order_by(col(JobRow.id))
    .with_for_update()
)


def finish(tx: Tx, row: JobRow, end: JobEnd) -> None:
    """End a job whose row is locked: what it held is given back, the answers of its calls leave. Whatever has it
    for a parent ends with it, unless it came to a result."""
    descendants = [] if isinstance(end, JobDone) else _descendants(tx, row)
    _close(tx, row, end)
    for descendant in descendants:
        _close(tx, descendant, JobCancelled())
    for closed in (row, *descendants):
        let_go(tx, closed)


def _descendants(tx: Tx, row: JobRow) -> list[JobRow]:
    """All that have it for a parent, or a parent's parent, and are not over; locked before any day is."""
    queue, descendants = [row], list[JobRow]()
    while queue:
        children = children_of(tx, queue.pop())
        descendants += children
        queue += children
    return descendants


def _close(tx: Tx, row: JobRow, end: JobEnd) -> None:
    match end:
        case JobDone(result=result):
            row.status = JobStatus.DONE.value
            write_words(tx, row, RESULT, result)
        case JobFailed(fault=fault, words=words):
            row.status, row.fault = JobStatus.FAILED.value, fault
            write_words(tx, row, FAULT, words)
        case JobCancelled():
            row.status, row.fault = JobStatus.CANCELLED.value, CANCELLED
    row.ended_at, row.words_until, row.lease_until = tx.now, tx.now + KEPT, None
    row.fence += 1
    if row.place is None:
        row.told_at = tx.now  # nobody is to be told
    erase_answers(tx, row)


def hopeless(tx: Tx, row: JobRow) -> bool:
    """Whether nothing is to come of a job: its world was stopped since it was asked for, or is gone; or the job
    that it was for has come to nothing."""
    if row.scope == ScopeKind.WORLD.value:
        try:
            world = tx.world(row.scope_id)
        except NotFound:
            return True
        if world.epoch != row.epoch or world.status == WorldStatus.CLOSED.value:
            return True
    if row.parent_id is None:
        return False
    parent = tx.must(JobRow, row.parent_id)
    return parent.status in (JobStatus.FAILED.value, JobStatus.CANCELLED.value)


def begin_anew(tx: Tx, event_id: str) -> None:
    """An event was erased: all that jobs have made of it goes. Those not over are worked on once more from what is
    left; of those that are, the result is gone. The event's world is locked."""
    for row in tx.all(_MADE_FROM, event=event_id):
        erase_what_it_made(tx, row)
        if row.ended_at is None:
            row.status, row.lease_until = JobStatus.WAITING.value, None
            row.fence += 1
            row.calls_finished = 0
            tx.tell_others()
