"""Jobs of a session that are asked for once: after a pause for the budget they are asked for under another key."""

from troupe.core.errors import OverBudget
from troupe.ports import Stores
from troupe.worlds.jobs.job import Job, JobStatus


async def newest_job(stores: Stores, word: str, base: str, resumes: int) -> tuple[str, Job | None]:
    """The key to ask under now, and the job that was asked for by now: one that the budget has not refused, else
    the newest one. `resumes` is how often the session went on after a pause."""
    keys = [base, *(f"{base} {resume}" for resume in range(1, resumes + 1))]
    jobs = {key: job for key in keys if (job := await stores.jobs.of_key(word, key)) is not None}
    return keys[-1], next((job for job in jobs.values() if not refused(job)), jobs.get(keys[-1]))


def refused(job: Job) -> bool:
    """Whether the budget had no room for it: after a resume it is asked for under another key."""
    return job.status is JobStatus.FAILED and job.fault == OverBudget.__name__
