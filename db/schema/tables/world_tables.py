"""The tables of worlds: the world with its counters, its people, how their minds were left, and for whom they are
muted."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row
from db.schema.tables.content_table import content_reference
from troupe.people.persona.persona import PersonaRef
from troupe.worlds.floor_view import Redo
from troupe.worlds.mind_state import MindState
from troupe.worlds.relation import Relation
from troupe.worlds.world import Caps
from troupe.worlds.world_rhythm import Pulse, Rhythm


class WorldRow(Row, table=True):
    """A world, and its counters: every number per world is allotted from here under the world's lock.

    `seq`, `heard`, `outbox_seq`, `decisions`, `wakes`: the last number given out. `said` is the newest `heard` of
    speech (what the floor must look at), `decided` the newest one a floor decision has covered. `next_beat_at` is
    NULL while the world has no rhythm, is not open to it, or rests. `mutes` is how many members have a row in
    `mutes`: mostly none, and then nobody looks there. `redo` is the turn that the next decision is to give again;
    until `hold_until` no decision is made about what was said. `missed_since` and `missed_until` are the span of
    the last pause, with the time before it in which a call could still have been answered; no end while it lasts.
    `consolidate_at` is when to look whether memories are to be made, NULL where nothing was said since.
    `by_invitation`: of humans, only those are heard who take part in its session. `reveal_held`: the answers of a
    roundtable are kept back though all are in, since humans are still answering.
    """

    __tablename__ = "worlds"
    __table_args__ = (
        partial_index("uq_worlds_open_channel", "tenant", "channel_id", where="closed_at IS NULL", unique=True),
        partial_index("ix_worlds_undecided", "tenant", "id", where="said > decided"),
        partial_index("ix_worlds_wake_at", "wake_at", where="wake_at IS NOT NULL"),
        partial_index("ix_worlds_next_beat_at", "next_beat_at", where="next_beat_at IS NOT NULL"),
        partial_index("ix_worlds_consolidate_at", "consolidate_at", where="consolidate_at IS NOT NULL"),
        Index("ix_worlds_tenant_opened_at", "tenant", "opened_at"),
        partial_index("ix_worlds_channel", "tenant", "channel_id", where="channel_id IS NOT NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    name: str
    channel_id: str | None = None
    parent_id: str | None = None
    guild_id: str | None = None
    mode: str
    status: str
    epoch: int = Field(default=0, sa_type=BigInteger)
    seed: int = Field(default=0, sa_type=BigInteger)
    caps: Caps = Field(sa_column=Column(Document[Caps](Caps, shared=True), nullable=False))
    opened_at: datetime = Field(sa_type=Utc)
    closed_at: datetime | None = Field(default=None, sa_type=Utc)
    wake_at: datetime | None = Field(default=None, sa_type=Utc)
    typing_until: datetime | None = Field(default=None, sa_type=Utc)
    wakes: int = Field(default=0, sa_type=BigInteger)
    seq: int = Field(default=0, sa_type=BigInteger)
    heard: int = Field(default=0, sa_type=BigInteger)
    said: int = Field(default=0, sa_type=BigInteger)
    decided: int = Field(default=0, sa_type=BigInteger)
    decisions: int = Field(default=0, sa_type=BigInteger)
    outbox_seq: int = Field(default=0, sa_type=BigInteger)
    calls_since_human: int = 0
    redo: Redo | None = Field(default=None, sa_column=Column(Document[Redo](Redo, shared=True)))
    hold_until: datetime | None = Field(default=None, sa_type=Utc)
    rhythm: Rhythm | None = Field(default=None, sa_column=Column(Document[Rhythm](Rhythm, shared=True)))
    pulse: Pulse = Field(default=Pulse(), sa_column=Column(Document[Pulse](Pulse, shared=True), nullable=False))
    next_beat_at: datetime | None = Field(default=None, sa_type=Utc)
    mutes: int = 0
    missed_since: datetime | None = Field(default=None, sa_type=Utc)
    missed_until: datetime | None = Field(default=None, sa_type=Utc)
    consolidate_at: datetime | None = Field(default=None, sa_type=Utc)
    by_invitation: bool = False
    reveal_held: bool = False


class PersonRow(Row, table=True):
    """A person of a world. `name_key` is the case-folded name, unique among those present. `talkativeness` is what
    was settled for this world, NULL where the persona's own counts; `relations` how they stand to others here.
    `former_id` is the person of an earlier world
    with whose state of mind they came: what is erased there is erased here. `state` repeats the newest of their
    rows in `mind_states`, that of number `state_number` (0: none), since every turn reads it. `content` is the
    hash of what their persona says. `slug` is the one of `ref`, apart so that those who live as a persona can be
    looked up. `hushed_after` is the `heard` of the line that asked them for a pause: they are quiet until a later
    one calls them by name. They hear what has its place in the order of perception from `hears_from` through
    `hears_through` (NULL while they are here); `read_through` is their cursor on it (see
    db.perception.witnessing). `memories` is the number of the newest memory they ever had."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("world_id", "seat"),
        partial_index("uq_people_present_name", "world_id", "name_key", where="left_at IS NULL", unique=True),
        partial_index("ix_people_former", "former_id", where="former_id IS NOT NULL"),
        partial_index("ix_people_playing", "tenant", "slug", where="left_at IS NULL"),
        content_reference(),
    )

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    seat: int
    name: str
    name_key: str
    content: str
    ref: PersonaRef = Field(sa_column=Column(Document[PersonaRef](PersonaRef, shared=True), nullable=False))
    slug: str
    state: MindState = Field(sa_column=Column(Document[MindState](MindState), nullable=False))
    state_number: int = Field(default=0, sa_type=BigInteger)
    fence: int = Field(default=0, sa_type=BigInteger)
    quiet: bool = False
    hushed_after: int | None = Field(default=None, sa_type=BigInteger)
    talkativeness: float | None = None
    relations: tuple[Relation, ...] = Field(
        default=(), sa_column=Column(Document[tuple[Relation, ...]](tuple[Relation, ...]), nullable=False)
    )
    history_from: int = Field(default=0, sa_type=BigInteger)
    joined_heard: int = Field(default=0, sa_type=BigInteger)
    hears_from: int = Field(default=0, sa_type=BigInteger)
    hears_through: int | None = Field(default=None, sa_type=BigInteger)
    read_through: int = Field(default=0, sa_type=BigInteger)
    joined_at: datetime = Field(sa_type=Utc)
    left_at: datetime | None = Field(default=None, sa_type=Utc)
    former_id: str | None = Field(default=None, foreign_key="people.id")
    memories: int = Field(default=0, sa_type=BigInteger)


