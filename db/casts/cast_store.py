"""The people of worlds: seating and unseating."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import func, select

from db.casts.archive_taking import take_in
from db.casts.briefing_telling import be_told, know_everything
from db.casts.memory_carry_over import carry_over, former_life
from db.casts.person_relating import relate
from db.casts.persona_updates import playing, update_persona
from db.casts.present_person import seated
from db.cycle.roundtable_reveal import settle_round
from db.cycle.turn_ending import open_turns, silence
from db.perception.line_taking import hears_no_more
from db.record.event_appending import append, author_of, mark_in_record
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.core.errors import BadInput, Conflict
from troupe.people.documents.size_limits import require_size
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.ports import FormerLife
from troupe.worlds.briefing import Briefing
from troupe.worlds.events.marks.joined import Joined
from troupe.worlds.events.marks.left import Left
from troupe.worlds.events.marks.setting_changed import SettingChanged
from troupe.worlds.events.thought import Thought
from troupe.worlds.memories.archived_line import ArchivedLine
from troupe.worlds.mind_state import MindState
from troupe.worlds.world import Person, World, WorldStatus

_PERSON = table_of(PersonRow).c
_SEATS = select(func.count(_PERSON.id)).where(
    _PERSON.tenant == given("tenant"), _PERSON.world_id == given("world")
)
"""How many seats of a world were given, to whoever has left it too."""
_AT_ONCE = 200
"""Archived lines taken in within one transaction: whoever writes beside waits for a tenth of a second."""


class SqlCasts:
    """See troupe.ports.Casts."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def add(
        self,
        world_id: str,
        persona: Persona,
        ref: PersonaRef,
        *,
        everything: bool = False,
        briefing: Briefing | None = None,
    ) -> Person:
        def join(tx: Tx) -> Person:
            world = tx.lock_world(world_id)
            if world.status == WorldStatus.CLOSED.value:
                raise Conflict("this world is closed", field="world")
            (person,) = seat(tx, world, ((persona, ref),))
            if everything:
                know_everything(person)
            if briefing is not None:
                be_told(tx, world, person, briefing)
            return tx.person(person)

        return await self._tenancy.write(join)

    async def remove(self, world_id: str, person_id: str) -> Person:
        return await self._tenancy.write(lambda tx: tx.person(unseat(tx, world_id, person_id)))

    async def settle_talk(self, world_id: str, person_id: str, talkativeness: float | None, by: str) -> Person:
        return await self._tenancy.write(
            lambda tx: tx.person(_settle_talk(tx, world_id, person_id, talkativeness, by))
        )

    async def relate(
        self, world_id: str, person_id: str, other_id: str, text: str, by: str, *, mutual: bool = True
    ) -> Person:
        return await self._tenancy.write(
            lambda tx: tx.person(relate(tx, world_id, person_id, other_id, text, by, mutual=mutual))
        )

    async def think(self, world_id: str, person_id: str, thought: str) -> None:
        await self._tenancy.write(lambda tx: _think(tx, world_id, person_id, thought))

    async def take_in(self, world_id: str, person_id: str, lines: Sequence[ArchivedLine]) -> int:
        taken = 0
        for start in range(0, len(lines), _AT_ONCE):
            part = lines[start : start + _AT_ONCE]
            taken += await self._tenancy.write(
                partial(take_in, world_id=world_id, person_id=person_id, lines=part)
            )
        return taken

    async def of(self, world_id: str) -> tuple[Person, ...]:
        def present(tx: Tx) -> tuple[Person, ...]:
            return tuple(tx.person(row) for row in tx.people(tx.world(world_id).id))

        return await self._tenancy.read(present)

    async def playing(self, slug: str) -> tuple[tuple[World, Person], ...]:
        return await self._tenancy.read(lambda tx: playing(tx, slug))

    async def update_persona(self, person_id: str, persona: Persona, ref: PersonaRef, by: str) -> Person:
        return await self._tenancy.write(lambda tx: tx.person(update_persona(tx, person_id, persona, ref, by)))

    async def former_life(self, person_id: str, limit: int = 400) -> FormerLife:
        return await self._tenancy.read(lambda tx: former_life(tx, person_id, limit))

    async def carry_over(self, person_id: str, former_id: str, briefing: Briefing | None = None) -> Person:
        return await self._tenancy.write(lambda tx: tx.person(carry_over(tx, person_id, former_id, briefing)))


def seat(tx: Tx, world: WorldRow, newcomers: Sequence[tuple[Persona, PersonaRef]]) -> list[PersonRow]:
    """Give newcomers the next seats, inside a transaction that has the world. Seats are never given twice. Raises
    BadInput for a persona larger than a persona may be."""
    for persona, _ in newcomers:
        require_size(persona.document)
    contents = tx.contents.keep([persona for persona, _ in newcomers])
    return [
        _seat(tx, world, persona, ref, content)
        for (persona, ref), content in zip(newcomers, contents, strict=True)
    ]


def _seat(tx: Tx, world: WorldRow, persona: Persona, ref: PersonaRef, content: str) -> PersonRow:
    key = persona.name.casefold().strip()
    if any(person.name_key == key for person in tx.people(world.id)):
        raise Conflict(f"{persona.name} is here already", field="people")
    person = tx.add(
        PersonRow(
            id=tx.ids(),
            tenant=tx.tenant,
            world_id=world.id,
            seat=tx.rows(_SEATS, world=world.id)[0][0],
            name=persona.name,
            name_key=key,
            content=content,
            ref=ref,
            slug=ref.slug,
            state=MindState(),
            history_from=world.heard + 1,
            joined_heard=world.heard,
            hears_from=world.heard + 1,
            read_through=world.heard,
            joined_at=tx.now,
        )
    )
    tx.cast_changed(world.id)
    append(tx, world, Joined, author_of(person))
    return person


def _think(tx: Tx, world_id: str, person_id: str, thought: str) -> None:
    world = tx.lock_world(world_id)
    if world.status == WorldStatus.CLOSED.value:
        raise Conflict("this world is closed", field="world")
    append(tx, world, Thought, author_of(seated(tx, world, person_id)), text=thought)


def _settle_talk(tx: Tx, world_id: str, person_id: str, talkativeness: float | None, by: str) -> PersonRow:
    world = tx.lock_world(world_id)
    person = seated(tx, world, person_id)
    if talkativeness is not None and not 0 <= talkativeness <= 1:
        raise BadInput("must be between 0 and 1", field="talkativeness")
    if person.talkativeness != talkativeness:
        person.talkativeness = talkativeness
        told = "as they are" if talkativeness is None else f"{talkativeness:.2f}"
        mark_in_record(tx, world, SettingChanged, f"talkativeness of {person.name} {told}, set by {by}")
    return person


def unseat(tx: Tx, world_id: str, person_id: str) -> PersonRow:
    """See troupe.ports.Casts.remove."""
    world = tx.lock_world(world_id)
    person = seated(tx, world, person_id)
    rounds = [turn.round_id for turn in open_turns(tx, world, person.id)]
    person.left_at = tx.now
    tx.cast_changed(world.id)
    silence(tx, world, person, "no longer here")
    hears_no_more(tx, world, person)
    append(tx, world, Left, author_of(person))
    for round_id in rounds:
        settle_round(tx, world, round_id)
    return person
