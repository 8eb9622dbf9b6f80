"""The tables of sessions: their life cycle without words, their words, worlds, moves and votes."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row
from troupe.worlds.sessions.session_move import MoveAnswer, PostedLine


class SessionRow(Row, table=True):
    """The life cycle of a session: see troupe.worlds.sessions. No column holds anybody's words.

    `moves` is how many moves were made, which is the number of the next one; `released` how many steps of the
    guide may have begun by now, NULL for all of them; `chaired`: a moderator person leads it; `resumed` how many
    moves there were at the latest resume: a question before it that the budget refused is put again. `ended_at`
    is NULL while it is not over."""

    __tablename__ = "sessions"
    __table_args__ = (
        partial_index(
            *("uq_sessions_run", "tenant", "study_id", "condition", "replicate"),
            where="study_id IS NOT NULL",
            unique=True,
        ),
        partial_index(
            "uq_sessions_front", "tenant", "front", where="began_at IS NOT NULL AND ended_at IS NULL", unique=True
        ),
        partial_index("ix_sessions_running", "tenant", "id", where="status = 'running'"),
        partial_index("ix_sessions_backstage", "tenant", "backstage", where="backstage IS NOT NULL"),
        partial_index("ix_sessions_asked_for", "tenant", "asked_for", where="asked_for IS NOT NULL"),
        Index("ix_sessions_created", "tenant", "created_at"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    study_id: str | None = None
    condition: str = ""
    replicate: int = 0
    seed: int = Field(default=0, sa_type=BigInteger)
    status: str
    pause: str | None = None
    moves: int = 0
    released: int | None = None
    chaired: bool = False
    resumed: int = 0
    resumes: int = 0
    model: str | None = None
    asked_for: str | None = None
    guild_id: str | None = None
    front: str | None = None
    backstage: str | None = None
    card: str | None = None
    rooms: tuple[str, ...] = Field(
        default=(), sa_column=Column(Document[tuple[str, ...]](tuple[str, ...], shared=True), nullable=False)
    )
    join_card: str | None = None
    report: str | None = None
    created_at: datetime = Field(sa_type=Utc)
    began_at: datetime | None = Field(default=None, sa_type=Utc)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)
    ended_early: str = ""


class SessionWordsRow(Row, table=True):
    """Words of a session, each part apart so that it can be erased: its plan, and steps put in between."""

    __tablename__ = "session_words"

    session_id: str = Field(primary_key=True, foreign_key="sessions.id")
    part: str = Field(primary_key=True)
    tenant: str
    text: str


class SessionWorldRow(Row, table=True):
    """A world of a session, by its number in it. `slugs` are the words of the panel for those seated at the
    opening, by seat."""

    __tablename__ = "session_worlds"
    __table_args__ = (Index("ix_session_worlds_world", "world_id"),)

    session_id: str = Field(primary_key=True, foreign_key="sessions.id")
    number: int = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    slugs: tuple[str, ...] = Field(sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False))


class SessionMoveRow(Row, table=True):
    """A move that was made; its lines stand in the record, as events. `answers` is empty until the question is
    settled. `guests` are the humans asked besides, who have until `due_at`, or until it is `closed`."""

    __tablename__ = "session_moves"

    session_id: str = Field(primary_key=True, foreign_key="sessions.id")
    number: int = Field(primary_key=True)
    tenant: str
    kind: str
    step: str
    probe: int
    part: int
    asked: tuple[str, ...] = Field(sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False))
    posted: tuple[PostedLine, ...] = Field(
        sa_column=Column(Document[tuple[PostedLine, ...]](tuple[PostedLine, ...]), nullable=False)
    )
    answers: tuple[MoveAnswer, ...] = Field(
        sa_column=Column(Document[tuple[MoveAnswer, ...]](tuple[MoveAnswer, ...]), nullable=False)
    )
    note: str
    guests: tuple[str, ...] = Field(
        default=(), sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False)
    )
    due_at: datetime | None = Field(default=None, sa_type=Utc)
    closed: bool = False
    at: datetime = Field(sa_type=Utc)


class SessionVoteRow(Row, table=True):
    """A vote, or why there is none: options of the guide and numbers, no words of who voted. These stand apart."""

    __tablename__ = "session_votes"

    session_id: str = Field(primary_key=True, foreign_key="sessions.id")
    ballot: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    tenant: str
    chosen: tuple[str, ...] = Field(sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False))
    number: float | None = None
    best: str = ""
    worst: str = ""
    prices: tuple[float, ...] = Field(
        sa_column=Column(Document[tuple[float, ...]](tuple[float, ...]), nullable=False)
    )
    mapped: float | None = None
    missing: str = ""
    at: datetime = Field(sa_type=Utc)


_VOTE = ("session_id", "ballot", "person_id")
_OF_VOTE = tuple(f"session_votes.{column}" for column in _VOTE)


class SessionVoteWordsRow(Row, table=True):
    """Words of a vote, each part apart so that it can be erased: its reason, and an open answer."""

    __tablename__ = "session_vote_words"
    __table_args__ = (ForeignKeyConstraint(_VOTE, _OF_VOTE),)

    session_id: str = Field(primary_key=True)
    ballot: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    tenant: str
    text: str


class SessionVoteSourceRow(Row, table=True):
    """An event that stood in the prompt of a vote: its words are erased with the first of them that is."""

    __tablename__ = "session_vote_sources"
    __table_args__ = (
        ForeignKeyConstraint(_VOTE, _OF_VOTE),
        Index("ix_session_vote_sources_event", "event_id"),
    )

    session_id: str = Field(primary_key=True)
    ballot: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str
