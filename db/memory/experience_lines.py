"""The lines of an experience: what a person has read, or said, of a stretch of the order of perception."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from db.perception.witnessing import IN_WORLD, ONE, as_hearer, own, read
from db.record.event_reading import KEY, known
from db.record.muted_members import muted_in
from db.schema.kind_filters import HUMAN, SPOKEN, one_of
from db.schema.tables.event_tables import EventRow, WaitingRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.muted_view import heard_by_all
from troupe.worlds.transcript import Event, HumanAuthor

_EVENT, _WAITING = table_of(EventRow).c, table_of(WaitingRow).c
_LINES = (
    select(*KEY)
    .where(
        _EVENT.tenant == given("tenant"),
        *IN_WORLD,
        _EVENT.heard >= given("hears_from"),
        _EVENT.heard <= given("hears_through"),
        one_of(_EVENT.kind, SPOKEN),
        or_(own(ONE), read(ONE)),
    )
    .order_by(_EVENT.heard)
)
_WAITS = (
    select(_WAITING.heard)
    .where(_WAITING.tenant == given("tenant"), _WAITING.person_id == given("person"))
    .order_by(_WAITING.heard)
    .limit(1)
)
_MEMBERS = (
    select(_EVENT.author_id, _EVENT.author_name)
    .where(*IN_WORLD, _EVENT.author_kind == HUMAN, _EVENT.erased.is_(False))
    .distinct()
    .order_by(_EVENT.author_id, _EVENT.author_name)
)


def lines_of(tx: Tx, world: WorldRow, person: PersonRow, first: int, through: int) -> tuple[Event, ...]:
    """In order; nothing by members who have muted the people of this world."""
    lines = known(tx, tx.rows(_LINES, **as_hearer(person, since=first, through=through)))
    return heard_by_all(lines, muted_in(tx, world))


def read_for_good(tx: Tx, person: PersonRow) -> int:
    """Through which place everything is read: nothing before it waits for a turn."""
    waiting = tx.value(_WAITS, person=person.id)
    return person.read_through if waiting is None else min(person.read_through, waiting - 1)


def members_of(tx: Tx, world: WorldRow) -> Sequence[HumanAuthor]:
    """All members who ever wrote here, once under each name."""
    return [HumanAuthor(id=row.author_id, name=row.author_name) for row in tx.rows(_MEMBERS, world=world.id)]
