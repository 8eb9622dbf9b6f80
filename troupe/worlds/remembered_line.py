"""A line that somebody witnessed and that is found again by a question."""

from troupe.core.frozen import Frozen
from troupe.worlds.transcript import Event


class RememberedLine(Frozen):
    """`score` says how well it fits; scores of different questions cannot be compared."""

    event: Event
    score: float
