"""The tables of turns: what the floor decided, the turns that came of it, and the roundtables that hold them."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row
from troupe.people.persona.persona import PersonaRef
from troupe.worlds.floor_view import FloorDecision
from troupe.worlds.turn import Outcome, Provenance

Stretch = tuple[int, int]
"""The first and last place in the order of perception of something."""


class TurnStatus(StrEnum):
    """OPEN: being decided. HELD: decided, kept for the reveal. The others are ends: COMMITTED, FAILED (the mind
    could not), VOID (stopped, removed, its triggers deleted, or too late for the reveal)."""

    OPEN = "open"
    HELD = "held"
    COMMITTED = "committed"
    FAILED = "failed"
    VOID = "void"


class DecisionRow(Row, table=True):
    """One floor decision. `cause` is `event`, or `wake N` for the N-th wake of the world: with `through` the
    key that lets the dice be rolled once only. `number` orders the decisions of a world."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("world_id", "through", "cause"), UniqueConstraint("world_id", "number"))

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    number: int = Field(sa_type=BigInteger)
    through: int = Field(sa_type=BigInteger)
    cause: str
    at: datetime = Field(sa_type=Utc)
    decision: FloorDecision = Field(sa_column=Column(Document[FloorDecision](FloorDecision), nullable=False))


class RoundRow(Row, table=True):
    """A roundtable: the answers of its turns are held until all have settled or the deadline has passed."""

    __tablename__ = "rounds"
    __table_args__ = (
        partial_index("uq_rounds_open", "world_id", where="ended_at IS NULL", unique=True),
        partial_index("ix_rounds_deadline", "deadline", where="ended_at IS NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    members: tuple[str, ...] = Field(sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False))
    opened_at: datetime = Field(sa_type=Utc)
    deadline: datetime = Field(sa_type=Utc)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)


class TurnRow(Row, table=True):
    """A turn. `ended_at` is NULL while it is open or held, `lease_until` only while it is open. `lease` is its
    length in seconds. What was reserved stands on the tenant's day `reserved_on` until the turn ends.

    `shown_from` and `shown_through` are the first and last `heard` of what its prompts showed, for good: in them
    stood nothing else but what the person had on its way; `unshown` are stretches between them of lines that
    were left out: passed over, waiting for another turn, by members who had muted the people, or lying between
    what came back to the person (`recalled`, by `heard`; memories by id in `remembered`) and what followed.
    `passed` is how many lines it told of by number only, the last of them at `passed_through`. `claimed` are the
    `heard` of the lines it took to be read, for good unless they are unread again, and `calls` those among them
    that are said to its person. `read_before` is the person's cursor from before."""

    __tablename__ = "turns"
    __table_args__ = (
        partial_index("uq_turns_open_person", "person_id", where="ended_at IS NULL", unique=True),
        partial_index("ix_turns_open_world", "world_id", where="ended_at IS NULL"),
        partial_index("ix_turns_lease_until", "lease_until", where="lease_until IS NOT NULL"),
        partial_index("ix_turns_round", "round_id", where="round_id IS NOT NULL"),
        partial_index("ix_turns_passed", "person_id", "passed_through", where="passed > 0"),
        Index("ix_turns_person", "person_id", "shown_through"),
        Index("ix_turns_claimed", "world_id", "claimed_at"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    person_id: str = Field(foreign_key="people.id")
    round_id: str | None = Field(default=None, foreign_key="rounds.id")
    decision_id: str = Field(foreign_key="decisions.id")
    position: int
    fence: int = Field(sa_type=BigInteger)
    epoch: int = Field(sa_type=BigInteger)
    claims: int = 1
    lease: float
    lease_until: datetime | None = Field(default=None, sa_type=Utc)
    place: str
    through: int = Field(sa_type=BigInteger)
    shown_from: int = Field(default=0, sa_type=BigInteger)
    shown_through: int = Field(default=0, sa_type=BigInteger)
    unshown: tuple[Stretch, ...] = Field(
        default=(), sa_column=Column(Document[tuple[Stretch, ...]](tuple[Stretch, ...]), nullable=False)
    )
    recalled: tuple[int, ...] = Field(
        default=(), sa_column=Column(Document[tuple[int, ...]](tuple[int, ...]), nullable=False)
    )
    remembered: tuple[str, ...] = Field(
        default=(), sa_column=Column(Document[tuple[str, ...]](tuple[str, ...]), nullable=False)
    )
    passed: int = 0
    passed_through: int = Field(default=0, sa_type=BigInteger)
    claimed: tuple[int, ...] = Field(
        default=(), sa_column=Column(Document[tuple[int, ...]](tuple[int, ...]), nullable=False)
    )
    calls: tuple[int, ...] = Field(
        default=(), sa_column=Column(Document[tuple[int, ...]](tuple[int, ...]), nullable=False)
    )
    read_before: int = Field(default=0, sa_type=BigInteger)
    seed: int = Field(sa_type=BigInteger)
    redone: bool = False
    trigger_id: str | None = Field(default=None, foreign_key="events.id")
    obliged: bool = False
    status: str
    reason: str = ""
    claimed_at: datetime = Field(sa_type=Utc)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)
    reserved_tokens: int = Field(default=0, sa_type=BigInteger)
    reserved_usd: float | None = None
    reserved_on: date
    ref: PersonaRef = Field(sa_column=Column(Document[PersonaRef](PersonaRef, shared=True), nullable=False))
    choice: str | None = None
    provenance: Provenance | None = Field(
        default=None, sa_column=Column(Document[Provenance](Provenance), nullable=True)
    )
    outcome: Outcome | None = Field(default=None, sa_column=Column(Document[Outcome](Outcome), nullable=True))
