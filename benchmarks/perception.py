"""`python -m benchmarks.perception`: what it costs that everyone hears everything, as JSON.

A world in an SQLite file in which so many people hear a human who calls one of them by name in turn: processor
time of the store alone for a post, a claim and a commit. The sizes run in turn, so many times, since only figures
of one run can be compared. Then lines that nobody answers: the bytes the file grows by for each.
"""

import argparse
import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import process_time

import db
from benchmarks.scene import TALKATIVE, cast
from troupe.core.clock import SystemClock
from troupe.core.ids import system_ids
from troupe.core.usage import Estimate, Usage
from troupe.floor.floor_decision import decide_floor
from troupe.people.persona.persona import PersonaRef, content_hash
from troupe.ports import Cap, NewWorld, Stores
from troupe.worlds.action import Done, FloorChoice, Talk
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import Event, HumanAuthor, HumanMessage
from troupe.worlds.turn import Committed, Outcome, Provenance, Turn
from troupe.worlds.world import Person, World

ANA = HumanAuthor(id="7", name="Ana")
WORDS = "what do you think of cold vegetable soup in bottles, and who would ever buy such a thing?"
ANSWER = Outcome(
    floor=FloorChoice.SPEAK,
    actions=(Talk(content="I would not put it next to the milk, but on a hot day I might."), Done()),
    state=MindState(emotions="calm", attention="the soup"),
    usage=Usage(calls=1, tokens_in=2000, tokens_out=40),
    provenance=Provenance(model="bench", prompts_hash="p", request_hash="r", stand_in=True),
)


@dataclass
class Times:
    """Processor seconds, one a step."""

    post: list[float] = field(default_factory=list[float])
    claim: list[float] = field(default_factory=list[float])
    commit: list[float] = field(default_factory=list[float])


async def open_world(stores: Stores, people: int) -> World:
    personas = cast(people)
    refs = [(one, PersonaRef(slug=f"p{number}", hash=content_hash(one))) for number, one in enumerate(personas)]
    return await stores.worlds.open(NewWorld(name="hall", seed=1, caps=TALKATIVE), refs)


def message(number: int, text: str) -> HumanMessage:
    return HumanMessage(
        channel_id="1",
        place="1",
        message_id=f"m{number}",
        order=number,
        author=ANA,
        text=text,
        at=SystemClock().now(),
    )


def goes_on(_message: HumanMessage, _people: Sequence[Person]) -> Stop | None:
    return None


def estimate(_scene: Scene) -> Estimate:
    return Estimate(tokens=2000)


def adds_nothing(_first: Event, _second: Event, _people: Sequence[Person]) -> bool:
    return False


def size(path: Path) -> int:
    """Bytes of the tables and indexes, free pages left out."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
    return path.stat().st_size


async def talk(path: Path, people: int, calls: int) -> Times:
    """So many messages, each calling one person by name, who answers."""
    store = await db.open(f"sqlite:///{path}", clock=SystemClock(), ids=system_ids)
    stores, times = store.tenant("bench"), Times()
    world = await open_world(stores, people)
    persons = await stores.casts.of(world.id)
    for number in range(1, calls + 1):
        name = persons[number % people].persona.name
        begun = process_time()
        await stores.mailbox.post(world.id, message(number, f"{name}, {WORDS}"), goes_on)
        posted = process_time()
        claimed = await stores.turns.claim(world.id, decide_floor, estimate, Cap(), 60)
        decided = process_time()
        for turn in claimed.turns:
            await answer(stores, turn)
        times.post.append(posted - begun)
        times.claim.append(decided - posted)
        times.commit.append(process_time() - decided)
    await store.close()
    return times


async def answer(stores: Stores, turn: Turn) -> Committed:
    return await stores.turns.commit(turn, ANSWER, adds_nothing)


async def listen(path: Path, people: int, lines: int) -> float:
    """Bytes for each of so many lines that all hear and nobody answers."""
    store = await db.open(f"sqlite:///{path}", clock=SystemClock(), ids=system_ids)
    stores = store.tenant("bench")
    world = await open_world(stores, people)
    await store.close()
    before = size(path)
    store = await db.open(f"sqlite:///{path}", clock=SystemClock(), ids=system_ids)
    for number in range(1, lines + 1):
        await store.tenant("bench").mailbox.post(world.id, message(number, WORDS), goes_on)
    await store.close()
    return (size(path) - before) / lines


async def measure(sizes: Sequence[int], calls: int, runs: int) -> dict[str, object]:
    all_times: dict[int, list[Times]] = {people: [] for people in sizes}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs):
            for people in sizes:
                all_times[people].append(await talk(Path(folder) / f"{run}-{people}.sqlite3", people, calls))
        grown = {people: await listen(Path(folder) / f"{people}.sqlite3", people, 300) for people in sizes}
    return {
        "runs": runs,
        "calls": calls,
        "sizes": [
            {
                "people": people,
                "bytes_an_event": round(grown[people]),
                "post_ms": _middle([seconds for times in all_times[people] for seconds in times.post]),
                "claim_ms": _middle([seconds for times in all_times[people] for seconds in times.claim]),
                "commit_ms": _middle([seconds for times in all_times[people] for seconds in times.commit]),
            }
            for people in sizes
        ],
    }


def _middle(seconds: Sequence[float]) -> float:
    return round(1000 * median(seconds), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[20, 100])
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--runs", type=int, default=2)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(measure(given.people, given.calls, given.runs)), indent=1))


if __name__ == "__main__":
    main()
