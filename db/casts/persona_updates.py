"""People and who they live as: which persona, in which version, and living on as another one."""

from collections.abc import Collection

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.cycle.budgets import lock_days_of
from db.cycle.roundtable_reveal import settle_round
from db.cycle.turn_ending import open_turns, void
from db.cycle.world_wakeup import set_wake
from db.record.event_appending import append, author_of
from db.schema.row_mapping import to_world
from db.schema.tables.turn_tables import TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.errors import Conflict, NotFound
from troupe.people.documents.size_limits import require_size
from troupe.people.persona.persona import LIBRARY, Persona, PersonaRef
from troupe.worlds.events.marks.edited import Edited
from troupe.worlds.world import Person, World, WorldStatus

_PLAYING = (
    select(PersonRow)
    .join(WorldRow, col(WorldRow.id) == col(PersonRow.world_id))
    .where(
        PersonRow.tenant == given("tenant"),
        PersonRow.slug == given("slug"),
        col(PersonRow.left_at).is_(None),
        col(WorldRow.closed_at).is_(None),
    )
    .order_by(col(WorldRow.opened_at), col(WorldRow.id), col(PersonRow.seat))
)
_PERSON = table_of(PersonRow).c
_FORMER_TABLE = table_of(PersonRow).alias("former")
_FORMER = _FORMER_TABLE.c
_NEXT_WORLDS = (
    select_columns(_PERSON.world_id)
    .join(_FORMER_TABLE, _FORMER.id == _PERSON.former_id)
    .where(_PERSON.tenant == given("tenant"), _FORMER.world_id.in_(bindparam("given_worlds", expanding=True)))
    .distinct()
)


def playing(tx: Tx, slug: str) -> tuple[tuple[World, Person], ...]:
    """See troupe.ports.Casts.playing."""
    players = tx.all(_PLAYING, slug=slug)
    ours = (person for person in players if person.ref.owner in (tx.tenant, LIBRARY))
    return tuple((to_world(tx.world(person.world_id)), tx.person(person)) for person in ours)


def update_persona(tx: Tx, person_id: str, persona: Persona, ref: PersonaRef, by: str) -> PersonRow:
    """See troupe.ports.Casts.update_persona."""
    require_size(persona.document)
    member = someone(tx, person_id)
    world = tx.lock_world(member.world_id)
    lock_days_of(tx, open_turns(tx, world))
    tx.lock_people(
        (person_id, *(person.id for person in tx.people(world.id)))
    )  # all: a roundtable may be revealed
    person = someone(tx, person_id)  # again, now that nobody else can move them
    if world.status == WorldStatus.CLOSED.value:
        raise Conflict("this world is closed", field="world")
    if person.left_at is not None:
        raise NotFound(f"{person.name} is not here any more", field="person")
    key = persona.name.casefold().strip()
    if any(other.name_key == key and other.id != person.id for other in tx.people(world.id)):
        raise Conflict(f"{persona.name} is the name of someone else in #{world.name}", field="name")
    append(tx, world, Edited, author_of(person), text=f"version {ref.version} of {ref.slug}, by {by}")
    person.name, person.name_key = persona.name, key
    (person.content,) = tx.contents.replace((person.content,), (persona,))
    person.ref, person.slug = ref, ref.slug
    tx.cast_changed(world.id)
    _decide_anew(tx, world, person)
    return person


def _decide_anew(tx: Tx, world: WorldRow, person: PersonRow) -> None:
    """A turn being decided is void; what it was to answer is unread again, and the floor looks at it."""
    turns = [turn for turn in open_turns(tx, world, person.id) if turn.status == TurnStatus.OPEN.value]
    for turn in turns:
        void(tx, turn, "lives on as another version of their persona")
        settle_round(tx, world, turn.round_id)
    if turns and world.status == WorldStatus.OPEN.value:
        set_wake(world, tx.now)
        tx.tell_others()


def lock_with_lives(tx: Tx, world_id: str) -> WorldRow:
    """The world, ours as with `Tx.lock_world`, and with it every world into which somebody of it was carried over,
    however often: an erasure follows them there. All in the order of their ids, as everywhere.

    Somebody may be carried over before all of them are ours; then the locks are given back and taken anew, since
    a world further down the order must not be waited for while one further up is held.
    """
    worlds = {world_id}
    while True:
        worlds |= _reached(tx, worlds)
        savepoint = tx.connection.begin_nested()
        locked = {world_key: tx.lock_world(world_key) for world_key in sorted(worlds)}
        if _reached(tx, worlds) <= worlds:
            savepoint.commit()
            return locked[world_id]
        savepoint.rollback()


def _reached(tx: Tx, worlds: Collection[str]) -> set[str]:
    """The ids of the worlds where somebody lives who was carried over from one of these, or on from there."""
    reached, frontier = set[str](), set(worlds)
    while frontier:
        rows = tx.rows(_NEXT_WORLDS, worlds=sorted(frontier))
        frontier = {row.world_id for row in rows} - reached
        reached |= frontier
    return reached


def someone(tx: Tx, person_id: str) -> PersonRow:
    """A person of the tenant, present or not. Raises NotFound."""
    person = tx.first(select(PersonRow).where(PersonRow.tenant == tx.tenant, col(PersonRow.id) == person_id))
    if person is None:
        raise NotFound("nobody of that id is here", field="person")
    return person
