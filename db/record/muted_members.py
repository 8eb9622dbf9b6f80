"""The members for whom the people of a world are muted, as every reading of the record needs them."""

from sqlalchemy import select as select_columns

from db.schema.tables.world_tables import MuteRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.transcript import HumanAuthor

MUTE = table_of(MuteRow).c


_MUTED = (
    select_columns(MUTE.user_id, MUTE.name)
    .where(MUTE.tenant == given("tenant"), MUTE.world_id == given("world"))
    .order_by(MUTE.user_id)
)


def muted_in(tx: Tx, world: WorldRow) -> tuple[HumanAuthor, ...]:
    """For whom this world is muted, inside any transaction. Costs nothing where it is for nobody."""
    if world.mutes == 0:
        return ()
    return tuple(HumanAuthor(id=row.user_id, name=row.name) for row in tx.rows(_MUTED, world=world.id))
