"""The runners that wake worlds: in one process, a runner for each world that has something to do."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from typing import Literal, Protocol, assert_never

from troupe.ports import Claimed
from troupe.worlds.turn import Turn
from troupe.worlds.world import Work, WorldKey

Lane = Literal["claims", "delivery", "jobs"]
Later = Callable[[WorldKey, datetime], None]
Decided = Callable[[Turn], None]
Sign = Callable[[Sequence[Turn]], AbstractAsyncContextManager[Decided | None]]
"""Put up while turns are played; what it gives is told of each turn that is decided."""
Problem = Callable[[str, Exception], None]
_NO_WORLD = ""
"""In the place of a world's id where something concerns a tenant as a whole."""
RETRY_AFTER_FAILURE = 5.0
"""Seconds until a world whose runner failed (a database that cannot be reached, say) is looked at again."""


class Playing(Protocol):
    """The engine, as far as it is woken."""

    async def claim(self, key: WorldKey) -> Claimed: ...
    async def play(self, turns: Sequence[Turn], decided: Decided | None = None) -> None: ...
    async def give_back(self, turns: Sequence[Turn]) -> None: ...


class Draining(Protocol):
    """The delivery, as far as it is woken."""

    async def drain(self, key: WorldKey) -> datetime | None: ...
    def close(self) -> None: ...


class JobServing(Protocol):
    """The runner of jobs, as far as it is woken."""

    async def look(self, tenant: str) -> None: ...


