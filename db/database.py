"""A database opened: every tenant's stores, and what concerns all tenants."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import Connection

from db import pending
from db.budgets import SqlBudgets
from db.casts import SqlCasts
from db.changes import Changes
from db.engine import Engine
from db.guilds import SqlGuilds
from db.holding import Release, hold
from db.lease_time import by_database, database_now
from db.mailbox import SqlMailbox
from db.moderation import SqlModeration
from db.mutes import SqlMutes
from db.outbox import SqlOutbox
from db.panels import SqlPanels
from db.personas import SqlPersonas
from db.remembering import Remembered
from db.transaction import Tenancy
from db.transcripts import SqlTranscripts
from db.turns import SqlTurns
from db.worlds import SqlWorlds
from troupe.clock import Clock
from troupe.errors import BadInput
from troupe.ids import Ids
from troupe.people.kept import KeptPersona
from troupe.worlds.transcript import Event
from troupe.worlds.world import WorldKey

PERSONAS_KEPT = 2048
"""Personas of communities that stay in memory; a whole catalogue is read with every key typed in some commands."""


class SqlStores:
    """See troupe.ports.Stores."""

    def __init__(self, tenancy: Tenancy) -> None:
        self.tenant = tenancy.tenant
        self.worlds = SqlWorlds(tenancy)
        self.casts = SqlCasts(tenancy)
        self.mailbox = SqlMailbox(tenancy)
        self.moderation = SqlModeration(tenancy)
        self.turns = SqlTurns(tenancy)
        self.outbox = SqlOutbox(tenancy)
        self.transcripts = SqlTranscripts(tenancy)
        self.budgets = SqlBudgets(tenancy)
        self.guilds = SqlGuilds(tenancy)
        self.mutes = SqlMutes(tenancy)
        self.personas = SqlPersonas(tenancy)
        self.panels = SqlPanels(tenancy)


class SqlDatabase:
    """See troupe.ports.Database."""

    def __init__(self, engine: Engine, changes: Changes, clock: Clock, ids: Ids) -> None:
        self.engine = engine
        self._changes = changes
        self._clock = clock
        self._ids = ids
        self._events = Remembered[Event]()
        self._kept = Remembered[KeptPersona](PERSONAS_KEPT)
        self._held: list[Release] = []

    def tenant(self, tenant: str) -> SqlStores:
        if not tenant:
            raise BadInput("must not be empty", field="tenant")
        return SqlStores(Tenancy(self.engine, tenant, self._clock, self._ids, self._events, self._kept))

    async def tenants(self) -> tuple[str, ...]:
        return await self.engine.read(pending.tenants)

    async def due(self, now: datetime) -> tuple[WorldKey, ...]:
        return await self.engine.read(
            lambda connection: pending.due(connection, now, self._shared(connection, now))
        )

    async def next_wake(self) -> datetime | None:
        now = self._clock.now()
        return await self.engine.read(
            lambda connection: pending.next_wake(connection, now, self._shared(connection, now))
        )

    def _shared(self, connection: Connection, now: datetime) -> datetime:
        """The time that leases run by."""
        return database_now(connection) if by_database(self.engine, self._clock) else now

    async def changed(self) -> bool:
        return await self._changes.seen()

    async def hold(self, role: str) -> Callable[[], Awaitable[None]]:
        release = await hold(self.engine, role)
        # Kept here too: a caller who drops the function means to serve until the process ends.
        self._held.append(release)
        return release

    def checked_out(self) -> int:
        """Connections in use this moment; zero whenever no transaction runs."""
        return self.engine.checked_out()

    async def close(self) -> None:
        for release in self._held:
            await release()
        await self._changes.close()
        await self.engine.close()
