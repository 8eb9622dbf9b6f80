"""What the people of a headless world remember: found, made, and gone through as a whole."""

from collections.abc import Awaitable, Callable

from troupe.core.clock import Clock
from troupe.engine.job_runner import JobRunner
from troupe.engine.memory_maker import MemoryMaker
from troupe.jobs.job_kind import JobQuote
from troupe.minds.consolidating.full_recall import full_recall, quote_full_recall
from troupe.minds.mind import Mind
from troupe.people.persona.persona import Persona
from troupe.ports import Cap, Database
from troupe.research.job_kinds import job_kinds
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.transcript import Event
from troupe.worlds.world import Person, World

ALL = 1_000_000
Someone = Person | Persona | str
"""One of the people, as scripts name them."""


class WorldMemories:
    """The memories of a headless world. Nothing is made by itself: `make` does what a channel does in a
    silence."""

    def __init__(
        self,
        database: Database,
        record: World,
        mind: Mind,
        clock: Clock,
        cap: Cap,
        one: Callable[[Someone], Awaitable[Person]],
    ) -> None:
        self._stores = database.tenant(record.tenant)
        self._record = record
        self._mind = mind
        self._cap = cap
        self._one = one
        self._pokes: list[str] = []
        kinds = job_kinds(mind.secrets)
        self._jobs = JobRunner(database, kinds, mind, clock, cap=lambda _: cap, poke=self._pokes.append)
        self._maker = MemoryMaker(database, self._jobs, mind.secrets)

    async def make(self) -> int:
        """Make the memories that are due: of each 40 lines, and of what was said before ten minutes of silence
        on the world's clock. Returns how many calls of the model that took at most."""
        asked = await self._maker.look(self._record.tenant)
        self._pokes.append(self._record.tenant)
        while self._pokes:
            self._pokes.clear()
            await self._jobs.look(self._record.tenant)
            await self._jobs.idle()
        return asked

    async def of(self, someone: Someone) -> tuple[KeptMemory, ...]:
        """All that somebody keeps in memory, the newest first."""
        return await self._stores.memories.kept((await self._one(someone)).id, ALL)

    async def search(self, someone: Someone, question: str, limit: int = 10) -> tuple[Event, ...]:
        """The lines somebody witnessed that answer a question best, without a model."""
        found = await self._stores.memories.search((await self._one(someone)).id, question, limit)
        return tuple(memory.event for memory in found)

    async def quote_everything(self, someone: Someone) -> JobQuote:
        """What `everything` takes: so many calls, at this cost at most."""
        return quote_full_recall(self._mind.player(), await self._witnessed(someone))

    async def everything(self, someone: Someone, about: str) -> tuple[Event, ...]:
        """Every line somebody witnessed that tells something about a subject, by a model that goes through all of
        them. Raises OverBudget where the budget has no room, and ModelError."""
        llm = self._mind.capped(self._stores.budgets, self._cap)
        return await full_recall(llm, await self._witnessed(someone), about, seed=self._record.seed)

    async def _witnessed(self, someone: Someone) -> tuple[Event, ...]:
        life = await self._stores.casts.former_life((await self._one(someone)).id, ALL)
        return tuple(event for event in life.said if event.text)
