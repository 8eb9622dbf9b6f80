"""The tables. Private to `db`: rows are not validated by SQLModel, everybody else gets domain values.

Conventions that keep the busy queries cheap and the same on both databases: a column that is NULL once its matter
is closed (`closed_at`, `ended_at`, `due_at`, `lease_until`, `wake_at`, …) carries the partial index of what is
open, so a sleeping world has no entry in any index that is looked at while it sleeps. Every table has a tenant.
What people wrote stands in `event_texts`, `outbox.text`, a held turn's `outcome` and `job_words`, and nowhere
else: these are what an erasure empties. What a member made of a persona stands in `persona_documents`, `avatars`,
`panel_members` and the people who live as it.
"""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.schema.column_types import Document, Utc
from db.schema.partial_index import partial_index
from troupe.core.usage import Usage
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.floor_view import FloorDecision, Redo
from troupe.worlds.guild_settings import GuildSettings
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox import Offer
from troupe.worlds.turn import Outcome, Provenance
from troupe.worlds.world import Caps
from troupe.worlds.world_rhythm import Pulse, Rhythm


class TurnStatus(StrEnum):
    """OPEN: being decided. HELD: decided, kept for the reveal. The others are ends: COMMITTED, FAILED (the mind
    could not), VOID (stopped, removed, its triggers deleted, or too late for the reveal)."""

    OPEN = "open"
    HELD = "held"
    COMMITTED = "committed"
    FAILED = "failed"
    VOID = "void"


