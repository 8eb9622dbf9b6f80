"""The people who have read a line."""

from sqlalchemy import select

from db.perception.turn_claims import under_way
from db.perception.witnessing import ANYONE, SAME_WORLD, read
from db.schema.tables.event_tables import EventRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of

_EVENT, _PERSON = table_of(EventRow).c, table_of(PersonRow).c
_READERS = select(_PERSON.id).where(*SAME_WORLD, _EVENT.id == given("event"), read(ANYONE))
_ANYONE = _READERS.limit(1)


def readers_of(tx: Tx, world: WorldRow, event: EventRow) -> set[str]:
    """The ids of those who have read it; who has a turn under way to answer it has not."""
    reading = {turn.person_id for turn in under_way(tx, world) if event.heard in turn.claimed}
    return {row.id for row in tx.rows(_READERS, event=event.id)} - reading


def anyone_has_read(tx: Tx, event: EventRow) -> bool:
    """Whether anyone has read it, or is reading it in a turn under way."""
    return tx.value(_ANYONE, event=event.id) is not None
