"""When a world wants to be woken without an event."""

from datetime import datetime

from sqlalchemy import select

from db.record.event_reading import event_of
from db.schema.rows import StimulusRow, TurnRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.action import FloorChoice
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.world import WorldStatus

_STIMULUS = table_of(StimulusRow).c
_LEFT = (
    select(_STIMULUS.id)
    .where(
        _STIMULUS.tenant == given("tenant"),
        _STIMULUS.world_id == given("world"),
        _STIMULUS.person_id == given("person"),
        _STIMULUS.heard > given("after"),
        _STIMULUS.read_at.is_(None),
        _STIMULUS.passed_at.is_(None),
        _STIMULUS.withdrawn_at.is_(None),
        _STIMULUS.turn_id.is_(None),
    )
    .limit(1)
)


def set_wake(world: WorldRow, at: datetime | None) -> None:
    """Set or clear the wake. Each wake has a number of its own, the key of the one decision it may cause."""
    world.wake_at = at
    if at is not None:
        world.wakes += 1


def wake_if_unread(tx: Tx, world: WorldRow, person_id: str, after: int = 0) -> None:
    """Have the floor look again at once if the person, now free, was told more meanwhile, or more before than
    their turn could take in."""
    if world.status != WorldStatus.OPEN.value:
        return
    if tx.value(_LEFT, world=world.id, person=person_id, after=after) is not None:
        set_wake(world, tx.now)


def wake_to_ask(tx: Tx, world: WorldRow, turn: TurnRow) -> None:
    """Have the floor look again at once where someone asked about a human's message to nobody kept silent: another
    may be asked, about it or about what came meanwhile. Nothing new is said then that would wake the world."""
    if turn.obliged or turn.choice != FloorChoice.SILENT.value or world.status != WorldStatus.OPEN.value:
        return
    trigger = None if turn.trigger_id is None else event_of(tx, turn.trigger_id)
    if trigger is not None and isinstance(trigger.author, HumanAuthor):
        set_wake(world, tx.now)
