"""Having memories made: asks for the jobs that are due, outside of anybody's turn."""

from troupe.core.errors import OverBudget
from troupe.engine.job_runner import JobRunner
from troupe.minds.consolidating.consolidation_job import ConsolidationJob
from troupe.minds.consolidating.reflection_job import ReflectionJob
from troupe.minds.gate.secrets import Secrets
from troupe.ports import Database
from troupe.worlds.jobs.job import JobScope, NewJob


class MemoryMaker:
    """Looks at a tenant's worlds where something was said; what there is to remember of it becomes a job, of the
    lowest urgency. Where today's budget has no room it waits for tomorrow's."""

    def __init__(self, database: Database, jobs: JobRunner, secrets: Secrets) -> None:
        self._database = database
        self._jobs = jobs
        self._consolidation = ConsolidationJob(secrets)
        self._reflection = ReflectionJob(secrets)

    async def look(self, tenant: str) -> int:
        """Ask for what is due; returns how many jobs that were."""
        experiences = self._database.tenant(tenant).experiences
        asked = 0
        try:
            for world_id in await experiences.due():
                for shared in await experiences.plan(world_id):
                    order = _order(self._consolidation.word, world_id, shared.key)
                    await self._jobs.ask(tenant, self._consolidation, shared, order)
                    asked += 1
                for thinking in await experiences.reflections(world_id):
                    order = _order(self._reflection.word, world_id, thinking.key)
                    await self._jobs.ask(tenant, self._reflection, thinking, order)
                    asked += 1
        except OverBudget:
            return asked
        return asked


def _order(kind: str, world_id: str, key: str) -> NewJob:
    scope = JobScope.of_world(world_id)
    return NewJob(kind=kind, request="", scope=scope, lock=f"memories of {world_id}", key=key)
