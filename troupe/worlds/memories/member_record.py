"""What a community's people have of a member: shown to that member alone."""

from troupe.core.frozen import Frozen
from troupe.worlds.memories.kept_memory import KeptMemory


class MemoryAbout(Frozen):
    """A memory that tells of the member: whose it is, and in which world."""

    world: str
    person: str
    memory: KeptMemory


class MemberRecord(Frozen):
    """`messages` of theirs are kept; `allowed`: people may remember facts about them, `memories` are those there
    are."""

    messages: int
    allowed: bool
    memories: tuple[MemoryAbout, ...] = ()
