"""A move of a session: one step of its way, carried out in one transaction and kept under its number."""

from enum import StrEnum

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.world import Caps


class MoveKind(StrEnum):
    """The kind of a move. OPEN: the worlds come to be, and the people sit down. SHOW: something is shown, which
    nobody has to answer. ASK: a question is put to people. POLL: a ballot begins. SKIP: a step is left out.
    FINISH: the session ends."""

    OPEN = "open"
    SHOW = "show"
    ASK = "ask"
    POLL = "poll"
    SKIP = "skip"
    FINISH = "finish"


class MissingReason(StrEnum):
    """The reason why somebody who was asked has no answer. SILENT: chose to say nothing. REACTED: with a mark
    instead of words. FAILED: the turn went wrong. UNPOSTED: question or answer never reached the channel.
    INTERRUPTED: a stop came in between. HUSHED: was asked to be quiet. TAKEN_BACK: the question was. GONE: is
    not here any more."""

    SILENT = "silent"
    REACTED = "reacted"
    FAILED = "failed"
    UNPOSTED = "unposted"
    INTERRUPTED = "interrupted"
    HUSHED = "hushed"
    TAKEN_BACK = "taken back"
    GONE = "gone"


class MoveLine(Frozen):
    """A line of the moderator, into the world of this number: said, or shown. It is said to these people, by id,
    or to everyone; `target` is the line that it comes back to; `stand_in`: its words are the understudy's.
    `step` is the key by which reports speak of it."""

    world: int
    text: str
    step: str
    shown: bool = False
    stand_in: bool = False
    addressed: tuple[str, ...] = ()
    target: str | None = None


class SessionSeat(Frozen):
    """Somebody who takes part: by which word of the panel, and who exactly."""

    slug: str
    persona: Persona
    ref: PersonaRef


class NewSessionWorld(Frozen):
    """A world that a session opens, with the people of it by seat. One that is alone is held in the channel in
    front, which is told by a `notice` who they are; of several each has a thread of it."""

    number: int
    name: str
    seed: int
    seats: tuple[SessionSeat, ...]
    caps: Caps
    in_front: bool = False
    notice: str = ""


class MoveAnswer(Frozen):
    """The answer of somebody to a question: what they said, by the ids of the events, or why nothing. `fault` is
    the event that tells of a turn gone wrong."""

    person_id: str
    events: tuple[str, ...] = ()
    missing: MissingReason | None = None
    fault: str | None = None


class NewFork(Frozen):
    """The order to copy what another session had come to: its first `moves` moves, the first `extras` steps
    that were put in between, and its rooms, each of which goes on under a seed of its own. Those `leaving` go
    then, by their words in the panel; who is `joining` comes into the first room, or that of whoever leaves,
    and has witnessed what was said there. `answers` says how the last question that is kept was settled, where
    the other session ended over it."""

    session: str
    moves: int
    extras: int
    seeds: tuple[int, ...]
    leaving: tuple[str, ...] = ()
    joining: tuple[SessionSeat, ...] = ()
    answers: tuple[MoveAnswer, ...] = ()


class LineSpeaker(Frozen):
    """As whom the lines of a move are said, where a moderator person leads: under their name and with their
    face."""

    name: str
    slug: str


class NewMove(Frozen):
    """A move to be made, the `number`-th of its session. `asked` are the ids of those who are to answer; `part`
    counts the lines of one step, `probe` its follow-ups. `answers` says how the question before it was settled.
    `note` says why a step is left out or the session ends early; no words of anybody.

    `guests` are the ids of the humans who are asked besides; they have `seconds` to answer, or until the
    moderator goes on. `held`: answers are revealed together, when the guests' time is over. `paper` is what the
    front is told of a ballot that guests may vote in. `fork`: instead of opening `worlds`, those of another
    session are copied, with its moves. `speaker`: whose lines they are, None for those of the house's
    moderator."""

    number: int
    kind: MoveKind
    step: str = ""
    probe: int = 0
    part: int = 0
    asked: tuple[str, ...] = ()
    lines: tuple[MoveLine, ...] = ()
    worlds: tuple[NewSessionWorld, ...] = ()
    fork: NewFork | None = None
    answers: tuple[MoveAnswer, ...] = ()
    note: str = ""
    guests: tuple[str, ...] = ()
    seconds: float | None = None
    held: bool = False
    paper: str = ""
    speaker: LineSpeaker | None = None


class PostedLine(Frozen):
    """A line of a move as it stands in the record: its event, in the world of this number, under a step's key."""

    event: str
    world: int
    step: str


class KeptMove(Frozen):
    """A move that was made. `answers` is empty until the question is settled. The `guests` asked may answer
    until `due_at` (None: without a limit), or until it is `closed`."""

    number: int
    kind: MoveKind
    step: str
    probe: int
    part: int
    asked: tuple[str, ...]
    posted: tuple[PostedLine, ...]
    answers: tuple[MoveAnswer, ...]
    note: str
    guests: tuple[str, ...]
    due_at: AwareDatetime | None
    closed: bool
    at: AwareDatetime
