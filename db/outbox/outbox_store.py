"""tx4 and before: the outbox, from the head of a world's queue to the settled attempt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.erasure.erasing import remove_messages
from db.record.event_appending import post_notice
from db.record.speech_delivery import end_line, follow, follow_rows, lines_of
from db.schema.kind_filters import (
    BESIDE,
    BY_BOT,
    EDITS,
    MAKING_MESSAGES,
    OUT_OF_TURN,
    OUTLIVING_STOP,
    PINNABLE,
    PINS,
    WITH_WORDS,
    one_of,
)
from db.schema.row_mapping import to_outbox
from db.schema.tables.event_tables import EventRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.core.errors import Conflict, NotFound
from troupe.worlds.outbox import Attempt, Failed, OutboxRow, PutOff, RowStatus, Sent, Unknown
from troupe.worlds.outbox.chair_row import ChairRow
from troupe.worlds.text.speech_parts import normalised
from troupe.worlds.world import WorldStatus

BLOCKED_AT_MOST = timedelta(seconds=60)
"""A row put off for longer than this fails, so that one line cannot hold up a conversation for ever."""
LOOK_AFTER = timedelta(seconds=10)
"""A message whose sending was cut off shows in the channel's history, if it arrived at all, well within this."""
MID_SEND = (RowStatus.SENDING.value, RowStatus.UNKNOWN.value)


_HEAD = (
    select(LineRow)
    .where(LineRow.tenant == given("tenant"), LineRow.world_id == given("world"), col(LineRow.due_at).is_not(None))
    .order_by(col(LineRow.seq))
    .limit(1)
)
_COLUMNS = table_of(LineRow).c
_WORLD_OF_LOCKED = (
    select(WorldRow)
    .join(LineRow, col(LineRow.world_id) == col(WorldRow.id))
    .where(LineRow.id == given("row"), LineRow.tenant == given("tenant"))
    .with_for_update(of=WorldRow)
)
_LINE = select(LineRow).where(LineRow.id == given("row"), LineRow.tenant == given("tenant"))
_SIBLING = aliased(LineRow)
_LINES_WITH = (
    select(LineRow)
    .where(
        LineRow.tenant == given("tenant"),
        LineRow.event_id
        == select(_SIBLING.event_id)
        .where(_SIBLING.id == given("row"), _SIBLING.tenant == given("tenant"))
        .scalar_subquery(),
    )
    .order_by(col(LineRow.seq))
)
"""A row with all others of its event."""
_SENT_BEFORE = (
    select_columns(_COLUMNS.message_id)
    .where(
        _COLUMNS.tenant == given("tenant"),
        _COLUMNS.world_id == given("world"),
        _COLUMNS.place == given("place"),
        _COLUMNS.seq < given("seq"),
        one_of(_COLUMNS.kind, MAKING_MESSAGES),
        _COLUMNS.message_id.is_not(None),
    )
    .order_by(_COLUMNS.seq.desc())
    .limit(1)
)


_WORLDS_MID_SEND = (
    select_columns(_COLUMNS.world_id)
    .where(
        _COLUMNS.tenant == given("tenant"),
        _COLUMNS.place == given("place"),
        _COLUMNS.due_at.is_not(None),
        _COLUMNS.status.in_(MID_SEND),
    )
    .distinct()
    .order_by(_COLUMNS.world_id)
)
_BOUND = (
    select_columns(_COLUMNS.id)
    .where(
        _COLUMNS.tenant == given("tenant"),
        _COLUMNS.message_id == given("message"),
        one_of(_COLUMNS.kind, MAKING_MESSAGES),
    )
    .limit(1)
)


