"""Calls that a pause has kept from being answered: from when to when it lasted, and whose answer never arrived."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from db.perception.line_taking import calls_again
from db.schema.kind_filters import SPOKEN, one_of
from db.schema.tables.event_tables import EventRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.floor_view import PausedTime
from troupe.worlds.outbox import RowStatus
from troupe.worlds.transcript import Delivery

_EVENT, _LINE = table_of(EventRow).c, table_of(LineRow).c
_NOT_SENT = (RowStatus.FAILED.value, RowStatus.CANCELLED.value)
_ANSWERS = (
    # Without a place in the order of perception, which the index leads to: nobody has perceived them.
    select(_EVENT.turn_id, _LINE.status, _LINE.reason)
    .join(table_of(LineRow), _LINE.event_id == _EVENT.id)
    .where(
        _EVENT.tenant == given("tenant"),
        _EVENT.world_id == given("world"),
        _EVENT.heard.is_(None),
        one_of(_EVENT.kind, SPOKEN),
        _EVENT.at >= given("since"),
        _EVENT.delivery.in_((Delivery.FAILED.value, Delivery.CANCELLED.value)),
        _EVENT.turn_id.is_not(None),
    )
    .order_by(_EVENT.seq)
)
_SPOKEN = (
    select(_EVENT.id)
    .where(
        _EVENT.tenant == given("tenant"),
        _EVENT.turn_id == given("turn"),
        one_of(_EVENT.kind, SPOKEN),
        _EVENT.delivery.not_in((Delivery.FAILED.value, Delivery.CANCELLED.value)),
    )
    .limit(1)
)
"""Other speech of the same turn, which has arrived or may have."""


def pause_begins(tx: Tx, world: WorldRow, reasons: Collection[str]) -> None:
    """Note from when on calls have been missed, and have those unread again whose answers were lost for one of
    these reasons, where no part of the answer has arrived: nobody would ever get to see one. What was taken back
    on purpose (someone asked for quiet, or deleted it) stays so.

    A pause soon after another (whoever resumed had mended nothing) goes on with what that one missed.
    """
    patience = timedelta(seconds=world.caps.stale_after)
    goes_on = world.missed_until is not None and world.missed_until >= tx.now - patience
    if world.missed_since is None or not goes_on:
        world.missed_since = tx.now - patience
    world.missed_until = None
    lines = tx.rows(_ANSWERS, world=world.id, since=world.missed_since)
    lost = {line.turn_id for line in lines}
    lost -= {line.turn_id for line in lines if line.status not in _NOT_SENT or line.reason not in reasons}
    unanswered = [turn_id for turn_id in sorted(lost) if tx.value(_SPOKEN, turn=turn_id) is None]
    for turn_id in unanswered:
        calls_again(tx, tx.must(TurnRow, turn_id))


def pause_ends(tx: Tx, world: WorldRow) -> None:
    """Note until when calls have been missed."""
    world.missed_until = tx.now


def forget_pause(world: WorldRow) -> None:
    """After a stop nothing that was missed is made up for: silence was asked for."""
    world.missed_since = world.missed_until = None


def last_pause(world: WorldRow) -> PausedTime | None:
    """The world's last pause, once it is over."""
    if world.missed_since is None or world.missed_until is None:
        return None
    return PausedTime(since=world.missed_since, until=world.missed_until)
