"""Relations between the people of a world: said by those who run it, and taken back."""

from db.casts.present_person import seated
from db.record.event_appending import mark_in_record
from db.schema.tables.world_tables import PersonRow
from db.tx.transaction import Tx
from troupe.core.errors import BadInput
from troupe.worlds.events.marks.setting_changed import SettingChanged
from troupe.worlds.relation import LONGEST_RELATION, MOST_RELATIONS, with_relation


def relate(tx: Tx, world_id: str, person_id: str, other_id: str, text: str, by: str, *, mutual: bool) -> PersonRow:
    """See troupe.ports.Casts.relate. The record says that it was settled and not what: it can be taken back."""
    world = tx.lock_world(world_id)
    person, other = seated(tx, world, person_id), seated(tx, world, other_id)
    words = " ".join(text.split())
    if len(words) > LONGEST_RELATION:
        raise BadInput(f"must have at most {LONGEST_RELATION} characters, not {len(words)}", field="how")
    if person.id == other.id:
        raise BadInput("name two people", field="other")
    pairs = [(person, other.name), (other, person.name)] if mutual else [(person, other.name)]
    for one, name in pairs:
        relations = with_relation(one.relations, name, words)
        if len(relations) > MOST_RELATIONS:
            raise BadInput(f"{one.name} has {MOST_RELATIONS} already; take one back first", field="how")
        one.relations = relations
    told = "is said" if words else "is forgotten"
    mark_in_record(tx, world, SettingChanged, f"how {person.name} stands to {other.name} {told}, by {by}")
    return person
