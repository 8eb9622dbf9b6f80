"""The tables of what is spent: the calls of models, and the days of a tenant."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import date, datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row
from troupe.core.usage import Usage


class CallRow(Row, table=True):
    """A model call, of any purpose, for whichever human asked for it (by id), with what was reserved for it.

    A decision of a turn comes in when it is counted; for whom it was, the event tells that the turn answers. Any
    other call is here before it is made, and holds its reservation until `expires_at` becomes NULL: settled, with
    its `usage`, or lapsed, without. `job_id` is the job that it was made for, if for one, under which `job_fence`
    (no foreign key: the table is older than that of jobs)."""

    __tablename__ = "calls"
    __table_args__ = (
        partial_index("ix_calls_open", "tenant", "day", where="expires_at IS NOT NULL"),
        partial_index("ix_calls_job", "job_id", where="job_id IS NOT NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    day: date
    purpose: str
    asked_for: str | None = None
    model: str = ""
    turn_id: str | None = Field(default=None, foreign_key="turns.id")
    job_id: str | None = None
    job_fence: int | None = Field(default=None, sa_type=BigInteger)
    tokens: int = Field(default=0, sa_type=BigInteger)
    usd: float | None = None
    expires_at: datetime | None = Field(default=None, sa_type=Utc)
    usage: Usage | None = Field(default=None, sa_column=Column(Document[Usage](Usage), nullable=True))


class DayRow(Row, table=True):
    """The spending of a tenant on one UTC day, and the sums held reserved for open turns and other calls under
    way; `held_tokens` of these for sessions. `notified`: the cap's notice is out."""

    __tablename__ = "days"

    tenant: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    calls: int = Field(default=0, sa_type=BigInteger)
    tokens_in: int = Field(default=0, sa_type=BigInteger)
    tokens_cached: int = Field(default=0, sa_type=BigInteger)
    tokens_out: int = Field(default=0, sa_type=BigInteger)
    usd: float | None = None
    latency: float = 0.0
    reserved_tokens: int = Field(default=0, sa_type=BigInteger)
    reserved_usd: float | None = None
    held_tokens: int = Field(default=0, sa_type=BigInteger)
    notified: bool = False


class SessionHoldRow(Row, table=True):
    """The sum that is left of what a session was quoted, held on this day for its calls to come."""

    __tablename__ = "session_holds"

    session_id: str = Field(primary_key=True, foreign_key="sessions.id")
    tenant: str
    day: date
    tokens: int = Field(default=0, sa_type=BigInteger)
    usd: float | None = None
