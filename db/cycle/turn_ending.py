"""Ending what is under way: turns made void, roundtables closed, queued speech taken back: all STOP is made of."""

from collections.abc import Sequence

from sqlmodel import col, select

from db.cycle.budgets import release
from db.perception.line_taking import unread_again
from db.record.event_appending import mark_in_record, post_notice
from db.record.offer_withdrawal import withdraw_offers
from db.record.speech_delivery import cancel, pending_lines
from db.schema.kind_filters import OUTLIVING_STOP
from db.schema.tables.turn_tables import RoundRow, TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.outbox import Offer
from troupe.worlds.transcript import AnyEvent
from troupe.worlds.world import WorldStatus

_OPEN_TURNS = (
    select(TurnRow)
    .where(TurnRow.tenant == given("tenant"), TurnRow.world_id == given("world"), col(TurnRow.ended_at).is_(None))
    .order_by(col(TurnRow.claimed_at), col(TurnRow.position))
)
_OPEN_ROUND = select(RoundRow).where(
    RoundRow.tenant == given("tenant"), RoundRow.world_id == given("world"), col(RoundRow.ended_at).is_(None)
)


def open_turns(tx: Tx, world: WorldRow, person_id: str | None = None) -> Sequence[TurnRow]:
    """Turns that are open or held, of one person or of all."""
    turns = tx.all(_OPEN_TURNS, world=world.id)
    return [turn for turn in turns if person_id in (None, turn.person_id)]


def end_turn(tx: Tx, turn: TurnRow, status: TurnStatus, reason: str = "") -> None:
    """Close a turn: its reservation is given back, words it held are dropped."""
    turn.status = status.value
    turn.reason = reason
    turn.ended_at = tx.now
    turn.lease_until = None
    turn.outcome = None
    release(tx, turn)


def void(tx: Tx, turn: TurnRow, reason: str) -> None:
    """Make a turn worth nothing: what it had to read or passed over is unread again, a late commit discarded."""
    unread_again(tx, turn)
    end_turn(tx, turn, TurnStatus.VOID, reason)


def because(status: WorldStatus) -> str:
    """Why turns and lines end when a world comes to a halt."""
    return f"the world was {status.value}"


def halt(
    tx: Tx,
    world: WorldRow,
    status: WorldStatus,
    kind: type[AnyEvent],
    text: str,
    notice: str,
    *,
    asked_by: str | None = None,
) -> None:
    """Stop everything in the world at once: under the new epoch nothing begun before may be sent or committed.

    `text` may name a member, so it stands in the record alone, and leaves it with the event `asked_by`.
    """
    reason = because(status)
    world.status = status.value
    world.epoch += 1
    world.wake_at = world.next_beat_at = world.redo = None
    for turn in open_turns(tx, world):
        void(tx, turn, reason)
    if (table := open_round(tx, world)) is not None:
        table.ended_at = tx.now
    lines = pending_lines(tx, world)
    for line in lines:
        line.epoch = world.epoch  # counts for deletions alone, which put no words out and go on
    cancel(tx, world, [line for line in lines if line.kind not in OUTLIVING_STOP], reason)
    mark_in_record(tx, world, kind, text, target=asked_by)
    if status is WorldStatus.CLOSED:
        withdraw_offers(tx, world, tuple(Offer))
    if notice:
        offers = () if status is WorldStatus.CLOSED else (Offer.RESUME,)
        post_notice(tx, world, notice, offers=offers)


def silence(tx: Tx, world: WorldRow, person: PersonRow, reason: str) -> None:
    """Stop one person: their turn is void, their unsent lines are taken back."""
    for turn in open_turns(tx, world, person.id):
        void(tx, turn, reason)
    cancel(tx, world, pending_lines(tx, world, person.id), reason)


def open_round(tx: Tx, world: WorldRow) -> RoundRow | None:
    """The roundtable under way, if there is one."""
    return tx.first(_OPEN_ROUND, world=world.id)