class SqlOutbox:
    """See troupe.ports.Outbox."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def head(self, world_id: str) -> OutboxRow | None:
        return await self._tenancy.write(lambda tx: _head(tx, tx.lock_world(world_id)))

    async def mark(self, row_id: str, owner: str, lease: float) -> OutboxRow | None:
        return await self._tenancy.write(lambda tx: _mark(tx, row_id, owner, lease))

    async def settle(self, row_id: str, attempt: Attempt) -> OutboxRow | None:
        return await self._tenancy.write(lambda tx: _settle(tx, row_id, attempt))

    async def retry(self, row_id: str) -> None:
        await self._tenancy.write(lambda tx: _retry(tx, row_id))

    async def bound(self, message_id: str) -> bool:
        return await self._tenancy.read(lambda tx: _bound(tx, message_id))

    async def echo(self, webhook_id: str, name: str, text: str, place: str, message_id: str) -> str | None:
        return await self._tenancy.write(lambda tx: _echo(tx, webhook_id, name, text, place, message_id))

    async def notice(self, world_id: str, text: str, place: str | None = None) -> None:
        def queue(tx: Tx) -> None:
            world = tx.lock_world(world_id)
            if world.status == WorldStatus.CLOSED.value:
                raise Conflict("this world is closed", field="world")
            post_notice(tx, world, text, place=place)

        await self._tenancy.write(queue)


def _first_unsettled(tx: Tx, world: WorldRow) -> LineRow | None:
    return tx.first(_HEAD, world=world.id)


def _head(tx: Tx, world: WorldRow) -> OutboxRow | None:
    while (line := _first_unsettled(tx, world)) is not None:
        if (
            line.status == RowStatus.SENDING.value
            and line.lease_until is not None
            and line.lease_until <= tx.lease_now
        ):
            _lose_sight(tx, world, line, "its process ended in mid-send")
        if not _blocked_too_long(tx, line):
            return _domain(tx, line)
        end_line(line, RowStatus.FAILED, line.reason or "put off for too long")
        follow(tx, world, line.event_id)
    return None


def _blocked_too_long(tx: Tx, line: LineRow) -> bool:
    return (
        line.status == RowStatus.PENDING.value
        and line.blocked_since is not None
        and tx.lease_now - line.blocked_since > BLOCKED_AT_MOST
    )


def _lose_sight(tx: Tx, world: WorldRow, line: LineRow, reason: str) -> None:
    """It may have arrived: nothing is done with it before the history can tell."""
    line.status = RowStatus.UNKNOWN.value
    line.reason = reason
    line.owner = None
    line.lease_until = None
    line.not_before = line.due_at = (line.marked_at or tx.lease_now) + LOOK_AFTER
    follow(tx, world, line.event_id)


def _mark(tx: Tx, row_id: str, owner: str, lease: float) -> OutboxRow | None:
    """Only if, with the world ours, the row is PENDING, due, first of its world, and of the present epoch."""
    world = _lock_world_of(tx, row_id)
    head = _first_unsettled(tx, world)
    if head is None or head.id != row_id or not _sendable(tx, world, head):
        return None
    head.status = RowStatus.SENDING.value
    head.owner = owner
    head.marked_at = tx.lease_now
    head.lease_until = head.due_at = tx.lease_now + timedelta(seconds=lease)
    head.not_before = None
    head.attempts += 1
    return _domain(tx, head)


def _sendable(tx: Tx, world: WorldRow, line: LineRow) -> bool:
    due = line.not_before is None or line.not_before <= tx.lease_now
    return line.status == RowStatus.PENDING.value and line.epoch == world.epoch and due


def _settle(tx: Tx, row_id: str, attempt: Attempt) -> OutboxRow | None:
    world = _lock_world_of(tx, row_id)
    lines = tx.all(_LINES_WITH, row=row_id)
    line = next(line for line in lines if line.id == row_id)
    if line.due_at is not None:
        _end(tx, world, line, lines, attempt)
    return _head(tx, world)


def _end(tx: Tx, world: WorldRow, line: LineRow, lines: Sequence[LineRow], attempt: Attempt) -> None:
    match attempt:
        case Sent():
            _sent(tx, world, line, lines, attempt.message_id, attempt.webhook_id)
        case Failed():
            end_line(line, RowStatus.FAILED, attempt.reason)
            follow(tx, world, line.event_id)
        case PutOff():
            _put_off(tx, world, line, attempt.not_before, attempt.reason)
        case Unknown():
            _lose_sight(tx, world, line, attempt.reason)
        case _:
            assert_never(attempt)


def _sent(
    tx: Tx, world: WorldRow, line: LineRow, lines: Sequence[LineRow], message_id: str, webhook_id: str | None
) -> None:
    """`lines` are all rows of the same event."""
    if line.kind in BESIDE:
        end_line(line, RowStatus.SENT)
        return
    line.message_id = message_id
    line.webhook_id = webhook_id
    end_line(line, RowStatus.SENT)
    event = tx.must(EventRow, line.event_id)
    if line.kind in OUT_OF_TURN:
        event.at = tx.now  # it may be shown hours after its process died: who can see it waits for an answer
    if line.kind in WITH_WORDS and event.erased:
        remove_messages(tx, world, event, (line,))  # it was on its way when its words were erased
        lines = lines_of(tx, line.event_id)
    if line.kind in BY_BOT or line.kind == ChairRow.word():
        _tell_target(line, lines, message_id)
    follow_rows(tx, world, event, lines)


def _tell_target(line: LineRow, lines: Sequence[LineRow], message_id: str) -> None:
    """Let the rows that change this message know it: its pinning, and the end of offers that were withdrawn while
    it was on its way."""
    last = line.part == line.parts - 1
    for other in lines:
        pinned = line.kind in PINNABLE and other.kind in PINS
        if pinned or (last and other.kind in EDITS and other.target_message is None):
            other.target_message = message_id
            other.webhook_id = line.webhook_id


def _put_off(tx: Tx, world: WorldRow, line: LineRow, not_before: datetime, reason: str) -> None:
    """Back to PENDING; the clock of its patience runs from when it was first put off. `not_before` is a time of
    the sender's clock, and kept as one of the clock that all senders share."""
    if _void(tx, world, line):
        return
    line.status = RowStatus.PENDING.value
    line.reason = reason
    line.owner = None
    line.lease_until = None
    not_before += tx.lease_now - tx.now
    line.not_before = not_before
    line.blocked_since = line.blocked_since or tx.lease_now
    line.due_at = min(not_before, line.blocked_since + BLOCKED_AT_MOST + timedelta(microseconds=1))
    follow(tx, world, line.event_id)


