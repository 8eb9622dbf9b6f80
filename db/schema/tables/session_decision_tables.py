"""The tables of a moderator person's decisions: without words, their words, and what these were made from."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import Column, ForeignKeyConstraint, Index
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.table_row import Row

_OF_DECISION = ("session_id", "number"), ("session_decisions.session_id", "session_decisions.number")


class SessionDecisionRow(Row, table=True):
    """A decision, made once for the move of this number: see troupe.worlds.sessions.moderator_decision. `person`
    is a person or guest of the session, `lines` are events; `note` has words of the house alone."""

    __tablename__ = "session_decisions"

    session_id: str = Field(primary_key=True, foreign_key="sessions.id")
    number: int = Field(primary_key=True)
    tenant: str
    kind: str
    step: str
    person: str | None = None
    lines: tuple[str, ...] = Field(sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False))
    note: str = ""
    stand_in: bool = False
    at: datetime = Field(sa_type=Utc)


class SessionDecisionWordsRow(Row, table=True):
    """Words of a decision, each part apart so that it can be erased: who decided, a question, a reason."""

    __tablename__ = "session_decision_words"
    __table_args__ = (ForeignKeyConstraint(*_OF_DECISION),)

    session_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    part: str = Field(primary_key=True)
    tenant: str
    text: str


class SessionDecisionSourceRow(Row, table=True):
    """An event that stood in the prompt of a decision: its words are erased with the first of them that is."""

    __tablename__ = "session_decision_sources"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_DECISION),
        Index("ix_session_decision_sources_event", "event_id"),
    )

    session_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    event_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str
