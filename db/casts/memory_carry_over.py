"""The former life of someone in another world: what they witnessed there, brought into this one."""

from db.casts.briefing_telling import be_told
from db.casts.persona_updates import someone
from db.minds.mind_keeping import bring_state
from db.perception.witnessing import IN_WORLD, ONE, as_hearer, witnessed
from db.record.event_reading import KEYS, known
from db.record.muted_members import muted_in
from db.schema.kind_filters import SUMMARISED, one_of
from db.schema.row_mapping import to_world
from db.schema.tables.event_tables import EventRow
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.ports import FormerLife
from troupe.worlds.briefing import Briefing
from troupe.worlds.muted_view import heard_by_all

_EVENT = table_of(EventRow).c
_WITNESSED = (
    KEYS.where(*IN_WORLD, witnessed(ONE), one_of(_EVENT.kind, SUMMARISED))
    .order_by(_EVENT.heard.desc())
    .limit(given("limit"))
)


def former_life(tx: Tx, person_id: str, limit: int) -> FormerLife:
    """See troupe.ports.Casts.former_life."""
    person = someone(tx, person_id)
    world = tx.world(person.world_id)
    latest = known(tx, tx.rows(_WITNESSED, limit=limit, **as_hearer(person)))
    lines = heard_by_all(reversed(latest), muted_in(tx, world))
    return FormerLife(world=to_world(world), person=tx.person(person), said=lines)


def carry_over(tx: Tx, person_id: str, former_id: str, briefing: Briefing | None) -> PersonRow:
    """See troupe.ports.Casts.carry_over."""
    # Both worlds, in one order everywhere: an erasure in the former one either sees who came, or is seen here.
    worlds = {someone(tx, life_id).world_id for life_id in (person_id, former_id)}
    locked = {world_id: tx.lock_world(world_id) for world_id in sorted(worlds)}
    tx.lock_people((person_id, former_id))
    person, former = someone(tx, person_id), someone(tx, former_id)
    if person.former_id == former.id:  # by a process that died over it: nothing they have thought since is lost
        return person
    world = locked[person.world_id]
    person.former_id = former.id
    bring_state(tx, world, person, former)
    person.relations = person.relations or former.relations
    if briefing is not None:
        be_told(tx, world, person, briefing)
    return person
