"""The table of what is on its way out."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row
from troupe.worlds.outbox import Offer


class LineRow(Row, table=True):
    """One message on its way out. `due_at` says when it next wants attention; NULL once settled."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("world_id", "seq"),
        partial_index("ix_outbox_unsettled", "world_id", "seq", where="due_at IS NOT NULL"),
        partial_index("ix_outbox_due_at", "due_at", where="due_at IS NOT NULL"),
        partial_index("ix_outbox_message", "message_id", where="message_id IS NOT NULL"),
        Index("ix_outbox_event", "event_id"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    seq: int = Field(sa_type=BigInteger)
    kind: str
    status: str
    epoch: int = Field(sa_type=BigInteger)
    channel_id: str
    place: str
    event_id: str = Field(foreign_key="events.id")
    person_id: str | None = Field(default=None, foreign_key="people.id")
    name: str = ""
    slug: str = ""
    text: str
    offers: tuple[Offer, ...] = Field(
        default=(), sa_column=Column(Document[tuple[Offer, ...]](tuple[Offer, ...], shared=True), nullable=False)
    )
    part: int = 0
    parts: int = 1
    target_message: str | None = None
    due_at: datetime | None = Field(default=None, sa_type=Utc)
    not_before: datetime | None = Field(default=None, sa_type=Utc)
    blocked_since: datetime | None = Field(default=None, sa_type=Utc)
    marked_at: datetime | None = Field(default=None, sa_type=Utc)
    lease_until: datetime | None = Field(default=None, sa_type=Utc)
    owner: str | None = None
    attempts: int = 0
    message_id: str | None = None
    webhook_id: str | None = None
    stand_in: bool = False
    reason: str = ""