class MindStateRow(Row, table=True):
    """A state of mind, and who was left in it; never changed but by an erasure. `number` counts the states of a
    person; the newest is the present one, which the person's own row repeats.

    `fence` is that of the turn that left it, `seq` the world's newest event then. A state that came with somebody
    from another life has that person's id in `former_id`, and in `former_fence` the `fence` of the state that it
    is a copy of.
    """

    __tablename__ = "mind_states"
    __table_args__ = (partial_index("ix_mind_states_former", "former_id", where="former_id IS NOT NULL"),)

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    number: int = Field(primary_key=True, sa_type=BigInteger)
    tenant: str
    fence: int = Field(sa_type=BigInteger)
    seq: int = Field(sa_type=BigInteger)
    former_id: str | None = Field(default=None, foreign_key="people.id")
    former_fence: int | None = Field(default=None, sa_type=BigInteger)
    state: MindState = Field(sa_column=Column(Document[MindState](MindState), nullable=False))


class MuteRow(Row, table=True):
    """A member for whom the people of a world are muted. `name` is how they were called when they asked for it."""

    __tablename__ = "mutes"

    world_id: str = Field(primary_key=True, foreign_key="worlds.id")
    user_id: str = Field(primary_key=True)
    tenant: str
    name: str
    since: datetime = Field(sa_type=Utc)
