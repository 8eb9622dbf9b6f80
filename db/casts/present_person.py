"""One of those who are present in a world, by id."""

from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.transaction import Tx
from troupe.core.errors import NotFound


def seated(tx: Tx, world: WorldRow, person_id: str) -> PersonRow:
    """Raises NotFound."""
    person = next((person for person in tx.people(world.id) if person.id == person_id), None)
    if person is None:
        raise NotFound("nobody of that id is here", field="person")
    return person
