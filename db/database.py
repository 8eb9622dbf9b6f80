"""A database opened: every tenant's stores, and what concerns all tenants."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import Connection

from db.casts.cast_store import SqlCasts
from db.catalogue.guild_store import SqlGuilds
from db.catalogue.panel_store import SqlPanels
from db.catalogue.persona_store import SqlPersonas
from db.cycle import due_worlds as pending
from db.cycle.budgets import SqlBudgets
from db.cycle.turn_store import SqlTurns
from db.jobs import due_jobs as pending_jobs
from db.jobs.job_store import SqlJobs
from db.mailbox.mailbox_store import SqlMailbox
from db.memory.remembering_store import SqlMemories
from db.moderation.moderation_store import SqlModeration
from db.moderation.mute_store import SqlMutes
from db.outbox.outbox_store import SqlOutbox
from db.remembering.consent_store import SqlConsents
from db.remembering.experience_store import SqlExperiences
from db.sessions.guest_store import SqlSessionGuests
from db.sessions.notes.note_store import SqlSessionNotes
from db.sessions.session_store import SqlSessions, halted_sessions, next_due, running_sessions
from db.stores.transcript_store import SqlTranscripts
from db.stores.world_store import SqlWorlds
from db.tx.external_writes import Changes
from db.tx.lease_time import by_database, database_now
from db.tx.row_cache import Remembered
from db.tx.serve_lock import Release, hold
from db.tx.statement_running import COMPILED
from db.tx.transaction import Tenancy
from db.tx.transaction_runner import TransactionRunner
from troupe.core.clock import Clock
from troupe.core.errors import BadInput
from troupe.core.ids import Ids
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import KeptPersona
from troupe.worlds.sessions.study_session import SessionKey
from troupe.worlds.transcript import Event
from troupe.worlds.world import WorldKey

PERSONAS_KEPT = 2048
"""Personas that stay in memory: of those who talk, and of communities, whose catalogues are read with every key
typed in some commands."""


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
        self.memories = SqlMemories(tenancy)
        self.experiences = SqlExperiences(tenancy)
        self.consents = SqlConsents(tenancy)
        self.budgets = SqlBudgets(tenancy)
        self.guilds = SqlGuilds(tenancy)
        self.mutes = SqlMutes(tenancy)
        self.personas = SqlPersonas(tenancy)
        self.panels = SqlPanels(tenancy)
        self.jobs = SqlJobs(tenancy)
        self.sessions = SqlSessions(tenancy)
        self.notes = SqlSessionNotes(tenancy)
        self.guests = SqlSessionGuests(tenancy)


class SqlDatabase:
    """See troupe.ports.Database."""

    def __init__(self, engine: TransactionRunner, changes: Changes, clock: Clock, ids: Ids) -> None:
        self.engine = engine
        self._changes = changes
        self._clock = clock
        self._ids = ids
        self._events = Remembered[Event]()
        self._kept = Remembered[KeptPersona](PERSONAS_KEPT)
        self._contents = Remembered[Persona](PERSONAS_KEPT)
        self._statements = COMPILED
        self._held: list[Release] = []

    def tenant(self, tenant: str) -> SqlStores:
        if not tenant:
            raise BadInput("must not be empty", field="tenant")
        return SqlStores(
            Tenancy(
                self.engine,
                tenant,
                self._clock,
                self._ids,
                self._events,
                self._kept,
                self._contents,
                self._statements,
            )
        )

    async def tenants(self) -> tuple[str, ...]:
        return await self.engine.read(pending.tenants)

    async def due(self, now: datetime) -> tuple[WorldKey, ...]:
        return await self.engine.read(
            lambda connection: pending.due(connection, now, self._shared(connection, now))
        )

    async def due_jobs(self, now: datetime) -> tuple[str, ...]:
        def look(connection: Connection) -> tuple[str, ...]:
            jobs = pending_jobs.due_jobs(connection, now, self._shared(connection, now))
            return tuple(sorted({*jobs, *(key.tenant for key in running_sessions(connection))}))

        return await self.engine.read(look)

    async def running_sessions(self) -> tuple[SessionKey, ...]:
        return await self.engine.read(running_sessions)

    async def halted_sessions(self, since: datetime) -> tuple[SessionKey, ...]:
        return await self.engine.read(lambda connection: halted_sessions(connection, since))

    async def next_wake(self) -> datetime | None:
        now = self._clock.now()

        def look(connection: Connection) -> datetime | None:
            shared = self._shared(connection, now)
            times = (pending.next_wake(connection, now, shared), pending_jobs.next_job(connection, now, shared))
            times = (*times, next_due(connection, now))
            return min((time for time in times if time is not None), default=None)

        return await self.engine.read(look)

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
