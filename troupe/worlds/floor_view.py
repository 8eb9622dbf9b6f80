"""The floor in words: what a decision looks at, and what it says. The deciding is in `troupe/floor/`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from pydantic import AwareDatetime, Field, PrivateAttr

from troupe.core.frozen import Frozen
from troupe.worlds.transcript import Event, HumanAuthor
from troupe.worlds.world import World

T = TypeVar("T")


class RoomMember(Frozen):
    """A person as the floor sees them. `unread` are the `heard` numbers of speech they have not answered; `busy`
    while a turn of theirs is open. `hushed_after`: quiet because they were asked for a pause, and only until they
    are called by name in what is heard after this number."""

    id: str
    seat: int
    name: str
    nicknames: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    talkativeness: float = 0.5
    quiet: bool = False
    hushed_after: int | None = None
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


class Asked(Frozen):
    """A turn in which a person was asked whether a human's message to nobody is for them. `ended_at` is None while
    they think; `silent` once they have decided to say nothing."""

    person_id: str
    trigger: str
    at: AwareDatetime
    ended_at: AwareDatetime | None = None
    silent: bool = False


class FloorVerdict(StrEnum):
    """The verdict of the rules on a message. OBLIGED: people are called, who answer; NOBODY: it is for nobody
    here; ASK: they are not certain, and people are asked in turn whether they are meant."""

    OBLIGED = "obliged"
    NOBODY = "nobody"
    ASK = "ask"


class PausedTime(Frozen):
    """The time that a pause took from those who called meanwhile, or shortly before: their calls still count."""

    since: AwareDatetime
    until: AwareDatetime


class FloorView(Frozen):
    """All that a floor decision may look at.

    `recent` holds the latest delivered speech (SAID, erased ones left out), oldest first, by `heard`;
    `through` is the newest `heard`; `decided` the newest one an earlier decision has covered (draws are not
    repeated up to there); `waiting` what was said to members before that and still waits, oldest first;
    `calls_since_human` counts turns claimed since the last human message or beat. `beat`
    is the beat that asks for this decision, if one does; `stirred` the newest `heard` at the last one. `redo` is a
    turn that someone asked to be given again. `asked` is whom the latest minutes' messages to nobody were put to;
    `paused` the world's last pause, once it is over.
    """

    world: World
    members: tuple[RoomMember, ...]
    humans: tuple[str, ...] = ()
    recent: tuple[Event, ...]
    waiting: tuple[Waiting, ...] = ()
    asked: tuple[Asked, ...] = ()
    through: int
    decided: int
    calls_since_human: int = 0
    typing_until: AwareDatetime | None = None
    round_open: bool = False
    beat: Event | None = None
    redo: Redo | None = None
    stirred: int | None = None
    paused: PausedTime | None = None
    now: AwareDatetime
    _readings: dict[tuple[str, int], tuple[Event, Any]] = PrivateAttr(
        default_factory=dict[tuple[str, int], tuple[Event, Any]]
    )

    def once(self, what: str, event: Event, read: Callable[[], T]) -> T:
        """The reading of an event of this view, made the first time it is asked for: a decision comes back to the
        same message several times."""
        key = (what, id(event))
        if key not in self._readings:
            self._readings[key] = (event, read())  # with the event, so that nothing else gets its id meanwhile
        return self._readings[key][1]

    @cached_property
    def stale_before(self) -> datetime:
        """The time before which a message is too old for any floor."""
        return self.now - timedelta(seconds=self.world.caps.stale_after)

    def in_time(self, event: Event) -> bool:
        """Whether the event is young enough for any floor, a draw too."""
        return event.at >= self.stale_before

    def may_call(self, event: Event) -> bool:
        """Whether the event is young enough to call people: a human's that came while the world was paused, or
        that the pause found unanswered, is so whatever its age, since nobody could answer it then."""
        if self.in_time(event):
            return True
        missed = self.paused is not None and self.paused.since <= event.at <= self.paused.until
        return missed and isinstance(event.author, HumanAuthor)

    @property
    def unprompted(self) -> bool:
        """Whether the present talk began with a beat: no human has spoken since."""
        since = self.stirred
        if since is None:
            return False
        return not any(isinstance(e.author, HumanAuthor) and (e.heard or 0) > since for e in self.recent)


class Grant(Frozen):
    """The floor for one person, answering the event `trigger`. `obliged` when they were addressed."""

    person_id: str
    trigger: str
    obliged: bool
    reason: str


class FloorDecision(Frozen):
    """The decision who may act, in the order in which they commit. `notes` says, for each person not granted,
    why not. `together` opens a roundtable of exactly those granted. `wake_at` asks to be woken without an
    event. `called` says of unread lines whom they are said to: ids of events, each with ids of people.
    `verdict` and `candidates` (ids in the order of asking) are about the newest message that calls nobody, if
    one was looked at."""

    grants: tuple[Grant, ...] = ()
    together: bool = False
    notes: dict[str, str] = Field(default_factory=dict)
    reason: str
    wake_at: AwareDatetime | None = None
    called: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    verdict: FloorVerdict | None = None
    candidates: tuple[str, ...] = ()
