"""A stop as a human's words ask for it."""

from troupe.core.frozen import Frozen


class Stop(Frozen):
    """The stop that a human's words ask for: `everyone`, or that these people be quiet."""

    everyone: bool = False
    people: tuple[str, ...] = ()
    notice: str = ""
    """Posted as the bot after the stop, if not empty."""
