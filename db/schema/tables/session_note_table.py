"""The table of notes on sessions."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from db.schema.columns.column_types import Utc
from db.schema.columns.table_row import Row


class SessionNoteRow(Row, table=True):
    """A note: see troupe.worlds.sessions.session_note. `number` counts the notes of a session."""

    __tablename__ = "session_notes"
    __table_args__ = (
        Index("ix_session_notes_session", "session_id", "number"),
        Index("ix_session_notes_by", "tenant", "by_id"),
    )

    id: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="sessions.id")
    number: int
    tenant: str
    kind: str
    by_id: str
    by_name: str
    text: str
    event_id: str | None = Field(default=None, foreign_key="events.id")
    person_id: str | None = Field(default=None, foreign_key="people.id")
    settled: bool = False
    at: datetime = Field(sa_type=Utc)
