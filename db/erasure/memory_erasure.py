"""The memories in whose making a line stood before the model: they go with it, and what is left is gone over
anew."""

from datetime import timedelta

from sqlmodel import col, select

from db.memory.memory_rows import take_out_memory
from db.schema.tables.event_tables import EventRow
from db.schema.tables.memory_tables import ExperienceRow, MemoryRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx

_LATER = timedelta(minutes=1)
"""After an erasure more may follow: what is left is gone over once."""
_MADE = (
    select(MemoryRow)
    .where(
        MemoryRow.tenant == given("tenant"),
        MemoryRow.world_id == given("world"),
        MemoryRow.through >= given("heard"),
        MemoryRow.first <= given("heard"),
    )
    .order_by(col(MemoryRow.id))
)
_EXPERIENCES = select(ExperienceRow).where(
    ExperienceRow.tenant == given("tenant"),
    ExperienceRow.world_id == given("world"),
    ExperienceRow.through >= given("heard"),
    ExperienceRow.first <= given("heard"),
    ExperienceRow.first > 0,
)


def erase_memories(tx: Tx, world: WorldRow, event: EventRow) -> None:
    """What stood in the prompt decides, not what a memory cites: as everywhere. (Stretches that begin at 0 are
    from before there were memories, and are not gone over.)"""
    if event.heard is None:
        return
    for memory in tx.all(_MADE, world=world.id, heard=event.heard):
        take_out_memory(tx, memory)
    for experience in tx.all(_EXPERIENCES, world=world.id, heard=event.heard):
        experience.version += 1
        experience.made_at, experience.attempts, experience.reflected = None, 0, False
        if world.consolidate_at is None:
            world.consolidate_at = tx.now + _LATER
