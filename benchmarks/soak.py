"""`python -m benchmarks.soak --minutes 20 --worlds 20`: what the bot's process grows by while many worlds talk.

The real bot, with a model that answers at once in words that are always new, against a local Discord with the
limits of Discord, which runs in a process of its own. Each minute one line of JSON: resident memory, objects, and
the size of everything that remembers: caches of functions, and containers that parts of ours hold. `--trace` adds
where memory was allocated that is held at the end and was not in the first minute.
"""

import argparse
import asyncio
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Collection, Generator, Iterator
from contextlib import AsyncExitStack, contextmanager
from enum import Enum
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import cast

from pydantic import BaseModel, SecretStr
from typing_extensions import override

from benchmarks.model_process import words
from bot.app.app import App, build_app
from bot.environment.settings import Settings
from troupe.core.clock import SystemClock
from troupe.core.ids import system_ids
from troupe.core.usage import Usage
from troupe.llm.port.llm import Reply, Request, T, prompt_chars
from troupe.llm.port.request_fingerprint import request_hash
from troupe.llm.scripted_model import Scripted
from troupe.people.library.library import library, ref_of
from troupe.ports import NewWorld

PEOPLE = 4
SHOWN = 12
"""Of caches and of containers, those that hold most."""
OURS = ("bot.", "db.", "troupe.")
_CACHED = type(lru_cache(lambda: None))


class SoakPlace(BaseModel):
    """What the other process says of itself: guild and channel of each room."""

    api: str
    cdn: str
    token: SecretStr
    rooms: list[tuple[str, str]]


class Chatter(Scripted):
    """A model that answers at once, in words that it never used before, and keeps no request."""

    def __init__(self) -> None:
        super().__init__(name="chatter")
        self.calls = 0

    @override
    async def complete(self, request: Request[T]) -> Reply[T]:
        self.calls += 1
        talk = {"type": "TALK", "content": f"{words(random.Random(self.calls), 200)} Number {self.calls}."}
        value = request.output.model_validate({"floor": "speak", "actions": [talk]})
        usage = Usage(calls=1, tokens_in=prompt_chars(request) // 4, tokens_out=80, usd=0.0)
        return Reply(value=value, usage=usage, model=self.name, request_hash=request_hash(self.name, request))


@contextmanager
def discord_process(worlds: int, pause: float) -> Generator[tuple[SoakPlace, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "benchmarks.soak_discord", "--worlds", str(worlds), "--pause", str(pause)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or not (line := process.stdout.readline()):
            raise RuntimeError("the local Discord did not start")
        yield SoakPlace.model_validate_json(line), process
    finally:
        process.kill()
        process.wait()


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def held() -> dict[str, dict[str, int]]:
    """What the caches of functions hold, and the containers of our own objects, by class and attribute."""
    cached: Counter[str] = Counter()
    contained: Counter[str] = Counter()
    for thing in gc.get_objects():
        if isinstance(thing, _CACHED):
            name = getattr(thing.__wrapped__, "__qualname__", "")
            cached[f"{thing.__module__}.{name}"] += thing.cache_info().currsize
        elif str(type(thing).__module__).startswith(OURS):
            for name, value in _attributes(thing):
                if isinstance(value, Collection) and not isinstance(value, str | bytes | tuple | frozenset):
                    contained[f"{type(thing).__name__}.{name}"] += len(cast("Collection[object]", value))
    ours = {name: size for name, size in cached.items() if str(name).startswith(OURS)}
    return {"caches": dict(Counter(ours).most_common(SHOWN)), "containers": dict(contained.most_common(SHOWN))}


def _attributes(thing: object) -> Iterator[tuple[str, object]]:
    if not isinstance(thing, BaseModel | type | Enum):
        yield from getattr(thing, "__dict__", {}).items()


async def open_worlds(app: App, place: SoakPlace) -> None:
    """A world in each room, its people in turn out of the library."""
    people = [(persona, ref_of(persona, slug)) for slug, persona in library().items()]
    for number, (guild, channel) in enumerate(place.rooms):
        cast = [people[(PEOPLE * number + seat) % len(people)] for seat in range(PEOPLE)]
        new = NewWorld(name=f"room {number}", channel_id=channel, guild_id=guild)
        await app.stores(f"guild:{guild}").worlds.open(new, cast)


async def soak(
    place: SoakPlace, talking: subprocess.Popen[str], minutes: float, every: float, trace: bool
) -> None:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        settings = Settings.model_validate(
            {
                "DISCORD_TOKEN": place.token,
                "DISCORD_API_BASE": place.api,
                "DISCORD_CDN_BASE": place.cdn,
                "DATABASE_URL": f"sqlite:///{Path(folder) / 'soak.sqlite3'}",
                "TROUPE_BUDGET_TOKENS_PER_DAY": "2000000000",
            }
        )
        model = Chatter()
        app = build_app(settings, clock=SystemClock(), ids=system_ids, llm=model)
        stack.push_async_callback(app.stop)
        await app.open()
        await open_worlds(app, place)
        await app.start()
        await app.client.wait_until_ready()
        if talking.stdin is not None:
            talking.stdin.write("go\n")
            talking.stdin.flush()
        began, first = perf_counter(), None
        while (passed := perf_counter() - began) < 60 * minutes:
            await asyncio.sleep(every)
            gc.collect()
            line = {"s": round(passed + every), "mb": resident_mb(), "objects": len(gc.get_objects())}
            print(json.dumps({**line, "calls": model.calls, **held()}), flush=True)
            if trace and first is None and passed > 0:
                tracemalloc.start(12)
                first = tracemalloc.take_snapshot()
        if first is not None:
            for growth in tracemalloc.take_snapshot().compare_to(first, "traceback")[:SHOWN]:
                place_of = [line for line in growth.traceback.format() if line.startswith("  File")]
                print(
                    json.dumps({"kb": growth.size_diff // 1024, "count": growth.count_diff, "at": place_of[-6:]})
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two members' messages, in all")
    parser.add_argument("--every", type=float, default=60, help="seconds between two lines")
    parser.add_argument("--trace", action="store_true", help="also where the growth was allocated (slow)")
    given = parser.parse_args()
    with discord_process(given.worlds, given.pause) as (place, talking):
        asyncio.run(soak(place, talking, given.minutes, given.every, given.trace))


if __name__ == "__main__":
    main()
