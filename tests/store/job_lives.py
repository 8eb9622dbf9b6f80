"""Screenings in processes that are killed at a chosen point between two acts of theirs.

Run as a script it forks life after life, each on the same database. `every` gives each life a screening of its
own, killed at point 0, 1, 2, … until one is not cut short; `long` has one screening of many, whose process is
killed again and again. The endpoint is a file that outlives them all: a line when a call is sent, one when its
answer is kept.
"""

import asyncio
import os
import random
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import db
from tests.store.kept_connections import keeping_engines
from tests.store.stage import persona
from troupe.core.clock import ManualClock
from troupe.core.ids import system_ids
from troupe.core.usage import Estimate, Usage
from troupe.engine.job_runner import LEASE
from troupe.headless.headless_screening import screen
from troupe.llm.port.llm import Reply, Request
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.scripted_model import Scripted
from troupe.people.persona.persona import Persona
from troupe.ports import Database
from troupe.research.recruiting.screener import Screener
from troupe.research.recruiting.screening import Screened

SCREENER = Screener.read(questions="cash: Do you pay in cash? | yes | no", include="answer.cash = yes", size=500)
FEW, MANY, AT_ONCE = 2, 120, 4
KILLS = 8
"""Of the long screening: a process dies after some fifty acts."""


class Life:
    """Counts the points passed and ends the process at the chosen one. `end` None: it lives on."""

    def __init__(self, end: int | None) -> None:
        self._end = end
        self._point = 0

    def point(self) -> None:
        if self._point == self._end:
            os.kill(os.getpid(), signal.SIGKILL)
        self._point += 1


class Endpoint:
    """A model that is paid for each call, and says yes to whoever's number is even."""

    def __init__(self, path: Path, life: Life) -> None:
        self._path = path
        self._life = life
        self._scripted = Scripted(otherwise=self._answer)

    def _answer(self, request: Request[Any]) -> dict[str, str]:
        return {"cash": "yes" if int(request.person.rpartition("-")[2]) % 2 == 0 else "no"}

    @property
    def name(self) -> str:
        return "grand"

    @property
    def stand_in(self) -> bool:
        return False

    @property
    def manner(self) -> str:
        return ""

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        return Estimate(tokens=100, usd=0.01)

    @property
    def fit(self) -> PromptFit:
        return PromptFit()

    def expected_seconds(self, prompt_chars: int, max_tokens: int) -> float | None:
        return None

    def patience(self, prompt_chars: int, max_tokens: int) -> float:
        return 60.0

    async def complete(self, request: Request[Any]) -> Reply[Any]:
        self._life.point()
        note(self._path, f"sent {request.person}")
        self._life.point()
        reply = await self._scripted.complete(request)
        self._life.point()
        return Reply(
            value=reply.value,
            usage=Usage(calls=1, tokens_in=70, usd=0.007),
            model=self.name,
            request_hash=reply.request_hash,
        )

    async def close(self) -> None:
        """Nothing is open."""


def note(path: Path, line: str) -> None:
    with path.open("a") as file:
        file.write(line + "\n")


class Deadly:
    """A store whose every call has a point before it and one after it; told what was kept, it notes that."""

    def __init__(self, inner: object, life: Life, path: Path) -> None:
        self._inner = inner
        self._life = life
        self._path = path

    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Awaitable[Any]] = getattr(self._inner, name)

        async def called(*arguments: Any, **named: Any) -> Any:
            self._life.point()
            result = await method(*arguments, **named)
            if name == "keep":
                note(self._path, f"kept {arguments[3]}")
            self._life.point()
            return result

        return called


class DeadlyStores:
    """The stores of a tenant; its jobs are deadly."""

    def __init__(self, inner: Any, life: Life, path: Path) -> None:
        self._inner = inner
        self.jobs = Deadly(inner.jobs, life, path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class DeadlyDatabase:
    """As much of a database as a screening uses."""

    def __init__(self, inner: Database, life: Life, path: Path) -> None:
        self._inner = inner
        self._life = life
        self._path = path

    def tenant(self, tenant: str) -> DeadlyStores:
        return DeadlyStores(self._inner.tenant(tenant), self._life, self._path)


def candidates(number: int) -> list[Persona]:
    return [persona(f"Person {place}")[0] for place in range(number)]


async def one_life(url: str, path: Path, number: int, name: str, start: timedelta, end: int | None) -> None:
    """One process: it goes on with the screening of this name until it is killed, or through."""
    clock = at(start)
    database = await db.open(url, clock=clock, ids=system_ids)
    await go_on(database, clock, path, number, name, Life(end))
    await database.close()


def at(start: timedelta) -> ManualClock:
    return ManualClock(ManualClock().now() + start)


async def go_on(
    database: Database, clock: ManualClock, path: Path, number: int, name: str, life: Life
) -> Screened:
    deadly = cast("Database", DeadlyDatabase(database, life, path))
    return await screen(
        Endpoint(path, life),
        SCREENER,
        candidates(number),
        seed=1,
        at_once=AT_ONCE,
        store=deadly,
        name=name,
        clock=clock,
    )


def fork(life: Callable[[], object]) -> bool:
    """Live it in a child; returns whether that was killed. Raises ChildProcessError if it failed otherwise."""
    child = os.fork()
    if child == 0:
        try:
            life()
        except BaseException:  # noqa: BLE001 - a child must not go on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status) != 0:
        raise ChildProcessError("a life failed")
    return os.WIFSIGNALED(status)


def step_on(url: str) -> int:
    """SQLite, which is quick to open, is killed at each point; PostgreSQL, where the same statements run, at every
    third."""
    return 1 if url.startswith("sqlite") else 3


def every(url: str, folder: Path) -> int:
    """The first point that no life came to: one for each of those before it was cut short there."""
    for end in range(0, 500, step_on(url)):
        path, name = folder / f"{end}.log", f"life {end}"
        if not fork(lambda: asyncio.run(one_life(url, path, FEW, name, timedelta(0), end))):  # noqa: B023
            return end
    return -1


def long(url: str, folder: Path) -> int:
    """How many kills the one screening has survived; after the last of them nothing is left to be asked for."""
    rng, kills = random.Random(4), 0
    path = folder / "long.log"
    for number in range(KILLS):
        start = timedelta(seconds=number * (LEASE + 1))
        end = rng.randrange(10, 100)
        kills += fork(lambda: asyncio.run(one_life(url, path, MANY, "long", start, end)))  # noqa: B023
    return kills


if __name__ == "__main__":
    act, address, place = {"every": every, "long": long}[sys.argv[1]], sys.argv[2], Path(sys.argv[3])
    with keeping_engines():
        # Each child inherits what its parent has compiled by then.
        asyncio.run(one_life(address, place / "whole.log", FEW, "whole", timedelta(0), None))
        print(act(address, place))
