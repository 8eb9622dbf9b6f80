"""Speech on its way to the channel: one row a message, its life, and how an attempt can end."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen


class RowKind(StrEnum):
    """SAY: as a person, through a webhook. REACT: an emoji, as the bot. NOTICE: as the bot itself. QUESTION: what
    a member asked with a command, shown by the bot; perceived once it is there. PIN: the notice of the same event
    is pinned, once it is sent. REMOVE: a message of the same event, whose words were erased, is deleted."""

    SAY = "say"
    REACT = "react"
    NOTICE = "notice"
    QUESTION = "question"
    PIN = "pin"
    REMOVE = "remove"


class Offer(StrEnum):
    """What a reader can do about a notice with one press. MUTE: be neither seen nor addressed by the people of
    this world (pressed again: be seen again). WHO: be shown who is here. STOP: silence everyone."""

    MUTE = "mute"
    WHO = "who"
    STOP = "stop"


class RowStatus(StrEnum):
    """PENDING → SENDING → SENT, or FAILED, CANCELLED (stopped before it was sent), UNKNOWN (may have arrived)."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class OutboxRow(Frozen):
    """One message to post. `seq` orders a world's rows; only the first unsettled row of a world may be sent.

    A split speech is several rows with the same `event_id`. `target_message` is the platform's id of the
    message reacted to, replied to, pinned or deleted. `webhook_id` is the webhook that posted it, and for a
    deletion the one that posted what is deleted. `after_message`, given while the row is UNKNOWN, is the id of the
    world's previous settled message in this place: a search of the history starts there. `blocked_since` is
    when the row was first put off.
    """

    id: str
    tenant: str
    world_id: str
    seq: int
    kind: RowKind
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


class Sent(Frozen):
    """It arrived, as this message."""

    kind: Literal["sent"] = "sent"
    message_id: str
    webhook_id: str | None = None


class Failed(Frozen):
    """It did not arrive and will not be tried again."""

    kind: Literal["failed"] = "failed"
    reason: str


class PutOff(Frozen):
    """It did not arrive; try again not before the given time (a rate limit, a webhook to be made anew)."""

    kind: Literal["put_off"] = "put_off"
    not_before: AwareDatetime
    reason: str


class Unknown(Frozen):
    """It may have arrived (a time-out, a reset, a 5xx): look in the channel's history before anything else."""

    kind: Literal["unknown"] = "unknown"
    reason: str


Attempt = Annotated[Sent | Failed | PutOff | Unknown, Field(discriminator="kind")]
