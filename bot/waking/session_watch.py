"""The watch over sessions: each is looked at when something of its tenant has moved, after the tenant's jobs."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.waking.world_runners import JobServing
from troupe.ports import Database
from troupe.research.conducting.session_runner import SessionRunner
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import SessionKey


class SessionWatch:
    """Looks at a tenant's jobs by way of `jobs`, then at its sessions that run, and once more at those that ran at
    the look before: a press or a command may have paused or ended them. `shown` is told how each stands, so that
    what members see of it is brought up to date."""

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
        self._ran: dict[str, frozenset[SessionKey]] = {}

    def concerns(self, tenant: str) -> bool:
        """Whether a session ran there at the last look."""
        return tenant in self._ran

    async def recall(self, since: datetime) -> frozenset[str]:
        """Take up the sessions that are paused or have ended since then, which a process that died may not have
        shown so. Returns their tenants, each to be looked at once."""
        for key in await self._database.halted_sessions(since):
            self._ran[key.tenant] = self._ran.get(key.tenant, frozenset()) | {key}
        return frozenset(self._ran)

    async def look(self, tenant: str) -> None:
        await self._jobs.look(tenant)
        running = {key for key in await self._database.running_sessions() if key.tenant == tenant}
        if keys := running | self._ran.get(tenant, frozenset()):
            self._ran[tenant] = frozenset(keys)
        for key in sorted(keys):
            await self._shown(await self._runner.look(key))
        if running:
            self._ran[tenant] = frozenset(running)
        else:
            self._ran.pop(tenant, None)