def _retry(tx: Tx, row_id: str) -> None:
    world = _lock_world_of(tx, row_id)
    line = _line(tx, row_id)
    if line.status != RowStatus.UNKNOWN.value or _void(tx, world, line):
        return
    line.status = RowStatus.PENDING.value
    line.not_before = None
    line.due_at = tx.lease_now
    follow(tx, world, line.event_id)


def _void(tx: Tx, world: WorldRow, line: LineRow) -> bool:
    """A row that never arrived, and may not be sent now: the world was stopped since, or its words deleted. What
    is to be deleted still is."""
    if line.kind in OUTLIVING_STOP:
        line.epoch = world.epoch
        return False
    if line.epoch == world.epoch and not tx.must(EventRow, line.event_id).erased:
        return False
    end_line(line, RowStatus.CANCELLED, "stopped or deleted before it was sent")
    follow(tx, world, line.event_id)
    return True


def _echo(tx: Tx, webhook_id: str, name: str, text: str, place: str, message_id: str) -> str | None:
    for row in tx.rows(_WORLDS_MID_SEND, place=place):
        world = tx.lock_world(row.world_id)
        line = _first_unsettled(tx, world)
        if line is None or line.status not in MID_SEND or line.kind not in WITH_WORDS or line.place != place:
            continue
        if normalised(line.name) != normalised(name) or normalised(line.text) != normalised(text):
            continue
        if _bound(tx, message_id):
            return None
        _sent(tx, world, line, lines_of(tx, line.event_id), message_id, webhook_id)
        return world.id
    return None


def _bound(tx: Tx, message_id: str) -> bool:
    return bool(tx.rows(_BOUND, message=message_id))


def _lock_world_of(tx: Tx, row_id: str) -> WorldRow:
    """The row's world, as `Tx.lock_world`. The row is not loaded with it: what counts is how it looks once the
    world is ours."""
    world = tx.first(_WORLD_OF_LOCKED, row=row_id)
    if world is None:
        raise NotFound("there is no such outbox row", field="row")
    return world


def _line(tx: Tx, row_id: str) -> LineRow:
    line = tx.first(_LINE, row=row_id)
    if line is None:
        raise NotFound("there is no such outbox row", field="row")
    return line


def _domain(tx: Tx, line: LineRow) -> OutboxRow:
    """With `after_message`, where the row has to be searched for."""
    if line.status != RowStatus.UNKNOWN.value:
        return to_outbox(line)
    return to_outbox(line, tx.value(_SENT_BEFORE, world=line.world_id, place=line.place, seq=line.seq))
