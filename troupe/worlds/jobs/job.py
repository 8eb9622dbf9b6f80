"""A job: one durable piece of model work that is no turn, from its being asked for to its end."""

from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate, Usage


class JobStatus(StrEnum):
    """WAITING: to be claimed. RUNNING: claimed, as long as its lease lasts. The others are ends; CANCELLED:
    somebody took it back, or the world it belongs to was stopped."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self not in (JobStatus.WAITING, JobStatus.RUNNING)


class ScopeKind(StrEnum):
    """The thing whose stop ends a job. Only a world can be stopped so far."""

    TENANT = "tenant"
    WORLD = "world"
    SESSION = "session"


class JobScope(Frozen):
    """The world or session that a job belongs to, by id; without an id, the tenant as a whole."""

    kind: ScopeKind = ScopeKind.TENANT
    id: str = ""

    @classmethod
    def of_world(cls, world_id: str) -> "JobScope":
        return cls(kind=ScopeKind.WORLD, id=world_id)


class JobKey(NamedTuple):
    """Enough to find a job, no data."""

    tenant: str
    id: str


class NewJob(Frozen):
    """The order for a job. `request` is what its kind is asked for, as JSON: words, kept apart from its life
    cycle.

    Of jobs with one `lock` only one runs at a time. A job with a `key` is asked for once: asked for again, it is
    the same one, unless nothing came of it or its words have left. `calls` is how many model calls it takes at
    most, as far as is known, and `estimate` what all of them cost at most, which is set aside. `place` is the
    channel where it was asked for, where its end is told if nobody is waiting for it any more.
    """

    kind: str
    request: str
    scope: JobScope = JobScope()
    lock: str | None = None
    key: str | None = None
    model: str | None = None
    urgency: Urgency = Urgency.BACKGROUND
    estimate: Estimate = Estimate(tokens=0, usd=0.0)
    calls: int = 1
    not_before: AwareDatetime | None = None
    parent_id: str | None = None
    asked_for: str | None = None
    place: str | None = None


class Job(Frozen):
    """The life cycle of a job, without a word of anybody.

    `epoch` is the world's at the time of asking: under another one nothing comes of the job. `attempts` are the
    claims since one of its calls was last finished. `held` is what is set aside for calls yet to be made. `fault`
    is the kind of error it failed by. `told`: its end was shown to whoever asked.
    """

    tenant: str
    id: str
    kind: str
    scope: JobScope
    epoch: int
    status: JobStatus
    fence: int
    attempts: int
    urgency: Urgency
    model: str | None
    asked_for: str | None
    place: str | None
    parent_id: str | None
    not_before: AwareDatetime
    created_at: AwareDatetime
    ended_at: AwareDatetime | None
    told: bool
    held: Estimate
    calls_expected: int
    calls_finished: int
    fault: str

    @property
    def key(self) -> JobKey:
        return JobKey(self.tenant, self.id)


class JobClaim(Frozen):
    """A job to be worked on by whoever claimed it: what is asked, and the answers of model calls that were
    finished under former claims, by the key of each call."""

    job: Job
    request: str
    answers: dict[str, str] = Field(default_factory=dict)


class JobDone(Frozen):
    """The end of a job that came to a result, as JSON."""

    result: str


class JobFailed(Frozen):
    """The end of a job that came to none. `fault` is the kind of error, `words` what it says."""

    fault: str
    words: str


class JobCancelled(Frozen):
    """The end of a job that nothing is to come of any more."""


JobEnd = JobDone | JobFailed | JobCancelled


class JobWords(Frozen):
    """The words of a job, asked and answered, as far as these words are still kept."""

    request: str | None = None
    result: str | None = None
    fault: str | None = None
    usage: Usage = Usage()
    """What all its calls have cost."""
