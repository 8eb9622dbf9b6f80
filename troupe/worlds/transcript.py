"""The append-only record of a world: its events and who authored them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen


class HumanAuthor(Frozen):
    """A member who wrote the message. `id` is an opaque string."""

    kind: Literal["human"] = "human"
    id: str
    name: str


class PersonAuthor(Frozen):
    """A person of the world who said or did it."""

    kind: Literal["person"] = "person"
    id: str
    name: str


class SystemAuthor(Frozen):
    """The house itself."""

    kind: Literal["system"] = "system"


Author = Annotated[HumanAuthor | PersonAuthor | SystemAuthor, Field(discriminator="kind")]


class EventKind(StrEnum):
    """What happened. SAID is speech, of a human or a person; the rest are marks in the record. SETTING: the
    mode, the rhythm or how talkative someone is was changed. BEAT: someone was
    granted the floor unasked, by the world's rhythm. EDITED: someone lives on as another version of who they are.
    REMOVED, REDONE, REPORTED: a member had the words of a person, the event's target, taken out. BRIEFED: a
    newcomer was told what had been said; only they perceive it."""

    SAID = "said"
    THOUGHT = "thought"
    REACTED = "reacted"
    REVISED = "revised"
    JOINED = "joined"
    LEFT = "left"
    EDITED = "edited"
    HALTED = "halted"
    RESUMED = "resumed"
    PAUSED = "paused"
    SETTING = "setting"
    NOTICE = "notice"
    TURN_FAILED = "turn_failed"
    NO_ANSWER = "no_answer"
    BEAT = "beat"
    REMOVED = "removed"
    REDONE = "redone"
    REPORTED = "reported"
    BRIEFED = "briefed"


class Delivery(StrEnum):
    """How far a person's speech has come. Others perceive it at SENT."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Event(Frozen):
    """One line of the record.

    `seq` is the order of appending, `heard` the order of perception: None until others can perceive it
    (a person's speech gets it when delivered). `place` is the channel or thread. `text` is erasable and
    empty once erased. `target` is the event reacted to, revised or replied to. `addressed` holds the ids
    of people named by the platform itself (a reply, /ask), beyond what the text says.
    """

    id: str
    world_id: str
    seq: int
    heard: int | None = None
    at: AwareDatetime
    kind: EventKind
    author: Author
    place: str
    text: str = ""
    erased: bool = False
    target: str | None = None
    addressed: tuple[str, ...] = ()
    mentions_bot: bool = False
    message_id: str | None = None
    delivery: Delivery | None = None
    stand_in: bool = False
    """Whether the understudy wrote it."""


class HumanMessage(Frozen):
    """A human's message as the platform's edge hands it over.

    All ids are opaque strings; `order` is the platform's own (a snowflake as int, or a counter); `reply_to`
    is the platform's id of the message replied to. `replaces` is the platform's id of a message that this one
    stands for: it counts as said here, and no longer there. For `hold` seconds no floor is granted about what was
    said, since another message may come to stand for this one.
    """

    channel_id: str
    place: str
    message_id: str
    order: int
    author: HumanAuthor
    text: str
    at: datetime
    reply_to: str | None = None
    addressed: tuple[str, ...] = ()
    mentions_bot: bool = False
    replaces: str | None = None
    hold: float = 0.0
