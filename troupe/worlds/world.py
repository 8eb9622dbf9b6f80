"""A world, the people in it, and the limits it lives under."""

from enum import Flag, StrEnum, auto
from typing import NamedTuple

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.mind_state import MindState
from troupe.worlds.relation import Relation
from troupe.worlds.world_rhythm import Pulse, Rhythm


class Mode(StrEnum):
    """The way the floor is granted."""

    AMBIENT = "ambient"
    ROUNDTABLE = "roundtable"
    MANUAL = "manual"


class WorldStatus(StrEnum):
    """STOPPED: a human said stop, until resumed. PAUSED: something outside broke (permissions). CLOSED: over."""

    OPEN = "open"
    STOPPED = "stopped"
    PAUSED = "paused"
    CLOSED = "closed"


class Caps(Frozen):
    """The limits of the floor. Durations in seconds."""

    in_a_row: int = Field(8, ge=1, description="persona messages in a row without a human")
    pair_per_minute: int = Field(3, ge=1, description="messages from one person to one other within a minute")
    pair_cooldown: float = Field(60.0, ge=0)
    calls_per_unaddressed: int = Field(2, ge=0, description="model calls an unaddressed human message may cause")
    asks_per_message: float = Field(
        1.2, ge=0, description="model calls per unaddressed human message over ten minutes, all together"
    )
    calls_per_beat: int = Field(
        4, ge=1, description="model calls a beat of the rhythm may cause, its own included"
    )
    typing_delay: float = Field(8.0, ge=0, description="the most that a typing human delays unaddressed turns")
    unsent: int = Field(3, ge=1, description="no claim while this many rows are unsent")
    stale_after: float = Field(900.0, ge=0, description="older messages are perceived but grant no floor")
    round_limit: float = Field(90.0, gt=0, description="time for the answers of a roundtable")
    line_answers: int | None = Field(
        None,
        ge=0,
        description="people of a roundtable who answer a member's line that names nobody; None: everyone",
    )


class WorldKey(NamedTuple):
    """Enough to find a world, no data."""

    tenant: str
    id: str


class Work(Flag):
    """The work that a poke asks to be looked at: whether someone has the floor, and what is to be sent."""

    FLOOR = auto()
    OUTBOX = auto()
    ALL = FLOOR | OUTBOX


class World(Frozen):
    """A place where people perceive each other. `channel_id` is None in a headless world; of a world in a thread
    of its own it is the thread, and `parent_id` the channel above it.

    `epoch` rises with every stop, pause, resume and close; what was begun under an older epoch is void. `wake_at`
    is when the world next wants to be woken without an event, `next_beat_at` when its rhythm next lets someone act
    unasked: None without a rhythm, and while it rests. `by_invitation`: of humans, only those are heard who take
    part in its session.
    """

    tenant: str
    id: str
    name: str
    channel_id: str | None = None
    parent_id: str | None = None
    guild_id: str | None = None
    mode: Mode = Mode.AMBIENT
    status: WorldStatus = WorldStatus.OPEN
    epoch: int = 0
    seed: int = 0
    caps: Caps = Caps()  # pyright: ignore[reportCallIssue]
    opened_at: AwareDatetime
    wake_at: AwareDatetime | None = None
    rhythm: Rhythm | None = None
    pulse: Pulse = Pulse()
    next_beat_at: AwareDatetime | None = None
    by_invitation: bool = False

    @property
    def key(self) -> WorldKey:
        return WorldKey(self.tenant, self.id)


class Person(Frozen):
    """A persona living in one world. `seat` orders the cast; `fence` rises with every claim of a turn.

    `quiet` people speak only when addressed by /ask or after a resume. `history_from` is the first `heard`
    still shown in their prompts. `settled` is how talkative they are to be in this world, None for as they are;
    `relations` how they stand to others here, as those who run the place have put it.
    """

    id: str
    world_id: str
    seat: int
    persona: Persona
    ref: PersonaRef
    state: MindState = MindState()
    fence: int = 0
    quiet: bool = False
    settled: float | None = None
    relations: tuple[Relation, ...] = ()
    history_from: int = 0
    joined_heard: int = 0
    present: bool = True

    @property
    def name(self) -> str:
        return self.persona.name

    @property
    def talkativeness(self) -> float:
        """What the floor reckons with here."""
        return self.persona.talkativeness if self.settled is None else self.settled
