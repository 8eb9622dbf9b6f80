"""The making of memories as a store."""

from collections.abc import Sequence

from db.memory.experience_lines import lines_of, members_of
from db.remembering.experience_planning import due_worlds, plan
from db.remembering.memory_keeping import keep
from db.remembering.reflection_keeping import due_reflections, keep_reflections, notes_of
from db.schema.row_mapping import to_world
from db.tx.transaction import Tenancy, Tx
from troupe.memory.experience import ExperienceLines, MadeMemories, SharedExperience
from troupe.worlds.jobs.job import Job
from troupe.worlds.memories.kept_memory import NewMemory
from troupe.worlds.memories.reflection_asked import ReflectionAsked, ReflectionNotes
from troupe.worlds.transcript import HumanAuthor


class SqlExperiences:
    """See troupe.ports.Experiences."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def due(self) -> tuple[str, ...]:
        return await self._tenancy.read(due_worlds)

    async def plan(self, world_id: str) -> tuple[SharedExperience, ...]:
        return await self._tenancy.write(lambda tx: plan(tx, world_id))

    async def lines(self, experience: SharedExperience) -> ExperienceLines:
        return await self._tenancy.read(lambda tx: _lines(tx, experience))

    async def keep(self, job: Job, made: Sequence[MadeMemories], *, stand_in: bool = False) -> bool:
        return await self._tenancy.write(lambda tx: keep(tx, job, made, stand_in=stand_in))

    async def members(self, world_id: str) -> tuple[HumanAuthor, ...]:
        return await self._tenancy.read(lambda tx: tuple(members_of(tx, tx.world(world_id))))

    async def reflections(self, world_id: str) -> tuple[ReflectionAsked, ...]:
        return await self._tenancy.write(lambda tx: due_reflections(tx, world_id))

    async def notes(self, asked: ReflectionAsked) -> ReflectionNotes:
        return await self._tenancy.write(lambda tx: notes_of(tx, asked))

    async def reflect(
        self, job: Job, asked: ReflectionAsked, memories: Sequence[NewMemory], *, stand_in: bool = False
    ) -> bool:
        made = tuple(memories)
        return await self._tenancy.write(lambda tx: keep_reflections(tx, job, asked, made, stand_in=stand_in))


def _lines(tx: Tx, experience: SharedExperience) -> ExperienceLines:
    world = tx.world(experience.world_id)
    keys = {key.person_id: key for key in experience.keys}
    people = [person for person in tx.people(world.id) if person.id in keys]
    events = (
        () if not people else lines_of(tx, world, people[0], keys[people[0].id].first, keys[people[0].id].through)
    )
    return ExperienceLines(
        world=to_world(world),
        people=tuple(tx.person(person) for person in people),
        events=events,
        members=tuple(members_of(tx, world)) if events else (),
    )
