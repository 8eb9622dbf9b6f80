"""The urgency of model work: who is let to a model first where not all can be served at once."""

from enum import IntEnum


class Urgency(IntEnum):
    """The degree to which somebody waits for a call. The lower goes first; of equal ones, whoever came first."""

    SPOKEN_TO = 0
    """Somebody was spoken to: a conversation waits."""
    AWAITED = 1
    """A person looks at a card until it is done."""
    BACKGROUND = 2
    """Nobody waits; it shall be done in the end."""
