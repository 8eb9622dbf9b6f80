"""The watch over memories: before a tenant's jobs are looked at, those are asked for that make its people
remember."""

from bot.waking.world_runners import JobServing
from troupe.engine.memory_maker import MemoryMaker


class MemoryWatch:
    """Asks for what is due, then looks at the jobs by way of `jobs`."""

    def __init__(self, maker: MemoryMaker, jobs: JobServing) -> None:
        self._maker = maker
        self._jobs = jobs

    async def look(self, tenant: str) -> None:
        await self._maker.look(tenant)
        await self._jobs.look(tenant)
