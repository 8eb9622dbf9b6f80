"""Worlds and the people in them: opened, seated, read, and how they come to a halt."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.briefing import Briefing
from troupe.worlds.floor_view import FloorDecision
from troupe.worlds.memories.archived_line import ArchivedLine
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox import Offer
from troupe.worlds.transcript import Event
from troupe.worlds.world import Caps, Mode, Person, World
from troupe.worlds.world_rhythm import Rhythm


class NewWorld(Frozen):
    """The order to open a world. `channel_id` None makes it headless; it may be a thread, under `parent_id`."""

    name: str
    channel_id: str | None = None
    parent_id: str | None = None
    guild_id: str | None = None
    mode: Mode = Mode.AMBIENT
    seed: int = 0
    caps: Caps = Caps()  # pyright: ignore[reportCallIssue]
    notice: str = ""
    """Posted as the bot when the world opens, if not empty."""
    offers: tuple[Offer, ...] = ()
    """What the notice offers to do."""
    pinned: bool = False
    """Whether the notice is pinned."""
    by_invitation: bool = False
    """Of humans, only those are heard who take part in its session."""


class WorldCounts(Frozen):
    """For a status line."""

    people: int
    events: int
    open_turns: int
    unsent: int
    last_decision: str = ""


class FormerLife(Frozen):
    """The former life of someone in a world, with the latest speech that they heard or spoke there, oldest first:
    nothing that was erased, and nothing by members who muted the people of that world."""

    world: World
    person: Person
    said: tuple[Event, ...]


class Worlds(Protocol):
    """Worlds of one tenant."""

    async def open(self, new: NewWorld, people: Sequence[tuple[Persona, PersonaRef]]) -> World:
        """Open a world and seat its cast. Raises Conflict if the channel has a world that is not closed."""
        ...

    async def get(self, world_id: str) -> World: ...

    async def at_channel(self, channel_id: str) -> World | None:
        """The world of this channel that is not closed."""
        ...

    async def ever_at_channel(self, channel_id: str) -> tuple[World, ...]:
        """Every world that a channel has or had, the newest first."""
        ...

    async def all(self, *, closed: bool = False) -> tuple[World, ...]: ...

    async def halt(self, world_id: str, by: str, notice: str = "") -> World:
        """STOP: raise the epoch, void open turns, cancel PENDING rows, all in one transaction. Idempotent."""
        ...

    async def resume(self, world_id: str, by: str) -> World:
        """Back to OPEN from STOPPED or PAUSED, under a new epoch; nobody is quiet any more."""
        ...

    async def pause(self, world_id: str, reason: str) -> World:
        """Something outside broke. As halt, but PAUSED with its reason in the transcript. What people were asked
        and have answered in vain, no part of the answer having arrived for this reason, is unread again; a human's
        call from this time counts after the resume whatever its age."""
        ...

    async def close(self, world_id: str, by: str, notice: str = "") -> World: ...

    async def set_mode(self, world_id: str, mode: Mode, by: str) -> World: ...

    async def set_rhythm(self, world_id: str, rhythm: Rhythm | None, by: str) -> World:
        """Have people act by themselves every so often, or not any more (None); the first beat is reckoned from
        now. They do so only while the world is open and ambient. Raises Conflict if it is closed."""
        ...

    async def typing(self, world_id: str, until: datetime) -> None:
        """A human is typing: unaddressed turns may wait until then."""
        ...

    async def counts(self, world_id: str) -> WorldCounts: ...


class Casts(Protocol):
    """The people of worlds."""

    async def add(
        self,
        world_id: str,
        persona: Persona,
        ref: PersonaRef,
        *,
        everything: bool = False,
        briefing: Briefing | None = None,
    ) -> Person:
        """Seat a newcomer. They know nothing of what was said before, or `everything`, as read; or what the
        `briefing` tells, which nobody else perceives. Raises Conflict on a name already here, and if something the
        briefing was made from has been erased meanwhile."""
        ...

    async def remove(self, world_id: str, person_id: str) -> Person:
        """Unseat someone: open turn void, unsent lines cancelled. The record stays."""
        ...

    async def settle_talk(self, world_id: str, person_id: str, talkativeness: float | None, by: str) -> Person:
        """How talkative someone is to be in this world, 0 to 1; None for as the persona is."""
        ...

    async def think(self, world_id: str, person_id: str, thought: str) -> None:
        """Let a thought come to someone: theirs alone, before them in their next turns. Raises NotFound, and
        Conflict for a closed world."""
        ...

    async def take_in(self, world_id: str, person_id: str, lines: Sequence[ArchivedLine]) -> int:
        """Let someone remember these lines of earlier talks, which nobody else here perceives: they come back when
        they are spoken of. Returns how many were new; the same lines again change nothing. Raises NotFound, and
        Conflict for a closed world."""
        ...

    async def relate(
        self, world_id: str, person_id: str, other_id: str, text: str, by: str, *, mutual: bool = True
    ) -> Person:
        """How someone stands to another person here; without text that is forgotten. `mutual`: the other knows it
        in the same words. Raises NotFound, and BadInput for the same person twice, a text that is too long, or too
        many."""
        ...

    async def of(self, world_id: str) -> tuple[Person, ...]:
        """Those present, by seat."""
        ...

    async def playing(self, slug: str) -> tuple[tuple[World, Person], ...]:
        """Those present in worlds that are not closed who live as this persona, in any version, be it the
        tenant's own or the library's; by the age of the world, then by seat."""
        ...

    async def update_persona(self, person_id: str, persona: Persona, ref: PersonaRef, by: str) -> Person:
        """Let someone live on as another version of who they are: memory, cognitive state and seat are kept, and
        the change is a mark in the record.

        A turn that is being decided is void, and decided anew as who they are now: a turn is of one version from
        claim to commit. An answer already held for a roundtable's reveal stays, as do lines on their way. Raises
        NotFound if they are not here any more, Conflict on a name already here and in a closed world.
        """
        ...

    async def former_life(self, person_id: str, limit: int = 400) -> FormerLife:
        """What a person witnessed, in whichever world of the tenant, gone from there or not. Raises NotFound."""
        ...

    async def carry_over(self, person_id: str, former_id: str, briefing: Briefing | None = None) -> Person:
        """Give someone the cognitive state of who they were before, in whichever world of the tenant, and tell
        them what the `briefing` says, which nobody else perceives; done already, it changes nothing. What is
        erased there is erased here too. Raises NotFound for people that the tenant does not have, Conflict if
        something the briefing was made from has been erased meanwhile."""
        ...


class Transcripts(Protocol):
    """Reading the record."""

    async def read(self, world_id: str, after: int = 0, limit: int = 1000) -> tuple[Event, ...]:
        """Events with `seq` > after, in order."""
        ...

    async def said(self, world_id: str, limit: int = 400) -> tuple[Event, ...]:
        """The latest of what is told to those who were not there, speech above all, oldest first: nothing that was
        erased, and nothing by members who muted the people of this world."""
        ...

    async def decisions(self, world_id: str, limit: int = 20) -> tuple[FloorDecision, ...]:
        """The latest floor decisions with their reasons, newest first."""
        ...

    async def states(self, world_id: str) -> dict[str, MindState]:
        """The state of mind of everyone present, by id."""
        ...

    async def states_as_of(self, world_id: str, seq: int) -> dict[str, MindState]:
        """The states of mind, by id, of everyone who was present when the world had come to this event: what a
        fork or a rewind begins with. Of long ago, the last one before it that is kept; never one that was left
        by a turn to which something erased was shown."""
        ...