class Pokes:
    """The waker of one process (see troupe.ports.Waker), which serves what it is poked for by itself. Pokes of a
    busy world are merged into one more look.

    A world has two lanes, so that a message on its way out does not keep the next human message waiting:
    one claims turns and starts them, one drains the outbox. A tenant has one for its jobs. The idle have none.
    """

    def __init__(self, problem: Problem, retry: Callable[[WorldKey, float], None]) -> None:
        self._problem = problem
        self._retry = retry
        self._engine: Playing | None = None
        self._delivery: Draining | None = None
        self._later: Later | None = None
        self._jobs: JobServing | None = None
        self._sign: Sign | None = None
        self._moved: Callable[[WorldKey], None] | None = None
        self._runners: dict[tuple[WorldKey, Lane], asyncio.Task[None]] = {}
        self._again: set[tuple[WorldKey, Lane]] = set()
        self._plays: dict[asyncio.Task[None], WorldKey] = {}
        self._quiet = asyncio.Event()
        self._quiet.set()

    def serve(
        self,
        engine: Playing,
        delivery: Draining | None,
        later: Later,
        sign: Sign | None = None,
        jobs: JobServing | None = None,
        moved: Callable[[WorldKey], None] | None = None,
    ) -> None:
        """From now on, answer pokes. `later` pokes a world at a time; `sign` is put up while turns are played.
        Without a delivery nothing is sent, without `jobs` none is begun. `moved` is told of a world when a look at
        it or a turn in it has come to an end."""
        self._engine, self._delivery, self._later, self._sign = engine, delivery, later, sign
        self._jobs, self._moved = jobs, moved

    def poke(self, key: WorldKey, work: Work = Work.ALL) -> None:
        """Look into this world soon. What is to be sent goes first: somebody is waiting for it."""
        if self._engine is None:
            return
        if Work.OUTBOX in work and self._delivery is not None:
            self._rouse((key, "delivery"))
        if Work.FLOOR in work:
            self._rouse((key, "claims"))

    def poke_jobs(self, tenant: str) -> None:
        """Look at this tenant's jobs soon."""
        if self._engine is not None and self._jobs is not None:
            self._rouse((WorldKey(tenant, _NO_WORLD), "jobs"))

    def heard(self, key: WorldKey) -> None:
        """Something was delivered: the others have heard it. The outbox is being drained as it is."""
        self.poke(key, Work.FLOOR)

    async def idle(self) -> None:
        """Until no world is being served and no turn is being played."""
        await self._quiet.wait()

    async def stop(self, grace: float = 3.0) -> None:
        """Claim nothing more, cancel model calls, let what is being stored or sent settle for at most `grace`
        seconds.

        Turns whose model calls are cut off are given back, for the next process to claim at once. What is cut off
        after the grace waits: a turn until its lease runs out, a send until it is looked for.
        """
        self._engine = None
        if self._delivery is not None:
            self._delivery.close()
        for play in self._plays:
            play.cancel()
        tasks = {*self._plays, *self._runners.values()}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _rouse(self, slot: tuple[WorldKey, Lane]) -> None:
        if slot in self._runners:
            self._again.add(slot)
            return
        self._quiet.clear()
        task = asyncio.create_task(self._run(slot), name=f"{slot[1]} of {slot[0].id}")
        self._runners[slot] = task
        task.add_done_callback(lambda _: self._ended(slot))

    def _ended(self, slot: tuple[WorldKey, Lane]) -> None:
        del self._runners[slot]
        if slot in self._again:
            self._again.discard(slot)
            if self._engine is not None:
                self._rouse(slot)
        self._note_quiet()

    def _note_quiet(self) -> None:
        if not self._runners and not self._plays:
            self._quiet.set()

    async def _run(self, slot: tuple[WorldKey, Lane]) -> None:
        """Look until nobody poked meanwhile."""
        key, lane = slot
        while self._engine is not None:
            self._again.discard(slot)
            try:
                await self._look(key, lane)
            except Exception as error:  # noqa: BLE001 - the runner's edge: reported, and the world is looked at again
                self._failed(key, lane, error)
                return
            if slot not in self._again:
                self._note_moved(key)
                return

    def _failed(self, key: WorldKey, lane: Lane, error: Exception) -> None:
        """What failed is looked at again soon; jobs with the next sweep."""
        if lane == "jobs":
            self._problem(f"jobs of {key.tenant}", error)
            return
        self._problem(f"{lane} of world {key.id}", error)
        self._retry(key, RETRY_AFTER_FAILURE)

    async def _look(self, key: WorldKey, lane: Lane) -> None:
        match lane:
            case "claims":
                await self._claim(key)
            case "delivery":
                when = await self._delivery.drain(key) if self._delivery is not None else None
                if when is not None and self._later is not None:
                    self._later(key, when)
            case "jobs":
                if self._jobs is not None:
                    await self._jobs.look(key.tenant)
            case _:
                assert_never(lane)

    async def _claim(self, key: WorldKey) -> None:
        engine = self._engine
        if engine is None:
            return
        claimed = await engine.claim(key)
        if self._engine is None:  # stopped while the claim was under way
            await engine.give_back(claimed.turns)
            return
        if claimed.turns:
            self._start(engine, claimed.turns, key)
        if claimed.revealed and self._delivery is not None:
            self._rouse((key, "delivery"))
        if claimed.wake_at is not None and self._later is not None:
            self._later(key, claimed.wake_at)

    def _start(self, engine: Playing, turns: Sequence[Turn], key: WorldKey) -> None:
        """Play turns beside the runner, which stays free for the next claim."""
        sign = self._sign(turns) if self._sign is not None else nullcontext()

        async def play() -> None:
            try:
                async with sign as decided:
                    await engine.play(turns, decided)
            except Exception as error:  # noqa: BLE001 - the edge of a turn; the engine records what it can itself
                self._problem(f"a turn in world {key.id}", error)

        task = asyncio.create_task(play(), name=f"turns of {key.id}")
        self._plays[task] = key
        task.add_done_callback(self._played)

    def _played(self, task: asyncio.Task[None]) -> None:
        self._note_moved(self._plays.pop(task))
        self._note_quiet()

    def _note_moved(self, key: WorldKey) -> None:
        if self._moved is not None and self._engine is not None and key.id != _NO_WORLD:
            self._moved(key)
