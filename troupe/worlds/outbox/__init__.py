"""The rows on their way to the channel: one row a request, a class a kind of row, and how an attempt can end."""

from troupe.worlds.outbox.outbox_row import OutboxRow
from troupe.worlds.outbox.queued_row import Offer, RowStatus
from troupe.worlds.outbox.send_attempts import Attempt, Failed, PutOff, Sent, Unknown

__all__ = ["Attempt", "Failed", "Offer", "OutboxRow", "PutOff", "RowStatus", "Sent", "Unknown"]
