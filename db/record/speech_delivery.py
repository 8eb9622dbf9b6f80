"""The standing of a speech, as its outbox rows tell: kept on the event, and perceived once all of it has
arrived."""

from collections.abc import Sequence

from sqlmodel import col, select

from db.record.event_appending import changed, perceive
from db.schema.kind_filters import BESIDE, OUTLIVING_STOP, WITH_WORDS, facets_of
from db.schema.tables.event_tables import EventRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.outbox import RowStatus
from troupe.worlds.transcript import Audience, Delivery

EARLIER_PART_FAILED = "an earlier part failed"
_LINES_OF_EVENT = (
    select(LineRow)
    .where(LineRow.tenant == given("tenant"), LineRow.event_id == given("event"))
    .order_by(col(LineRow.seq))
)


def lines_of(tx: Tx, event_id: str) -> Sequence[LineRow]:
    """The rows of one event, by part."""
    return tx.all(_LINES_OF_EVENT, event=event_id)


def pending_lines(tx: Tx, world: WorldRow, person_id: str | None = None) -> Sequence[LineRow]:
    """The rows that nobody has tried to send yet, of one person or of all."""
    query = select(LineRow).where(
        LineRow.tenant == tx.tenant,
        LineRow.world_id == world.id,
        LineRow.status == RowStatus.PENDING.value,
        col(LineRow.due_at).is_not(None),
    )
    if person_id is not None:
        query = query.where(LineRow.person_id == person_id)
    return tx.all(query)


def end_line(line: LineRow, status: RowStatus, reason: str = "") -> None:
    """Settle a row for good."""
    line.status = status.value
    line.reason = reason
    line.due_at = line.not_before = line.lease_until = None
    line.owner = None


def cancel(tx: Tx, world: WorldRow, lines: Sequence[LineRow], reason: str) -> None:
    """Take rows back that were not sent yet."""
    for line in lines:
        end_line(line, RowStatus.CANCELLED, reason)
    for event_id in {line.event_id for line in lines}:
        follow(tx, world, event_id)


def follow(tx: Tx, world: WorldRow, event_id: str) -> None:
    """Bring the event up to date with its rows."""
    follow_rows(tx, world, tx.must(EventRow, event_id), lines_of(tx, event_id))


def follow_rows(tx: Tx, world: WorldRow, event: EventRow, lines: Sequence[LineRow]) -> None:
    """The same with the event and all its rows at hand. A speech is perceived when its last part has arrived; once
    one part has failed, the parts behind it are not sent."""
    before = tx.events.get((event.id, event.version))
    spoken = [line for line in lines if line.kind not in BESIDE]
    if any(line.status == RowStatus.FAILED.value for line in spoken):
        for line in lines:
            if line.status == RowStatus.PENDING.value and line.kind not in OUTLIVING_STOP:
                end_line(line, RowStatus.CANCELLED, EARLIER_PART_FAILED)
    delivery = _delivery({RowStatus(line.status) for line in spoken})
    facets = facets_of(event)
    if event.message_id is None and lines[0].kind in WITH_WORDS:
        event.message_id = lines[0].message_id
    event.delivery = delivery.value
    changed(event)
    if (
        delivery is Delivery.SENT
        and event.heard is None
        and not event.erased
        and facets.audience is not Audience.NOBODY
    ):
        perceive(tx, world, event, facets.audience, None if before is None else before.text)
    if before is not None:
        news = {"heard": event.heard, "at": event.at, "message_id": event.message_id, "delivery": delivery}
        tx.events.put((event.id, event.version), before.model_copy(update=news))


def _delivery(statuses: set[RowStatus]) -> Delivery:
    if statuses == {RowStatus.SENT}:
        return Delivery.SENT
    if RowStatus.UNKNOWN in statuses:
        return Delivery.UNKNOWN
    if statuses & {RowStatus.PENDING, RowStatus.SENDING}:
        return Delivery.PENDING
    return Delivery.FAILED if RowStatus.FAILED in statuses else Delivery.CANCELLED
