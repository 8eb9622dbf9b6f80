"""What jobs were asked with: a request that repeats erased words is erased with them, and nothing comes of it."""

from sqlalchemy import select as select_columns
from sqlalchemy import union_all
from sqlmodel import select

from db.jobs.job_ending import finish
from db.jobs.job_reading import REQUEST, erase_words
from db.schema.tables.job_tables import JobRow, JobWordsRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.jobs.job import JobCancelled
from troupe.worlds.text.quoted_words import Stretches, stretches

_JOBS, _WORDS = table_of(JobRow).c, table_of(JobWordsRow).c
_WITH_WORDS = union_all(
    select_columns(_JOBS.id).where(_JOBS.tenant == given("tenant"), _JOBS.ended_at.is_(None)),
    select_columns(_JOBS.id).where(_JOBS.tenant == given("tenant"), _JOBS.words_until.is_not(None)),
).subquery()
"""Jobs that are not over, and those of the last days: an index leads to each."""
_REQUESTS = (
    select_columns(_WORDS.job_id, _WORDS.text)
    .join(_WITH_WORDS, _WITH_WORDS.c.id == _WORDS.job_id)
    .where(_WORDS.tenant == given("tenant"), _WORDS.part == REQUEST)
)
_JOB = select(JobRow).where(JobRow.tenant == given("tenant"), JobRow.id == given("job")).with_for_update()


def erase_requests(tx: Tx, words: Stretches) -> None:
    """Look through what the jobs of the last days were asked with; older words have left already."""
    repeating = [row.job_id for row in tx.rows(_REQUESTS) if not words.isdisjoint(stretches(row.text))]
    for job_id in sorted(repeating):
        job = tx.first(_JOB, job=job_id)
        if job is None:
            continue
        if job.ended_at is None:
            finish(tx, job, JobCancelled())
        erase_words(tx, job)
        tx.tell_others()
