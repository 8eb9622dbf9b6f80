"""A person's cognitive state: what they want, where they are, what holds their attention, how they feel."""

from troupe.core.frozen import Frozen


class MindState(Frozen):
    """Kept between turns and shown in the next prompt. Empty text means nothing yet."""

    goals: str = ""
    context: tuple[str, ...] = ()
    attention: str = ""
    emotions: str = ""
