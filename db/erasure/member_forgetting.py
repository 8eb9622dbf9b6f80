"""Forgetting a member: all that they wrote is erased, world by world."""

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.casts.persona_updates import lock_with_lives
from db.erasure.erasing import erase_events
from db.schema.kind_filters import HUMAN, facets_of
from db.schema.tables.event_tables import EventRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of

_EVENT = table_of(EventRow).c
_WORLDS_OF = (
    select_columns(_EVENT.world_id)
    .where(
        _EVENT.tenant == given("tenant"),
        _EVENT.author_id == given("member"),
        _EVENT.author_kind == HUMAN,
        _EVENT.erased.is_(False),
    )
    .distinct()
    .order_by(_EVENT.world_id)
)
_BY_MEMBER = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    EventRow.world_id == given("world"),
    EventRow.author_id == given("member"),
    EventRow.author_kind == HUMAN,
    col(EventRow.erased).is_(False),
)


def worlds_of(tx: Tx, member_id: str) -> tuple[str, ...]:
    """The ids of the worlds in which something of theirs stands."""
    return tuple(row.world_id for row in tx.rows(_WORLDS_OF, member=member_id))


def forget_in(tx: Tx, world_id: str, member_id: str) -> int:
    """Erase all of theirs in this world; returns how many messages that were."""
    world = lock_with_lives(tx, world_id)
    events = tx.all(_BY_MEMBER, world=world.id, member=member_id)
    messages = sum(facets_of(event).spoken for event in events)
    erase_events(tx, world, events)
    return messages
