"""Lines of earlier talks taken into a person's memory: theirs alone, read, and found again like all they heard."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from db.casts.present_person import seated
from db.record.event_appending import append, author_of
from db.schema.tables.event_tables import EventRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.errors import Conflict
from troupe.people.documents.slug import slug_of
from troupe.worlds.events.archived import Archived
from troupe.worlds.memories.archived_line import ArchivedLine, archive_keys
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.world import WorldStatus

_EVENT = table_of(EventRow).c
_TAKEN = select(_EVENT.message_id).where(
    _EVENT.tenant == given("tenant"),
    _EVENT.world_id == given("world"),
    _EVENT.message_id.in_(bindparam("given_ids", expanding=True)),
)


def take_in(tx: Tx, world_id: str, person_id: str, lines: Sequence[ArchivedLine]) -> int:
    """See troupe.ports.Casts.take_in."""
    world = tx.lock_world(world_id)
    if world.status == WorldStatus.CLOSED.value:
        raise Conflict("this world is closed", field="world")
    person = seated(tx, world, person_id)
    keys = archive_keys(person.id, lines)
    known = {row[0] for row in tx.rows(_TAKEN, world=world.id, ids=keys)} if keys else set[str]()
    new = [(key, line) for key, line in zip(keys, lines, strict=True) if key not in known]
    for key, line in new:
        speaker = HumanAuthor(id=f"archive:{slug_of(line.speaker)}", name=line.speaker)
        append(
            tx,
            world,
            Archived,
            author_of(person) if line.own else speaker,
            text=line.text,
            at=line.at,
            addressed=(person.id,),
            message_id=key,
            moot=True,
        )
    if new:  # long ago comes back when it is spoken of; it is not what was just said
        person.history_from = world.heard + 1
    return len(new)
