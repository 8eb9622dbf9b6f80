"""`python -m benchmarks.scene`: what one call costs in a scene where everyone hears everyone, as JSON.

So many people are asked one question; then each thinks and talks to all, round after round, in a world kept in a
SQLite file. The bare client of the same endpoint, with prompts of a given length and nothing around it, runs in
turn with the scene, since only figures of one run can be compared.
"""

import argparse
import asyncio
import json
import resource
import tempfile
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from openai import AsyncOpenAI
from pydantic import BaseModel

import db
from benchmarks.model_process import model_process
from troupe import Caps, World, open_model
from troupe.core.clock import SystemClock
from troupe.core.ids import system_ids
from troupe.llm.openai.output_schema import strict_schema
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

TOPIC = "A shop wants to sell cold vegetable soup in bottles. Would you buy it, and what would put you off?"
TALKATIVE = Caps.model_validate({"in_a_row": 400, "calls_per_unaddressed": 100, "pair_per_minute": 400})


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run: seconds by the clock and of the processor, and calls of the model."""

    wall: float
    processor: float
    calls: int
    tokens: int = 0

    @property
    def ms_a_call(self) -> float:
        return 1000 * self.processor / max(1, self.calls)


def cast(people: int) -> list[Persona]:
    """People of the library in turn, each under a name of their own."""
    chosen = islice(cycle(library().values()), people)
    return [
        persona.model_copy(update={"name": f"{persona.name} {_letters(number)}son"})
        for number, persona in enumerate(chosen)
    ]


def _letters(number: int) -> str:
    return chr(ord("A") + number % 26) + (str(number // 26) if number >= 26 else "")


async def scene(base: str, people: int, rounds: int, url: str) -> Cost:
    """One question and so many rounds."""
    store = await db.open(url, clock=SystemClock(), ids=system_ids)
    model = open_model("bench", base_url=base)
    async with World.open(cast(people), model=model, mode="roundtable", store=store, caps=TALKATIVE) as world:
        processor, wall = process_time(), perf_counter()
        for number in range(rounds):
            await world.say("Please go on." if number else TOPIC)
            await world.run(1)
        cost = Cost(perf_counter() - wall, process_time() - processor, world.cost.calls, world.cost.tokens_in)
    await model.close()
    await store.close()
    return cost


async def bare(base: str, people: int, rounds: int, characters: int) -> Cost:
    """As many calls of the client alone, each answer parsed."""
    client = AsyncOpenAI(api_key="none", base_url=base, max_retries=0)
    schema = {"name": "TurnAnswer", "strict": True, "schema": strict_schema(TurnAnswer)}

    async def call(number: int, output: type[BaseModel]) -> None:
        filler = f"{number} " + "word " * (characters // 5)
        answer = await client.chat.completions.create(
            model="bench",
            messages=[{"role": "system", "content": filler}, {"role": "user", "content": "Your turn."}],
            response_format={"type": "json_schema", "json_schema": schema},  # pyright: ignore[reportArgumentType]
        )
        output.model_validate_json(answer.choices[0].message.content or "")

    await call(-1, TurnAnswer)
    processor, wall = process_time(), perf_counter()
    for _ in range(rounds):
        await asyncio.gather(*(call(number, TurnAnswer) for number in range(people)))
    cost = Cost(perf_counter() - wall, process_time() - processor, people * rounds)
    await client.close()
    return cost


async def measure(base: str, people: int, rounds: int, characters: int, runs: int) -> dict[str, object]:
    """Both in turn, so many times."""
    scenes: list[Cost] = []
    bares: list[Cost] = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs):
            bares.append(await bare(base, people, rounds, characters))
            scenes.append(await scene(base, people, rounds, f"sqlite:///{Path(folder) / f'{run}.sqlite3'}"))
    ratios = [ours.ms_a_call / theirs.ms_a_call for ours, theirs in zip(scenes, bares, strict=True)]
    return {
        "people": people,
        "rounds": rounds,
        "processor_ms_a_call": round(median(cost.ms_a_call for cost in scenes), 2),
        "bare_ms_a_call": round(median(cost.ms_a_call for cost in bares), 2),
        "times_the_bare_client": round(median(ratios), 2),
        "wall_s": round(median(cost.wall for cost in scenes), 3),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "scenes": [asdict(cost) for cost in scenes],
        "bares": [asdict(cost) for cost in bares],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency-ms", type=float, default=0.0, help="of the model")
    parser.add_argument("--chars", type=int, default=10_000, help="of the bare client's prompts")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with model_process(given.latency_ms) as base:
        print(json.dumps(asyncio.run(measure(base, given.people, given.rounds, given.chars, given.runs))))


if __name__ == "__main__":
    main()
