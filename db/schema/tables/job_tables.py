"""The tables of jobs: their life cycle without words, the words apart from it, and what these were made from."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import date, datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from db.schema.columns.column_types import Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row


class JobRow(Row, table=True):
    """The life cycle of a job: see troupe.worlds.jobs. No column holds anybody's words.

    `ended_at` is NULL while it is not over, `lease_until` set only while it is claimed, by the clock that
    processes share; `not_before` is time of the world. `epoch` is the world's when it was asked for, 0 outside of
    worlds. What it still holds for calls to come stands on the tenant's day `reserved_on`. `words_until` is when
    its words leave, NULL once they have.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        partial_index("uq_jobs_key", "tenant", "kind", "key", where="key IS NOT NULL", unique=True),
        partial_index("uq_jobs_lock", "tenant", "lock", where="lease_until IS NOT NULL", unique=True),
        partial_index("ix_jobs_open", "tenant", "urgency", "created_at", where="ended_at IS NULL"),
        partial_index("ix_jobs_not_before", "not_before", where="ended_at IS NULL AND lease_until IS NULL"),
        partial_index("ix_jobs_lease_until", "lease_until", where="lease_until IS NOT NULL"),
        partial_index("ix_jobs_untold", "tenant", where="ended_at IS NOT NULL AND told_at IS NULL"),
        partial_index("ix_jobs_words_until", "words_until", where="words_until IS NOT NULL"),
        partial_index("ix_jobs_parent", "parent_id", where="parent_id IS NOT NULL"),
        partial_index("ix_jobs_asked_for", "tenant", "asked_for", where="asked_for IS NOT NULL"),
        Index("ix_jobs_kind", "tenant", "kind", "created_at"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    kind: str
    scope: str
    scope_id: str = ""
    epoch: int = Field(default=0, sa_type=BigInteger)
    lock: str | None = None
    key: str | None = None
    parent_id: str | None = Field(default=None, foreign_key="jobs.id")
    status: str
    urgency: int
    fence: int = Field(default=0, sa_type=BigInteger)
    attempts: int = 0
    model: str | None = None
    asked_for: str | None = None
    place: str | None = None
    not_before: datetime = Field(sa_type=Utc)
    lease_until: datetime | None = Field(default=None, sa_type=Utc)
    created_at: datetime = Field(sa_type=Utc)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)
    told_at: datetime | None = Field(default=None, sa_type=Utc)
    words_until: datetime | None = Field(default=None, sa_type=Utc)
    reserved_tokens: int = Field(default=0, sa_type=BigInteger)
    reserved_usd: float | None = None
    reserved_on: date
    calls_expected: int = 0
    calls_finished: int = 0
    fault: str = ""


class JobWordsRow(Row, table=True):
    """Words of a job, each part apart so that it can be erased: what was asked, what came of it, what went wrong,
    and while it is not over the answer of each finished call."""

    __tablename__ = "job_words"

    job_id: str = Field(primary_key=True, foreign_key="jobs.id")
    part: str = Field(primary_key=True)
    tenant: str
    text: str


class JobSourceRow(Row, table=True):
    """An event that stood in a prompt of a job: what the job has made is erased with the first of them that is."""

    __tablename__ = "job_sources"
    __table_args__ = (Index("ix_job_sources_event", "event_id"),)

    job_id: str = Field(primary_key=True, foreign_key="jobs.id")
    event_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str