class Row(SQLModel):
    """The base of every table: constraint names follow one convention, so that migrations can name them."""

    metadata: ClassVar[MetaData] = MetaData(  # pyright: ignore[reportIncompatibleVariableOverride]
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class WorldRow(Row, table=True):
    """A world, and its counters: every number per world is allotted from here under the world's lock.

    `seq`, `heard`, `outbox_seq`, `decisions`, `wakes`: the last number given out. `said` is the newest `heard` of
    speech (what the floor must look at), `decided` the newest one a floor decision has covered. `next_beat_at` is
    NULL while the world has no rhythm, is not open to it, or rests. `mutes` is how many members have a row in
    `mutes`: mostly none, and then nobody looks there. `redo` is the turn that the next decision is to give again;
    until `hold_until` no decision is made about what was said. `missed_since` and `missed_until` are the span of
    the last pause, with the time before it in which a call could still have been answered; no end while it lasts.
    """

    __tablename__ = "worlds"
    __table_args__ = (
        partial_index("uq_worlds_open_channel", "tenant", "channel_id", where="closed_at IS NULL", unique=True),
        partial_index("ix_worlds_undecided", "tenant", "id", where="said > decided"),
        partial_index("ix_worlds_wake_at", "wake_at", where="wake_at IS NOT NULL"),
        partial_index("ix_worlds_next_beat_at", "next_beat_at", where="next_beat_at IS NOT NULL"),
        Index("ix_worlds_tenant_opened_at", "tenant", "opened_at"),
        partial_index("ix_worlds_channel", "tenant", "channel_id", where="channel_id IS NOT NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    name: str
    channel_id: str | None = None
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


class PersonRow(Row, table=True):
    """A person of a world. `name_key` is the case-folded name, unique among those present. `talkativeness` is what
    was settled for this world, NULL where the persona's own counts. `former_id` is the person of an earlier world
    with whose state of mind they came: what is erased there is erased here. `slug` is the one of `ref`, apart so
    that those who live as a persona can be looked up. `hushed_after` is the `heard` of the line that asked them
    for a pause: they are quiet until a later one calls them by name. They hear what has its place in the order of
    perception from `hears_from` through `hears_through` (NULL while they are here); `read_through` is their cursor
    on it (see db.perception.witnessing)."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("world_id", "seat"),
        partial_index("uq_people_present_name", "world_id", "name_key", where="left_at IS NULL", unique=True),
        partial_index("ix_people_former", "former_id", where="former_id IS NOT NULL"),
        partial_index("ix_people_playing", "tenant", "slug", where="left_at IS NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    seat: int
    name: str
    name_key: str
    persona: Persona = Field(sa_column=Column(Document[Persona](Persona, shared=True), nullable=False))
    ref: PersonaRef = Field(sa_column=Column(Document[PersonaRef](PersonaRef, shared=True), nullable=False))
    slug: str
    state: MindState = Field(sa_column=Column(Document[MindState](MindState), nullable=False))
    fence: int = Field(default=0, sa_type=BigInteger)
    quiet: bool = False
    hushed_after: int | None = Field(default=None, sa_type=BigInteger)
    talkativeness: float | None = None
    history_from: int = Field(default=0, sa_type=BigInteger)
    joined_heard: int = Field(default=0, sa_type=BigInteger)
    hears_from: int = Field(default=0, sa_type=BigInteger)
    hears_through: int | None = Field(default=None, sa_type=BigInteger)
    read_through: int = Field(default=0, sa_type=BigInteger)
    joined_at: datetime = Field(sa_type=Utc)
    left_at: datetime | None = Field(default=None, sa_type=Utc)
    former_id: str | None = Field(default=None, foreign_key="people.id")


class EventRow(Row, table=True):
    """One line of the record, never changed but for its delivery and the fact of erasure.

    `message_id` is the platform's id of the human's message, or of a speech's first delivered part;
    `platform_order` the platform's own order of human messages. `turn_id` is the turn that produced it, and
    through what that turn was shown the events it derives from (no foreign key: turns refer to events already).
    `audience` is who perceives it from `heard` on (see db.record.event_appending). `moot`: nobody has to answer it
    any more, and it counts as read by all who had not.
    `version` rises with every change to the event or its text.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("world_id", "seq"),
        UniqueConstraint("world_id", "heard"),
        UniqueConstraint("world_id", "message_id"),
        partial_index(
            "ix_events_place_order", "world_id", "place", "platform_order", where="platform_order IS NOT NULL"
        ),
        partial_index("ix_events_author_heard", "author_id", "heard", where="author_id IS NOT NULL"),
        partial_index("ix_events_target", "target", where="target IS NOT NULL"),
        partial_index("ix_events_turn", "turn_id", where="turn_id IS NOT NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    seq: int = Field(sa_type=BigInteger)
    heard: int | None = Field(default=None, sa_type=BigInteger)
    at: datetime = Field(sa_type=Utc)
    kind: str
    author_kind: str
    author_id: str | None = None
    author_name: str | None = None
    place: str
    target: str | None = Field(default=None, foreign_key="events.id")
    addressed: tuple[str, ...] = Field(
        default=(), sa_column=Column(Document[tuple[str, ...]](tuple[str, ...], shared=True), nullable=False)
    )
    mentions_bot: bool = False
    message_id: str | None = None
    platform_order: int | None = Field(default=None, sa_type=BigInteger)
    delivery: str | None = None
    stand_in: bool = False
    audience: str
    moot: bool = False
    erased: bool = False
    version: int = 0
    turn_id: str | None = None


class EventTextRow(Row, table=True):
    """What an event says, apart from the event so that it can be erased."""

    __tablename__ = "event_texts"

    event_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str
    text: str


class WaitingRow(Row, table=True):
    """A line that a person has not read, where their cursor does not tell: it is said to them (`addressed`, as the
    platform or the floor has it), or it was left unread below the cursor."""

    __tablename__ = "waiting"
    __table_args__ = (Index("ix_waiting_world", "world_id", "heard"),)

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    heard: int = Field(primary_key=True, sa_type=BigInteger)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    addressed: bool = False


class PassageRow(Row, table=True):
    """Lines of which a turn told its person only how many there were: all that reached them from `first` through
    `last`. Never one that is said to them."""

    __tablename__ = "passages"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    last: int = Field(primary_key=True, sa_type=BigInteger)
    first: int = Field(sa_type=BigInteger)
    tenant: str
    turn_id: str = Field(foreign_key="turns.id")


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
    stood nothing else but what the person had on its way. `passed` is how many lines it told of by number only,
    the last of them at `passed_through`. `claimed` are the `heard` of the lines it took to be read, for good
    unless they are unread again, and `calls` those among them that are said to its person. `read_before` is the
    person's cursor from before.
    """

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
    """What a tenant spent on one UTC day, and holds reserved for open turns and other calls under way. `notified`:
    the cap's notice is out."""

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
    notified: bool = False


class GuildRow(Row, table=True):
    """What a tenant has settled for all its worlds."""

    __tablename__ = "guilds"

    tenant: str = Field(primary_key=True)
    settings: GuildSettings = Field(sa_column=Column(Document[GuildSettings](GuildSettings), nullable=False))


class MuteRow(Row, table=True):
    """A member for whom the people of a world are muted. `name` is how they were called when they asked for it."""

    __tablename__ = "mutes"

    world_id: str = Field(primary_key=True, foreign_key="worlds.id")
    user_id: str = Field(primary_key=True)
    tenant: str
    name: str
    since: datetime = Field(sa_type=Utc)


class BriefingRow(Row, table=True):
    """What a newcomer was told, as an event that only they perceive: through which `heard` of what it was made
    from, and by what. Its sources stand in `sources`."""

    __tablename__ = "briefings"

    event_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str
    through: int = Field(sa_type=BigInteger)
    provenance: Provenance = Field(sa_column=Column(Document[Provenance](Provenance), nullable=False))
    usage: Usage = Field(sa_column=Column(Document[Usage](Usage), nullable=False))


class SourceRow(Row, table=True):
    """An event made from others has a row for each of them: it is erased with the first of them that is."""

    __tablename__ = "sources"
    __table_args__ = (Index("ix_sources_source", "source_id"),)

    event_id: str = Field(primary_key=True, foreign_key="events.id")
    source_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str


class PersonaRow(Row, table=True):
    """A community's own persona. `newest` is its newest version, `since` the first one of its present life: who
    was removed and made anew goes on counting, and nothing of the former life comes back."""

    __tablename__ = "personas"

    tenant: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    newest: int = 0
    since: int = 1
    removed_at: datetime | None = Field(default=None, sa_type=Utc)
    removed_by: str | None = None


class VersionRow(Row, table=True):
    """One version of a persona, without its content; never changed."""

    __tablename__ = "persona_versions"
    __table_args__ = (ForeignKeyConstraint(["tenant", "slug"], ["personas.tenant", "personas.slug"]),)

    tenant: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    ref: PersonaRef = Field(sa_column=Column(Document[PersonaRef](PersonaRef), nullable=False))
    by_name: str
    by_id: str | None = None
    at: datetime = Field(sa_type=Utc)
    note: str = ""
    restores: int | None = None


class PersonaDocumentRow(Row, table=True):
    """What a version says, apart from it so that it can be erased."""

    __tablename__ = "persona_documents"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant", "slug", "version"],
            ["persona_versions.tenant", "persona_versions.slug", "persona_versions.version"],
        ),
    )

    tenant: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    persona: Persona = Field(sa_column=Column(Document[Persona](Persona), nullable=False))


class AvatarRow(Row, table=True):
    """The picture that a community gave one of its personas, as PNG."""

    __tablename__ = "avatars"
    __table_args__ = (ForeignKeyConstraint(["tenant", "slug"], ["personas.tenant", "personas.slug"]),)

    tenant: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    png: bytes
    by_name: str
    by_id: str | None = None
    at: datetime = Field(sa_type=Utc)


class PanelRow(Row, table=True):
    """People called together under a name. `name_key` is the case-folded name."""

    __tablename__ = "panels"
    __table_args__ = (UniqueConstraint("tenant", "name_key"),)

    id: str = Field(primary_key=True)
    tenant: str
    name: str
    name_key: str
    by_name: str
    by_id: str | None = None
    at: datetime = Field(sa_type=Utc)


class PanelMemberRow(Row, table=True):
    """One of them, as they were then."""

    __tablename__ = "panel_members"

    panel_id: str = Field(primary_key=True, foreign_key="panels.id")
    seat: int = Field(primary_key=True)
    tenant: str
    persona: Persona = Field(sa_column=Column(Document[Persona](Persona, shared=True), nullable=False))
    ref: PersonaRef = Field(sa_column=Column(Document[PersonaRef](PersonaRef, shared=True), nullable=False))
    person_id: str | None = Field(default=None, foreign_key="people.id")
