"""Jobs as a store: durable model work from its being asked for to its end, each call of it in the ledger."""

from collections.abc import Sequence
from typing import Protocol

from troupe.core.urgency import Urgency
from troupe.core.usage import Usage
from troupe.ports.ledger_ports import Cap, ModelCall, Reservation
from troupe.worlds.jobs.job import Job, JobClaim, JobEnd, JobWords, NewJob


class Jobs(Protocol):
    """The jobs of one tenant. Whoever works on one hands in the job as it was claimed; once its lease has been
    lost, its fence is another, and nothing of what the former claim does counts but its cost."""

    async def add(self, new: NewJob, cap: Cap) -> Job | None:
        """Keep a job and set aside what it costs at most; None, and nothing kept, where today's cap has no room
        for that. Raises NotFound for a world or parent that the tenant does not have."""
        ...

    async def get(self, job_id: str) -> Job:
        """Raises NotFound."""
        ...

    async def words(self, job_id: str) -> JobWords:
        """What it was asked and what came of it. Raises NotFound."""
        ...

    async def of_key(self, kind: str, key: str) -> Job | None:
        """The job of a kind that was last asked for under this key."""
        ...

    async def latest(self, kind: str, limit: int = 10) -> tuple[Job, ...]:
        """The newest jobs of a kind, newest first."""
        ...

    async def claim(
        self, lease: float, job_id: str | None = None, *, least: Urgency = Urgency.BACKGROUND
    ) -> JobClaim | None:
        """Take the most urgent job that is due, none less urgent than `least`, or this one if it is due: waiting,
        or left by a process that has died, whose calls under way are counted as having cost their estimates. Jobs
        of a world that was stopped since, or of a parent that was cancelled, end here. None if there is nothing to
        do."""
        ...

    async def renew(self, job: Job, lease: float) -> bool:
        """Keep it; False if it is no longer ours, or to come to nothing."""
        ...

    async def made_from(self, job: Job, event_ids: Sequence[str]) -> bool:
        """Note the events that a prompt of this job is about to show, before it is sent: when one of them is
        erased, so is all that the job has made. False if one is already, or the job is no longer ours."""
        ...

    async def reserve(self, job: Job, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
        """As Ledger.reserve, out of what the job holds as far as that goes. Raises JobLost if it is no longer
        ours: a process that was taken for dead makes no further calls."""
        ...

    async def keep(self, job: Job, reservation: Reservation, usage: Usage, key: str, answer: str) -> None:
        """As Ledger.settle, and in the same transaction the answer: a finished call is never made again. The
        answer is dropped if the job is no longer ours."""
        ...

    async def end(self, job: Job, end: JobEnd) -> bool:
        """End it with its result, or without one; False if it is no longer ours. The answers of its calls leave,
        and so does what it still held. If it did not come to a result, neither do those that have it for a
        parent."""
        ...

    async def give_back(self, job: Job) -> None:
        """Let go of a job because this process is ending: whoever claims next takes it over at once."""
        ...

    async def cancel(self, job_id: str) -> Job:
        """Have nothing come of it, nor of those that have it for a parent; one that is over stays as it is. Raises
        NotFound."""
        ...

    async def untold(self) -> tuple[Job, ...]:
        """Jobs asked for in a channel that are over, and of whose end nobody has been told."""
        ...

    async def told(self, job_id: str) -> None:
        """The end of this job was shown."""
        ...

    async def forget(self, human_id: str) -> int:
        """Erase the words of every job that was asked for by this human, and whose asking it was; those not over
        are cancelled. Returns how many there were."""
        ...

    async def tidy(self) -> None:
        """Erase the words of jobs that have been over for longer than they are kept."""
        ...
