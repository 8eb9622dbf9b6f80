"""What people remember, what it is made of, and which members allowed to be remembered."""

from collections.abc import Sequence
from typing import Protocol

from troupe.memory.experience import ExperienceLines, MadeMemories, SharedExperience
from troupe.worlds.jobs.job import Job
from troupe.worlds.memories.kept_memory import KeptMemory, NewMemory
from troupe.worlds.memories.member_record import MemberRecord
from troupe.worlds.memories.reflection_asked import ReflectionAsked, ReflectionNotes
from troupe.worlds.remembered_line import RememberedLine
from troupe.worlds.transcript import Event, HumanAuthor


class Memories(Protocol):
    """What each person remembers: lines they witnessed, found again and nowhere copied, and memories made of
    them."""

    async def search(
        self, person_id: str, question: str, limit: int = 10, *, asker: str = ""
    ) -> tuple[RememberedLine, ...]:
        """The lines that answer this best, the best first: of what the person heard or said, and of nothing else.

        `asker` is the name of whoever asks, for whom "I" and "my" stand. Raises NotFound if there is no such
        person.
        """
        ...

    async def kept(self, person_id: str, limit: int = 100) -> tuple[KeptMemory, ...]:
        """Their newest memories, pinned ones first, with those that hold no longer. Raises NotFound."""
        ...

    async def lines(self, event_ids: Sequence[str]) -> tuple[Event, ...]:
        """The lines that memories rest on, in order; none that was said to somebody alone."""
        ...

    async def pin(self, memory_id: str, *, pinned: bool = True) -> KeptMemory:
        """Have it come back in every turn of its person, or not any more. Raises Conflict for what holds no
        longer, and where too many are pinned; NotFound."""
        ...

    async def edit(self, memory_id: str, text: str, by: str) -> KeptMemory:
        """Put it in other words, the former ones being kept as its history; `by` is the id of who does. Raises
        BadInput for words that name a member whom it did not tell of, Conflict for what holds no longer,
        NotFound."""
        ...

    async def forget(self, memory_id: str) -> KeptMemory:
        """Let one memory go; what was said stays in the record. Raises NotFound."""
        ...


class Experiences(Protocol):
    """The making of memories: which stretches of what people witnessed are to be gone over, and what came of
    it."""

    async def due(self) -> tuple[str, ...]:
        """The ids of open worlds that `plan` has something to do in."""
        ...

    async def plan(self, world_id: str) -> tuple[SharedExperience, ...]:
        """Cut what people have read since into experiences, by count and by silence; returns all of which
        memories are to be made now, in order. Who asks for that dies: it is returned again some minutes later.
        One for which a job is under way is left out, one that has failed several times is given up."""
        ...

    async def lines(self, experience: SharedExperience) -> ExperienceLines:
        """What was said in it, without what is erased and without members who muted the people of that world."""
        ...

    async def keep(self, job: Job, made: Sequence[MadeMemories], *, stand_in: bool = False) -> bool:
        """Keep what a job has made, each experience once: one that has its memories already keeps these. Facts and
        reflections about members who did not allow it are left out, and such a member is asked once, in the
        channel. False if the job is no longer ours."""
        ...

    async def members(self, world_id: str) -> tuple[HumanAuthor, ...]:
        """All members who ever wrote in a world, once under each of their names."""
        ...

    async def reflections(self, world_id: str) -> tuple[ReflectionAsked, ...]:
        """What people of a world are to think over now: the memories of the last few experiences of each."""
        ...

    async def notes(self, asked: ReflectionAsked) -> ReflectionNotes:
        """These memories as they are now; none where something was made anew, or thought over, meanwhile."""
        ...

    async def reflect(
        self, job: Job, asked: ReflectionAsked, memories: Sequence[NewMemory], *, stand_in: bool = False
    ) -> bool:
        """Keep what came of it, once. False if the job is no longer ours."""
        ...


class Consents(Protocol):
    """Which members allow that people keep facts and reflections about them. Who was never asked does not."""

    async def record(self, member_id: str) -> MemberRecord:
        """What is kept of a member, and whether they allow facts."""
        ...

    async def allow(self, member_id: str) -> None:
        """From now on; what was said before is gone over no more."""
        ...

    async def withdraw(self, member_id: str) -> int:
        """Not any more: every fact and reflection that tells of them goes; returns how many there were. Nobody
        asks them again."""
        ...

    async def forget(self, member_id: str) -> int:
        """The same, and nothing is kept of whether they were asked."""
        ...
