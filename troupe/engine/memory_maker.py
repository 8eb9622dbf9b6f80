"""Having memories made: asks for the jobs that are due, outside of anybody's turn."""

from troupe.core.errors import OverBudget
from troupe.engine.job_runner import JobRunner
from troupe.minds.consolidating.consolidation_job import ConsolidationJob
from troupe.minds.gate.secrets import Secrets
from troupe.ports import Database
from troupe.worlds.jobs.job import JobScope, NewJob


class MemoryMaker:
    """Looks at a tenant's worlds where something was said; what there is to remember of it becomes a job, of the
    lowest urgency. Where today's budget has no room it waits for tomorrow's."""

    def __init__(self, database: Database, jobs: JobRunner, secrets: Secrets) -> None:
        self._database = database
        self._jobs = jobs
        self._kind = ConsolidationJob(secrets)

    async def look(self, tenant: str) -> int:
        """Ask for what is due; returns how many jobs that were."""
        experiences = self._database.tenant(tenant).experiences
        asked = 0
        for world_id in await experiences.due():
            for shared in await experiences.plan(world_id):
                order = NewJob(
                    kind=self._kind.word,
                    request="",
                    scope=JobScope.of_world(world_id),
                    lock=f"memories of {world_id}",
                    key=shared.key,
                )
                try:
                    await self._jobs.ask(tenant, self._kind, shared, order)
                except OverBudget:
                    return asked
                asked += 1
        return asked
