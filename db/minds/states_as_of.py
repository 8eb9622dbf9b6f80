"""Minds as they were at some event of the record: what a fork or a rewind begins with."""

from sqlalchemy import exists, select

from db.schema.tables.event_tables import EventRow
from db.schema.tables.world_tables import MindStateRow, PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.events.marks.joined import Joined
from troupe.worlds.events.marks.left import Left
from troupe.worlds.mind_state import MindState

_EVENT, _PERSON, _STATE = table_of(EventRow).c, table_of(PersonRow).c, table_of(MindStateRow).c
_BY_THEN = (_EVENT.tenant == given("tenant"), _EVENT.author_id == _PERSON.id, _EVENT.seq <= given("seq"))
_AS_OF = (
    select(
        _PERSON.id,
        select(_STATE.state)
        .where(_STATE.tenant == given("tenant"), _STATE.person_id == _PERSON.id, _STATE.seq <= given("seq"))
        .order_by(_STATE.number.desc())
        .limit(1)
        .scalar_subquery()
        .label("state"),
    )
    .where(
        _PERSON.tenant == given("tenant"),
        _PERSON.world_id == given("world"),
        exists().where(*_BY_THEN, _EVENT.kind == Joined.word()).correlate(table_of(PersonRow)),
        ~exists().where(*_BY_THEN, _EVENT.kind == Left.word()).correlate(table_of(PersonRow)),
    )
    .order_by(_PERSON.seat)
)


def states_as_of(tx: Tx, world: WorldRow, seq: int) -> dict[str, MindState]:
    """See troupe.ports.Transcripts.states_as_of."""
    return {
        row.id: MindState() if row.state is None else row.state for row in tx.rows(_AS_OF, world=world.id, seq=seq)
    }
