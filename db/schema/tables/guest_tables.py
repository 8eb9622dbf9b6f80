"""The tables of the guests of sessions: humans who take part, what they answered and voted.

They stand apart from those of simulated people, so that no query counts both as one, and all of them leave with
whoever withdraws."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row


class SessionGuestRow(Row, table=True):
    """A human who has agreed to take part, under a pseudonym: the only place that says which member it is. Who has
    withdrawn leaves a row without either, so that reports can say that somebody has."""

    __tablename__ = "session_guests"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        partial_index(
            "uq_session_guests_member", "session_id", "user_id", where="user_id IS NOT NULL", unique=True
        ),
        partial_index("ix_session_guests_user", "tenant", "user_id", where="user_id IS NOT NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    session_id: str = Field(foreign_key="sessions.id")
    number: int
    name: str
    user_id: str | None = None
    consent: str
    joined_at: datetime = Field(sa_type=Utc)
    left_at: datetime | None = Field(default=None, sa_type=Utc)


class GuestAnswerRow(Row, table=True):
    """An answer of a guest. `text` is empty once it was revealed, or where the guest wrote in front: then it
    stands in the record."""

    __tablename__ = "session_guest_answers"

    guest_id: str = Field(primary_key=True, foreign_key="session_guests.id")
    step: str = Field(primary_key=True)
    probe: int = Field(primary_key=True)
    tenant: str
    text: str
    events: tuple[str, ...] = Field(sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False))
    at: datetime = Field(sa_type=Utc)


class GuestVoteRow(Row, table=True):
    """A vote of a guest, with its words: it leaves whole."""

    __tablename__ = "session_guest_votes"

    guest_id: str = Field(primary_key=True, foreign_key="session_guests.id")
    ballot: str = Field(primary_key=True)
    tenant: str
    chosen: tuple[str, ...] = Field(sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False))
    number: float | None = None
    best: str = ""
    worst: str = ""
    prices: tuple[float, ...] = Field(
        sa_column=Column(Document[tuple[float, ...]](tuple[float, ...]), nullable=False)
    )
    reason: str = ""
    words: str = ""
    at: datetime = Field(sa_type=Utc)
