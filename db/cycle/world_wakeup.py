"""The time at which a world wants to be woken without an event."""

from datetime import datetime

from db.perception.unread_lines import any_unread
from db.record.event_reading import event_of
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.transaction import Tx
from troupe.worlds.action import FloorChoice
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.world import WorldStatus


def set_wake(world: WorldRow, at: datetime | None) -> None:
    """Set or clear the wake. Each wake has a number of its own, the key of the one decision it may cause."""
    world.wake_at = at
    if at is not None:
        world.wakes += 1


def wake_if_unread(tx: Tx, world: WorldRow, person: PersonRow, after: int = 0) -> None:
    """Have the floor look again at once if the person, now free, was told more meanwhile, or more before than
    their turn could take in."""
    if world.status != WorldStatus.OPEN.value:
        return
    if any_unread(tx, person, after):
        set_wake(world, tx.now)


def wake_for(tx: Tx, world: WorldRow, waits: bool) -> None:
    """The same where it is known whether there is more for the person."""
    if waits and world.status == WorldStatus.OPEN.value:
        set_wake(world, tx.now)


def wake_to_ask(tx: Tx, world: WorldRow, turn: TurnRow) -> None:
    """Have the floor look again at once, since somebody who was asked about a human's message to nobody kept
    silent: another person may be asked, about that message or about what came meanwhile. Nothing new is said
    then, so nothing else would wake the world."""
    if turn.obliged or turn.choice != FloorChoice.SILENT.value or world.status != WorldStatus.OPEN.value:
        return
    trigger = None if turn.trigger_id is None else event_of(tx, turn.trigger_id)
    if trigger is not None and isinstance(trigger.author, HumanAuthor):
        set_wake(world, tx.now)
