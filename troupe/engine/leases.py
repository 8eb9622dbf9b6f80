"""Turns under way: the task that decides each, why it was cut off, and keeping its claim and its time limit."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from troupe.core.clock import Clock
from troupe.core.errors import ModelError, ModelTimeout, StoreUnavailable
from troupe.core.patience import PATIENCE, patiently
from troupe.ports import Database
from troupe.worlds.turn import Outcome, Turn

LOOK = 60.0
"""Seconds after which time limits are looked at again at the latest: a turn may be decided anew meanwhile."""

log = logging.getLogger(__name__)


class CutOff(Exception):
    """A mind was cut off while it was deciding."""


class Interrupted(CutOff):
    """The world was stopped, or the turn lost to another process: nothing is to come of the turn."""


class Closing(CutOff):
    """The process is ending: the turn goes back to be claimed by the next one."""


@dataclass(slots=True, eq=False)
class UnderWay:
    """A turn under way: the task that decides it, since when, when its claim was last renewed (both in monotonic
    seconds), the seconds it is given, whether it has ended, whether the process is ending, and why its task was
    cancelled, if it was."""

    turn: Turn
    task: "asyncio.Task[Outcome]"
    since: float
    renewed: float
    limit: float = 0.0
    ended: bool = False
    closing: bool = False
    cut_off: ModelError | CutOff | None = None

    def cancel(self, why: ModelError | CutOff) -> None:
        if not self.task.done():
            self.cut_off = why
            self.task.cancel()

    def close(self) -> None:
        """The process is ending: decide no further."""
        self.closing = True
        self.cancel(Closing())

    async def outcome(self) -> Outcome:
        """What the mind decided. Raises what the mind raised, or why it was cut off. (Awaiting the task itself
        could not tell its cancellation from ours.)"""
        await asyncio.wait({self.task})
        if self.task.cancelled():
            raise self.cut_off or Interrupted
        return self.task.result()


class Leases:
    """Keeps claims of `lease` seconds while minds decide, and gives each mind the seconds of its turn's `limit`,
    which may grow meanwhile, as the model's line does, and never shrinks.

    The two are watched apart: a database that cannot be used holds up renewals, and no time limit.
    """

    def __init__(self, database: Database, clock: Clock, lease: float, limit: Callable[[Turn], float]) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._limit = limit

    async def keep(self, turns: Sequence[UnderWay]) -> None:
        """Renew the claims of turns until they end, and cut off minds that take too long. Runs until cancelled."""
        await asyncio.gather(self._keep_claims(turns), self._keep_time(turns))

    async def refresh(self, turns: Sequence[UnderWay]) -> None:
        """Renew the claims that an outage of the database kept from being renewed in time, before anybody looks
        for claims that have run out: ours would be taken over, and paid for twice."""
        now = self._clock.monotonic()
        late = [turn for turn in turns if not turn.ended and now - turn.renewed > self._lease / 2]
        await asyncio.gather(*(self._renew(turn, patience=0.0) for turn in late))

    async def _keep_claims(self, turns: Sequence[UnderWay]) -> None:
        while True:
            await self._clock.sleep(self._lease / 3)
            renewals = [self._renew(turn) for turn in turns if not turn.ended]
            for error in await asyncio.gather(*renewals, return_exceptions=True):
                if isinstance(error, Exception) and not isinstance(error, StoreUnavailable):
                    log.error("a lease could not be renewed", exc_info=error)

    async def _renew(self, one: UnderWay, *, patience: float = PATIENCE) -> None:
        """Renew a claim; a mind that has lost its turn is cut off."""
        now, turn = self._clock.monotonic(), one.turn
        turns = self._database.tenant(turn.tenant).turns
        if await patiently(lambda: turns.renew(turn, self._lease), self._clock, patience):
            one.renewed = max(one.renewed, now)
        else:
            one.cancel(Interrupted())

    async def _keep_time(self, turns: Sequence[UnderWay]) -> None:
        while True:
            times = [self._time_left(turn) for turn in turns if not turn.task.done()]
            await self._clock.sleep(min([LOOK, *(rest for rest in times if rest > 0)]))

    def _time_left(self, one: UnderWay) -> float:
        """Seconds that a mind has left; one that has none is cut off."""
        one.limit = max(one.limit, self._limit(one.turn))
        rest = one.since + one.limit - self._clock.monotonic()
        if rest <= 0:
            one.cancel(ModelTimeout(f"no answer within {one.limit:.0f} seconds"))
        return rest
