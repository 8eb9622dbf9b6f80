"""The ends of one attempt to send a row."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen


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
