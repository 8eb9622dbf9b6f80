"""The floor in words: what a decision looks at, and what it says. The deciding is in `deciding.py`."""

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen
from troupe.worlds.transcript import Event
from troupe.worlds.world import World


class RoomMember(Frozen):
    """A person as the floor sees them. `unread` are the `heard` numbers of speech they have not answered;
    `busy` while a turn of theirs is open."""

    id: str
    seat: int
    name: str
    nicknames: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    talkativeness: float = 0.5
    quiet: bool = False
    busy: bool = False
    unread: tuple[int, ...] = ()


class Waiting(Frozen):
    """A line said to a person that they have not answered and nobody is about to, older than what the floor looks
    at otherwise."""

    person_id: str
    event: Event


class Redo(Frozen):
    """A turn to be given once more, its first words having been taken back: to this person, about the event
    `trigger`."""

    person_id: str
    trigger: str
    obliged: bool


class FloorView(Frozen):
    """All that a floor decision may look at.

    `recent` holds the latest delivered speech (SAID, erased ones left out), oldest first, by `heard`;
    `through` is the newest `heard`; `decided` the newest one an earlier decision has covered (draws are not
    repeated up to there); `waiting` what was said to members before that and still waits, oldest first;
    `calls_since_human` counts turns claimed since the last human message or beat. `beat`
    is the beat that asks for this decision, if one does; `stirred` the newest `heard` at the last one. `redo` is a
    turn that someone asked to be given again.
    """

    world: World
    members: tuple[RoomMember, ...]
    humans: tuple[str, ...] = ()
    recent: tuple[Event, ...]
    waiting: tuple[Waiting, ...] = ()
    through: int
    decided: int
    calls_since_human: int = 0
    typing_until: AwareDatetime | None = None
    round_open: bool = False
    beat: Event | None = None
    redo: Redo | None = None
    stirred: int | None = None
    now: AwareDatetime

    @property
    def unprompted(self) -> bool:
        """Whether the present talk began with a beat: no human has spoken since."""
        since = self.stirred
        if since is None:
            return False
        return not any(e.author.kind == "human" and (e.heard or 0) > since for e in self.recent)


class Grant(Frozen):
    """The floor for one person, answering the event `trigger`. `obliged` when they were addressed."""

    person_id: str
    trigger: str
    obliged: bool
    reason: str


class FloorDecision(Frozen):
    """Who may act, in the order in which they commit. `notes` says, for each person not granted, why not.
    `together` opens a roundtable of exactly those granted. `wake_at` asks to be woken without an event. `called`
    says of unread lines whom they are said to: ids of events, each with ids of people."""

    grants: tuple[Grant, ...] = ()
    together: bool = False
    notes: dict[str, str] = Field(default_factory=dict)
    reason: str
    wake_at: AwareDatetime | None = None
    called: dict[str, tuple[str, ...]] = Field(default_factory=dict)
