"""A row of the outbox: what every kind of row has, and the facets in which the kinds differ."""

from enum import Enum, StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.core.kinds import Kind


class Transport(Enum):
    """The shape of the request that a row becomes: speech as the person through a webhook, a message of the bot's
    own, or a change to a message that is there already."""

    WEBHOOK = "webhook"
    MESSAGE = "message"
    REACTION = "reaction"
    PIN = "pin"
    EDIT = "edit"
    DELETION = "deletion"

    @property
    def makes_message(self) -> bool:
        """Whether a new message comes of it, which would be there twice if it were sent twice. The other changes
        are done once however often they are asked for."""
        return self in (Transport.WEBHOOK, Transport.MESSAGE)


class RowFacets(Frozen):
    """All that is asked of a kind of row."""

    transport: Transport
    carries_words: bool
    """Somebody's words are in it: they are taken out again when they are erased, and its message is recognised by
    them on the gateway."""
    holds_floor: bool
    """Too many unsent rows of this kind keep the floor from being granted."""
    beside: bool
    """It carries nothing of its event's own, and so tells nothing about how far that has come."""
    outlives_stop: bool
    """It goes out though the world was stopped or its event was erased, for it adds no words."""
    out_of_turn: bool
    """A command shows it at once, whatever waits before it in the queue."""
    pinnable: bool
    """Its message may be pinned by a row of the same event."""


class Offer(StrEnum):
    """An offer to a reader of a notice, taken with one press. MUTE: be neither seen nor addressed by the people of
    this world (pressed again: be seen again). WHO: be shown who is here. STOP: silence everyone. RESUME: wake
    everyone again. ANSWER: answer a question of a session. VOTE: vote in a ballot of a session."""

    MUTE = "mute"
    WHO = "who"
    STOP = "stop"
    RESUME = "resume"
    ANSWER = "guest-answer"
    VOTE = "guest-vote"


class RowStatus(StrEnum):
    """PENDING → SENDING → SENT, or FAILED, CANCELLED (stopped before it was sent), UNKNOWN (may have arrived)."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class QueuedRow(Kind):
    """One thing to be done in the channel; its kind says what. `seq` orders a world's rows; only the first
    unsettled row of a world may be sent.

    A split speech is several rows with the same `event_id`. `target_message` is the platform's id of the
    message reacted to, replied to, pinned, edited or deleted. `webhook_id` is the webhook that posted it, and for
    a deletion the one that posted what is deleted. `after_message`, given while the row is UNKNOWN, is the id of
    the world's previous settled message in this place: a search of the history starts there. `blocked_since` is
    when the row was first put off.
    """

    facets: ClassVar[RowFacets]

    id: str
    tenant: str
    world_id: str
    seq: int
    status: RowStatus
    epoch: int
    channel_id: str
    place: str
    event_id: str
    person_id: str | None = None
    name: str = ""
    """Who speaks, as the persona is named."""
    slug: str = ""
    text: str
    offers: tuple[Offer, ...] = ()
    part: int = 0
    parts: int = 1
    target_message: str | None = None
    after_message: str | None = None
    not_before: AwareDatetime | None = None
    blocked_since: AwareDatetime | None = None
    marked_at: AwareDatetime | None = None
    attempts: int = 0
    message_id: str | None = None
    webhook_id: str | None = None
    stand_in: bool = False
