"""What one person is to think over: the memories of some experiences."""

from troupe.core.frozen import Frozen
from troupe.worlds.memories.kept_memory import KeptMemory

REFLECTED_AT_ONCE = 4
"""Experiences after which somebody thinks them over."""


class ReflectionAsked(Frozen):
    """The experiences of a person to be thought over, each by its last place and its version. `length` is that of
    their memories in characters, `key` tells it from every other."""

    world_id: str
    person_id: str
    experiences: tuple[tuple[int, int], ...]
    length: int
    key: str


class ReflectionNotes(Frozen):
    """The memories of these experiences as they are now, in order; none where one of them has been made anew.
    Their lines have their places from `first` through `through`, and are these `events`."""

    memories: tuple[KeptMemory, ...] = ()
    first: int = 0
    through: int = 0
    events: tuple[str, ...] = ()
