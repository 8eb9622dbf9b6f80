"""The watch over sessions: each is looked at when something of its tenant has moved, after the tenant's jobs."""

from collections.abc import Awaitable, Callable

from bot.waking.world_runners import JobServing
from troupe.ports import Database
from troupe.research.conducting.session_runner import SessionRunner
from troupe.worlds.sessions.session_view import SessionView


class SessionWatch:
    """Looks at a tenant's jobs by way of `jobs`, then at its sessions that run. `shown` is told how each of these
    stands, so that what members see of it is brought up to date."""

    def __init__(
        self,
        database: Database,
        runner: SessionRunner,
        jobs: JobServing,
        shown: Callable[[SessionView], Awaitable[None]],
    ) -> None:
        self._database = database
        self._runner = runner
        self._jobs = jobs
        self._shown = shown
        self._tenants: set[str] = set()

    def concerns(self, tenant: str) -> bool:
        """Whether a session ran there at the last look."""
        return tenant in self._tenants

    async def look(self, tenant: str) -> None:
        await self._jobs.look(tenant)
        keys = [key for key in await self._database.running_sessions() if key.tenant == tenant]
        if keys:
            self._tenants.add(tenant)
        else:
            self._tenants.discard(tenant)
        for key in keys:
            await self._shown(await self._runner.look(key))
