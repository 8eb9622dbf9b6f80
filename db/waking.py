"""When a world wants to be woken without an event."""

from datetime import datetime

from sqlmodel import col, select

from db.rows import StimulusRow, WorldRow
from db.transaction import Tx
from troupe.worlds.world import WorldStatus


def set_wake(world: WorldRow, at: datetime | None) -> None:
    """Set or clear the wake. Each wake has a number of its own, the key of the one decision it may cause."""
    world.wake_at = at
    if at is not None:
        world.wakes += 1


def wake_if_unread(tx: Tx, world: WorldRow, person_id: str, after: int) -> None:
    """Have the floor look again at once if the person, now free, was told more meanwhile."""
    if world.status != WorldStatus.OPEN.value:
        return
    newer = select(StimulusRow.id).where(
        StimulusRow.tenant == tx.tenant,
        StimulusRow.world_id == world.id,
        StimulusRow.person_id == person_id,
        StimulusRow.heard > after,
        col(StimulusRow.read_at).is_(None),
        col(StimulusRow.withdrawn_at).is_(None),
        col(StimulusRow.turn_id).is_(None),
    )
    if tx.db_session.exec(newer.limit(1)).first() is not None:
        set_wake(world, tx.now)
