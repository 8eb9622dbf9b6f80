"""A database opened: the stores of each tenant, and what concerns all of them."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from troupe.ports.catalogue_ports import Guilds, Panels, Personas
from troupe.ports.guest_ports import SessionGuests
from troupe.ports.job_ports import Jobs
from troupe.ports.ledger_ports import Budgets
from troupe.ports.memory_ports import Consents, Experiences, Memories
from troupe.ports.message_ports import Mailbox, Moderation, Mutes, Outbox
from troupe.ports.note_ports import SessionNotes
from troupe.ports.session_ports import Sessions
from troupe.ports.turn_ports import Turns
from troupe.ports.world_ports import Casts, Transcripts, Worlds
from troupe.worlds.sessions.study_session import SessionKey
from troupe.worlds.world import WorldKey


class Stores(Protocol):
    """All stores of one tenant. A method never sees or touches another tenant's rows."""

    @property
    def tenant(self) -> str: ...
    @property
    def worlds(self) -> Worlds: ...
    @property
    def casts(self) -> Casts: ...
    @property
    def mailbox(self) -> Mailbox: ...
    @property
    def moderation(self) -> Moderation: ...
    @property
    def turns(self) -> Turns: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def transcripts(self) -> Transcripts: ...
    @property
    def memories(self) -> Memories: ...
    @property
    def experiences(self) -> Experiences: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def budgets(self) -> Budgets: ...
    @property
    def guilds(self) -> Guilds: ...
    @property
    def mutes(self) -> Mutes: ...
    @property
    def personas(self) -> Personas: ...
    @property
    def panels(self) -> Panels: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def notes(self) -> SessionNotes: ...
    @property
    def guests(self) -> SessionGuests: ...


class Database(Protocol):
    """An opened database. `db.open(url, clock=…, ids=…)` returns one."""

    def tenant(self, tenant: str) -> Stores: ...

    async def tenants(self) -> tuple[str, ...]:
        """Every tenant that has ever had a world, in alphabetic order; for commands from a shell."""
        ...

    async def due(self, now: datetime) -> tuple[WorldKey, ...]:
        """Worlds of every tenant with something to do: undecided events, an expired lease, a due wake or beat, an
        open round past its limit, or an unsettled outbox row that is due."""
        ...

    async def due_jobs(self, now: datetime) -> tuple[str, ...]:
        """Tenants with a job that can be claimed, that is over and not told of, or whose words are to leave; and
        those with a session that runs, which is looked at after the jobs."""
        ...

    async def running_sessions(self) -> tuple[SessionKey, ...]:
        """The sessions of every tenant that run, to be looked at."""
        ...

    async def halted_sessions(self, since: datetime) -> tuple[SessionKey, ...]:
        """The sessions of every tenant that are paused, or have ended since then: a process may have died before
        this was shown."""
        ...

    async def next_wake(self) -> datetime | None:
        """The earliest future time at which `due` would name another world, or `due_jobs` another tenant, if
        nothing happens before."""
        ...

    async def changed(self) -> bool:
        """Whether another process has written since the last call."""
        ...

    async def hold(self, role: str) -> Callable[[], Awaitable[None]]:
        """Become the only process serving this database in this role (such as `shard 0`) until the returned
        function is called or the process dies. Raises AlreadyServed."""
        ...

    async def close(self) -> None: ...
