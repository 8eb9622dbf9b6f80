"""An experience: a stretch of what one person witnessed, from which memories are made at one go."""

from typing import NamedTuple

from troupe.core.frozen import Frozen
from troupe.worlds.memories.kept_memory import NewMemory
from troupe.worlds.transcript import Event, HumanAuthor
from troupe.worlds.world import Person, World

SPAN = 40
"""Places in the order of perception after which memories are made: some eight minutes of lively talk."""
SILENCE = 600.0
"""Seconds of silence after which they are made of less."""
FEW = 4
"""Lines of which none are made: they come back as they stand."""


class ExperienceKey(NamedTuple):
    """Whose experience, from where to where. `version` rises when something in it is erased: then its memories are
    made anew."""

    person_id: str
    first: int
    through: int
    version: int


class SharedExperience(Frozen):
    """One and the same stretch, witnessed alike by several people: one call makes the memories of all of them.
    `length` is how much was said, in characters. `key` tells it from every other."""

    world_id: str
    keys: tuple[ExperienceKey, ...]
    length: int
    key: str


class ExperienceLines(Frozen):
    """The lines of a stretch, with those whose memories are made of them. `members` are all members who ever wrote
    in that world."""

    world: World
    people: tuple[Person, ...]
    events: tuple[Event, ...]
    members: tuple[HumanAuthor, ...]


class MadeMemories(Frozen):
    """The memories that one person has of an experience."""

    key: ExperienceKey
    memories: tuple[NewMemory, ...]
