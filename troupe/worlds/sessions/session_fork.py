"""A fork of a session: another one that goes on from a point of it, with its people as they were there."""

from troupe.core.frozen import Frozen
from troupe.worlds.sessions.session_move import MoveAnswer


class ForkPoint(Frozen):
    """The point from which a session goes on: the first `moves` moves of another one are kept, with all that
    was said by then. `step` is the key of the first step that is played anew, empty at the end; `kept` are the
    steps that were over before, and `extras` how many of those that were put in between belong to it; `worlds`
    is how many rooms there are; `line` the last line that is kept. `answers` says how the last question was
    settled where the other session ended over it."""

    session: str
    moves: int
    worlds: int
    extras: int = 0
    step: str = ""
    kept: tuple[str, ...] = ()
    line: str = ""
    answers: tuple[MoveAnswer, ...] = ()
