"""The withdrawal of offers: buttons under a message go once nothing would come of a press any more."""

from collections.abc import Collection

from sqlmodel import col, select

from db.record.event_appending import enqueue
from db.schema.tables.event_tables import EventRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.outbox import Offer, RowStatus
from troupe.worlds.outbox.offers_over_row import OffersOverRow

OF_A_QUESTION = frozenset({Offer.ANSWER, Offer.VOTE})
"""The offers to humans that are over with the question or ballot they were made under."""
_THERE = (RowStatus.SENT.value, RowStatus.SENDING.value, RowStatus.UNKNOWN.value)
_OFFERING = (
    select(LineRow)
    .where(
        LineRow.tenant == given("tenant"),
        LineRow.world_id == given("world"),
        col(LineRow.offers) != tuple[Offer](),
    )
    .order_by(col(LineRow.seq))
)


def withdraw_offers(tx: Tx, world: WorldRow, over: Collection[Offer]) -> None:
    """Take these offers back, wherever they stand in the world. A line that waits goes out without them; a message
    that is there, or may be, loses its buttons by a row of its own, so that no death of a process leaves them."""
    for line in tx.all(_OFFERING, world=world.id):
        if not set(line.offers) <= set(over):
            continue
        line.offers = ()
        if line.status in _THERE:
            event = tx.must(EventRow, line.event_id)
            enqueue(
                *(tx, world, event, OffersOverRow, ("",)),
                target_message=line.message_id,
                webhook_id=line.webhook_id,
            )
