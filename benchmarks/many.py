"""`python -m benchmarks.many`: many worlds in one process, all talking at once, as JSON."""

import argparse
import asyncio
import json
import resource
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import db
from benchmarks.model_process import model_process
from benchmarks.scene import TALKATIVE, TOPIC, cast
from troupe import World, open_model
from troupe.core.clock import SystemClock
from troupe.core.ids import system_ids


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def measure(base: str, worlds: int, people: int, rounds: int, url: str) -> dict[str, object]:
    """Open all worlds, then let everyone in all of them answer, round after round."""
    store = await db.open(url, clock=SystemClock(), ids=system_ids)
    model = open_model("bench", base_url=base)
    personas, before, began = cast(people), peak_mb(), perf_counter()
    opened = [
        await World.open(
            personas, model=model, mode="roundtable", store=store, name=f"world {number}", caps=TALKATIVE
        )
        for number in range(worlds)
    ]
    opening, idle = perf_counter() - began, peak_mb()
    processor, began = process_time(), perf_counter()

    async def talk(world: World) -> None:
        for number in range(rounds):
            await world.say("Please go on." if number else TOPIC)
            await world.run(1)

    await asyncio.gather(*(talk(world) for world in opened))
    wall, processor = perf_counter() - began, process_time() - processor
    calls = sum(world.cost.calls for world in opened)
    await model.close()
    await store.close()
    return {
        "worlds": worlds,
        "people": people,
        "opening_s": round(opening, 2),
        "wall_s": round(wall, 2),
        "turns_a_second": round(calls / wall, 1),
        "processor_ms_a_call": round(1000 * processor / max(1, calls), 2),
        "idle_world_kb": round(1024 * (idle - before) / worlds, 1),
        "peak_mb": peak_mb(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--latency-ms", type=float, default=0.0, help="of the model")
    given = parser.parse_args()
    with model_process(given.latency_ms) as base, tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'many.sqlite3'}"
        print(json.dumps(asyncio.run(measure(base, given.worlds, given.people, given.rounds, url))))


if __name__ == "__main__":
    main()
