"""Patience with the store: a call that ends paid work is repeated while the database cannot be used."""

from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import TypeVar

from troupe.core.clock import Clock
from troupe.core.errors import StoreUnavailable

R = TypeVar("R")

PAUSES = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before each further try, the last for all that follow. The first is at once: the loser of a deadlock,
or of a file lock, mostly gets through the second time."""
PATIENCE = 600.0
"""Seconds after which a call is given up: longer than any restart of a database server takes."""


async def patiently(call: Callable[[], Awaitable[R]], clock: Clock, patience: float = PATIENCE) -> R:
    """Make a call to the store until the store can be used; any other error passes through at once.

    Only for calls that are safe to repeat: what ends a turn or a sending is bound to its fence or row, so a call
    whose answer was lost on the way changes nothing the second time. Raises StoreUnavailable after `patience`
    seconds.
    """
    until = clock.monotonic() + patience
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            return await call()
        except StoreUnavailable:
            if clock.monotonic() + pause > until:
                raise
        await clock.sleep(pause)
    raise AssertionError("the pauses never end")
