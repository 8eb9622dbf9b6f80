"""The account of how something a person said came about: what they answered, why they had the floor, and what made
the words."""

from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.transcript import Event, HumanAuthor
from troupe.worlds.turn import Provenance


class Account(Frozen):
    """`answered` is what was answered, None if that was erased; `granted` says why this person had the floor,
    `decided` how the whole decision went. `recalled` is what had come back to them, of long
    before; `memories` the memories among it, with the lines that these rest on (`evidence`), and what their making
    has cost (`made_for`); `thoughts` are their own, of the same turn."""

    event: Event
    answered: Event | None = None
    granted: str = ""
    decided: str = ""
    recalled: tuple[Event, ...] = ()
    memories: tuple[KeptMemory, ...] = ()
    evidence: tuple[Event, ...] = ()
    made_for: Usage = Usage()
    thoughts: tuple[str, ...] = ()
    provenance: Provenance | None = None

    def answers(self, user_id: str) -> bool:
        """Whether it was said to this member."""
        author = None if self.answered is None else self.answered.author
        return isinstance(author, HumanAuthor) and author.id == user_id
