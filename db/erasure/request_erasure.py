"""What jobs were asked with: a request that repeats erased words is erased with them, and nothing comes of it."""

from sqlmodel import col, select

from db.jobs.job_ending import finish
from db.jobs.job_reading import REQUEST, erase_words
from db.schema.job_tables import JobRow, JobWordsRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.jobs.job import JobCancelled
from troupe.worlds.text.quoted_words import Stretches, stretches

_REQUESTS = select(JobWordsRow).where(JobWordsRow.tenant == given("tenant"), col(JobWordsRow.part) == REQUEST)
_JOB = select(JobRow).where(JobRow.tenant == given("tenant"), JobRow.id == given("job")).with_for_update()


def erase_requests(tx: Tx, words: Stretches) -> None:
    """Look through what the jobs of the last days were asked with; older words have left already."""
    repeating = [row.job_id for row in tx.all(_REQUESTS) if not words.isdisjoint(stretches(row.text))]
    for job_id in sorted(repeating):
        job = tx.first(_JOB, job=job_id)
        if job is None:
            continue
        if job.ended_at is None:
            finish(tx, job, JobCancelled())
        erase_words(tx, job)
        tx.tell_others()
