"""A database opened: every tenant's stores, and what concerns all tenants."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from db import pending
from db.budgets import SqlBudgets
from db.casts import SqlCasts
from db.changes import Changes
from db.engine import Engine
from db.holding import hold
from db.mailbox import SqlMailbox
from db.outbox import SqlOutbox
from db.transaction import Tenancy
from db.transcripts import SqlTranscripts
from db.turns import SqlTurns
from db.worlds import SqlWorlds
from troupe.clock import Clock
from troupe.errors import BadInput
from troupe.ids import Ids
from troupe.worlds.world import WorldKey


class SqlStores:
    """See troupe.ports.Stores."""

    def __init__(self, tenancy: Tenancy) -> None:
        self.tenant = tenancy.tenant
        self.worlds = SqlWorlds(tenancy)
        self.casts = SqlCasts(tenancy)
        self.mailbox = SqlMailbox(tenancy)
        self.turns = SqlTurns(tenancy)
        self.outbox = SqlOutbox(tenancy)
        self.transcripts = SqlTranscripts(tenancy)
        self.budgets = SqlBudgets(tenancy)


class SqlDatabase:
    """See troupe.ports.Database."""

    def __init__(self, engine: Engine, changes: Changes, clock: Clock, ids: Ids) -> None:
        self._engine = engine
        self._changes = changes
        self._clock = clock
        self._ids = ids

    def tenant(self, tenant: str) -> SqlStores:
        if not tenant:
            raise BadInput("must not be empty", field="tenant")
        return SqlStores(Tenancy(self._engine, tenant, self._clock, self._ids))

    async def tenants(self) -> tuple[str, ...]:
        return await self._engine.read(pending.tenants)

    async def due(self, now: datetime) -> tuple[WorldKey, ...]:
        return await self._engine.read(lambda db_session: pending.due(db_session, now))

    async def next_wake(self) -> datetime | None:
        now = self._clock.now()
        return await self._engine.read(lambda db_session: pending.next_wake(db_session, now))

    async def changed(self) -> bool:
        return await self._changes.seen()

    async def hold(self, role: str) -> Callable[[], Awaitable[None]]:
        return await hold(self._engine, role)

    def checked_out(self) -> int:
        """Connections in use this moment; zero whenever no transaction runs."""
        return self._engine.checked_out()

    async def close(self) -> None:
        await self._changes.close()
        await self._engine.close()
