"""The scene that one person has before them when they take a turn: everything the mind may know, and nothing
else."""

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.transcript import Event
from troupe.worlds.world import Person, World


class PassedOver(Frozen):
    """Lines that were too many to be read, `count` of them, the last of them heard at `through`."""

    through: int
    count: int


class RecalledMemory(Frozen):
    """A memory that comes back to a person, always the one that holds now; `former` is what held before it. Of an
    episode or a reflection, `since` are the facts that hold by now in the place of others told in it, and
    `grounds` the lines that it rests on: by these it is seen whether something said since is of the same."""

    memory: KeptMemory
    former: KeptMemory | None = None
    since: tuple[KeptMemory, ...] = ()
    grounds: tuple[Event, ...] = ()

    @property
    def shown(self) -> tuple[KeptMemory, ...]:
        """All memories that stand in a prompt where it does."""
        return (self.memory, *(() if self.former is None else (self.former,)), *self.since)


class Scene(Frozen):
    """`history` is what this person witnessed or did, in the order of perception, undelivered own speech last;
    `unread` (its ids) are the stimuli this turn answers, all that is unread in it; `trigger` the event it chiefly
    answers."""

    world: World
    person: Person
    others: tuple[str, ...]
    """Names of the other people present."""
    history: tuple[Event, ...]
    unread: tuple[str, ...]
    called: frozenset[str] = frozenset()
    """The ids of what among the unread is said to the person."""
    passed: tuple[PassedOver, ...] = ()
    """By the order of perception."""
    answering: dict[str, str] = Field(default_factory=dict)
    """The ids of lines that others have a turn to answer now, each with a name of those."""
    recalled: tuple[Event, ...] = ()
    """What comes back to the person of what they witnessed before the history, the best first."""
    memories: tuple[RecalledMemory, ...] = ()
    """What comes back to the person of what they keep in memory, the weightiest first."""
    trigger: Event | None
    obliged: bool
    """Whether the person was addressed, and so should answer rather than stay silent."""
    together: bool = False
    """Whether everyone answers at once, unseen by each other until revealed."""
    model: str | None = None
    """The model that this community has chosen to play its people; None leaves it to whoever runs them."""
    now: AwareDatetime
