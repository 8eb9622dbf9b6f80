"""The tables of memories: what people keep of what they witnessed, what each memory rests on, and what members
allowed."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from db.schema.columns.column_types import Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row


class MemoryRow(Row, table=True):
    """A memory of a person (see troupe.worlds.memories). It goes as a whole, with the first line that stood in the
    prompt it was made in: these have their places from `first` through `through`. `newest` is the place of the
    newest line that it rests on. `number` counts the memories of a person. `job_id` is the job that made it."""

    __tablename__ = "memories"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        Index("ix_memories_world", "world_id", "through"),
        partial_index("ix_memories_superseded", "superseded_by", where="superseded_by IS NOT NULL"),
        partial_index("ix_memories_pinned", "person_id", where="pinned"),
        partial_index("ix_memories_about", "tenant", "about_member", where="about_member IS NOT NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    person_id: str = Field(foreign_key="people.id")
    number: int = Field(sa_type=BigInteger)
    kind: str
    text: str
    topic: str = ""
    about: str = ""
    about_member: str | None = None
    said_by: str = ""
    hearsay: bool = False
    at: datetime = Field(sa_type=Utc)
    made_at: datetime = Field(sa_type=Utc)
    first: int = Field(sa_type=BigInteger)
    through: int = Field(sa_type=BigInteger)
    newest: int = Field(sa_type=BigInteger)
    superseded_by: str | None = None
    pinned: bool = False
    edited_by: str | None = None
    stand_in: bool = False
    job_id: str | None = None


class MemorySourceRow(Row, table=True):
    """An event that a memory rests on."""

    __tablename__ = "memory_sources"
    __table_args__ = (Index("ix_memory_sources_event", "event_id"),)

    memory_id: str = Field(primary_key=True, foreign_key="memories.id")
    event_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str


class MemoryMemberRow(Row, table=True):
    """A member of whom a fact or a reflection tells: it goes with the permission."""

    __tablename__ = "memory_members"
    __table_args__ = (Index("ix_memory_members_member", "tenant", "member_id"),)

    memory_id: str = Field(primary_key=True, foreign_key="memories.id")
    member_id: str = Field(primary_key=True)
    tenant: str


class ExperienceRow(Row, table=True):
    """A stretch of what a person witnessed, of which memories were made, or are to be while `made_at` is NULL.
    `version` rises when something in it is erased. `attempts` counts how often it was asked for."""

    __tablename__ = "experiences"
    __table_args__ = (
        partial_index("ix_experiences_waiting", "world_id", where="made_at IS NULL"),
        Index("ix_experiences_world", "world_id", "through"),
    )

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    through: int = Field(primary_key=True, sa_type=BigInteger)
    first: int = Field(sa_type=BigInteger)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    version: int = 0
    attempts: int = 0
    made_at: datetime | None = Field(default=None, sa_type=Utc)
    reflected: bool = False


class ConsentRow(Row, table=True):
    """A member who was asked whether people may remember facts about them (`asked_at`), or has allowed it
    (`since`, NULL if not)."""

    __tablename__ = "consents"

    tenant: str = Field(primary_key=True)
    member_id: str = Field(primary_key=True)
    since: datetime | None = Field(default=None, sa_type=Utc)
    asked_at: datetime | None = Field(default=None, sa_type=Utc)
