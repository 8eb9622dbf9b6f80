"""Autonomous talk, measured: people of a world with a rhythm, with no human near, played by the understudy.

`python -m benchmarks.autonomy [--turns N] [--people N] [--seed N] [--out FILE]` prints JSON. The clock is virtual:
a beat about every ten minutes, some seconds between turns. `--out` writes the talk, a line each. The run proves
that such talk neither ends (`stalled`) nor costs more with every turn (`cpu_per_turn`, `memory`).
"""

import argparse
import asyncio
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from pydantic import BaseModel, ConfigDict

import db
from benchmarks.autonomy_measures import RECENT, exact_duplicates, longest, near_duplicates, pair_monopolies
from benchmarks.floor_talk import gini, loops
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.engine.turn_cycle import TurnCycle
from troupe.llm.understudy import Understudy
from troupe.minds.mind import Mind
from troupe.people.library.library import library, ref_of
from troupe.ports import Cap, NewWorld, Stores
from troupe.worlds.transcript import Event, PersonAuthor
from troupe.worlds.world import Person, World
from troupe.worlds.world_rhythm import Rhythm

RHYTHM = Rhythm(every=10, per_day=1000, alone=10**9)
"""So that it never rests: the worst case. As the command sets it, a world rests after three beats alone."""
IDLE = 500
"""After so many looks at the world without a turn it is taken to be stuck."""
PART = 1000
"""Turns whose time is compared: the first so many with the last so many."""
PAGE = 1000


class Memory(BaseModel):
    """Mebibytes: the most the process had held after each thousand turns, and what the record on disk, which only
    grows, takes per thousand."""

    model_config = ConfigDict(frozen=True)

    process: tuple[float, ...]
    record_per_thousand: float


class Report(BaseModel):
    """`duplicates_*` and `loops` per 1,000 turns; `_recent` among the latest 60 lines, as many as a person always
    has before them. `longest_stretch`: lines from one beat to the next. `silent`: the share of turns in which
    nothing was said or shown. `cpu_per_turn`: seconds of the processor for one of the first and of the last
    thousand turns, from claim to commit."""

    model_config = ConfigDict(frozen=True)

    seed: int
    people: int
    turns: int
    beats: int
    virtual_days: float
    lines: int
    reactions: int
    words: int
    silent: float
    answered_beats: float
    duplicates_exact: float
    duplicates_exact_recent: float
    duplicates_near_recent: float
    loops: float
    pair_monopolies: int
    longest_stretch: int
    gini_turns: float
    gini_words: float
    exceptions: int
    stalled: bool
    seconds: float
    cpu_per_turn: tuple[float, float]
    memory: Memory


@dataclass(slots=True)
class Run:
    """A talk under way."""

    stores: Stores
    engine: TurnCycle
    clock: ManualClock
    world: World
    random: Random
    turns: Counter[str] = field(default_factory=Counter[str])
    times: list[float] = field(default_factory=list[float])
    idle: int = 0
    resident: list[float] = field(default_factory=list[float])

    async def until(self, turns: int) -> None:
        """Live until so many turns were taken, or nothing moves any more."""
        while self.turns.total() < turns and self.idle < IDLE:
            await self._pass_time()
            while await self._step():
                self.idle = 0
                await self.clock.advance(self.random.uniform(3, 20))
            self.idle += 1

    async def _pass_time(self) -> None:
        world = await self.stores.worlds.get(self.world.id)
        if world.next_beat_at is not None:
            await self.clock.advance(max(0.0, (world.next_beat_at - self.clock.now()).total_seconds()))

    async def _step(self) -> bool:
        began = process_time()
        claimed = await self.engine.claim(self.world.key)
        if not claimed.turns:
            return False
        await self.engine.play(claimed.turns)
        took = (process_time() - began) / len(claimed.turns)
        for turn in claimed.turns:
            self.turns[turn.person_id] += 1
            self.times.append(took)
        if len(self.times) // PART > len(self.resident):
            self.resident.append(resident())
        return True


@dataclass(frozen=True, slots=True)
class Told:
    """What the report tells besides the talk."""

    seed: int
    seconds: float
    passed: timedelta
    memory: Memory


async def measure(folder: Path, turns: int, count: int, seed: int) -> tuple[Report, list[str]]:
    """The figures of a talk, and the talk itself. The record is kept in a file in this folder."""
    clock = ManualClock()
    file = folder / "autonomy.sqlite3"
    database = await db.open(f"sqlite:///{file}", clock=clock, ids=seeded_ids(seed))
    stores = database.tenant("headless:autonomy")
    cast = [(persona, ref_of(persona, slug)) for slug, persona in list(library().items())[:count]]
    opened = await stores.worlds.open(NewWorld(name="autonomy", seed=seed), cast)
    world = await stores.worlds.set_rhythm(opened.id, RHYTHM, "the benchmark")
    engine = TurnCycle(database, Mind(Understudy()), clock, cap=lambda _: Cap(), poke=lambda _key, _work: None)
    run = Run(stores, engine, clock, world, Random(seed))
    began, start = perf_counter(), clock.now()
    await run.until(turns)
    seconds = perf_counter() - began
    events = await _record(stores, world.id)
    people = await stores.casts.of(world.id)
    await database.close()
    record = file.stat().st_size / 2**20
    memory = Memory(
        process=tuple(run.resident), record_per_thousand=round(record * 1000 / max(run.turns.total(), 1), 1)
    )
    told = Told(seed=seed, seconds=seconds, passed=clock.now() - start, memory=memory)
    report = _report(run, events, people, told)
    return report, [_shown(event) for event in events]


def _report(run: Run, events: Sequence[Event], people: Sequence[Person], told: Told) -> Report:
    turns = run.turns.total()
    said = [event for event in events if event.kind == "said"]
    lines = [(_speaker(event), event.text) for event in said]
    stretches = _stretches(events)
    reactions = sum(event.kind == "reacted" for event in events)
    acted = len({(event.author, event.at) for event in events if event.kind in ("said", "reacted")})
    words = Counter[str]()
    for who, text in lines:
        words[who] += len(text.split())
    thousand = 1000 / max(turns, 1)
    first, last = run.times[:PART], run.times[-PART:]
    return Report(
        seed=told.seed,
        people=len(people),
        turns=turns,
        beats=len(stretches),
        virtual_days=round(told.passed.total_seconds() / 86400, 1),
        lines=len(lines),
        reactions=reactions,
        words=words.total(),
        silent=round(1 - acted / max(turns, 1), 3),
        answered_beats=round(sum(len({w for w, _ in s}) > 1 for s in stretches) / max(len(stretches), 1), 3),
        duplicates_exact=round(exact_duplicates(lines) * thousand, 2),
        duplicates_exact_recent=round(exact_duplicates(lines, RECENT) * thousand, 2),
        duplicates_near_recent=round(near_duplicates(lines) * thousand, 2),
        loops=round(loops(said) * thousand, 2),
        pair_monopolies=pair_monopolies(lines),
        longest_stretch=longest(stretches),
        gini_turns=round(gini([run.turns[person.id] for person in people]), 3),
        gini_words=round(gini([words[person.name] for person in people]), 3),
        exceptions=sum(event.kind == "turn_failed" for event in events),
        stalled=run.idle >= IDLE,
        seconds=round(told.seconds, 1),
        cpu_per_turn=(round(sum(first) / max(len(first), 1), 5), round(sum(last) / max(len(last), 1), 5)),
        memory=told.memory,
    )


def resident() -> float:
    """The most memory this process has held so far, in MiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


async def _record(stores: Stores, world_id: str) -> list[Event]:
    events: list[Event] = []
    while page := await stores.transcripts.read(world_id, events[-1].seq if events else 0, PAGE):
        events += page
    return events


def _stretches(events: Sequence[Event]) -> list[list[tuple[str, str]]]:
    """What was said from each beat to the next."""
    stretches: list[list[tuple[str, str]]] = []
    for event in events:
        if event.kind == "beat":
            stretches.append([])
        elif event.kind == "said" and stretches:
            stretches[-1].append((_speaker(event), event.text))
    return stretches


def _speaker(event: Event) -> str:
    return event.author.name if isinstance(event.author, PersonAuthor) else ""


def _shown(event: Event) -> str:
    return f"{event.at:%d %H:%M} {event.kind} {_speaker(event)}: {event.text}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; returns the exit code: 1 if the talk got stuck or a turn failed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.autonomy", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--turns", type=int, default=1000, help="how long they talk")
    parser.add_argument("--people", type=int, default=10, help="how many of the library take part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the talk here")
    given = parser.parse_args(arguments)
    most = len(library())
    if given.turns < 1 or not 1 <= given.people <= most:
        print(f"error: --turns: at least 1; --people: 1 to {most}", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        report, talk = asyncio.run(measure(Path(folder), given.turns, given.people, given.seed))
    print(report.model_dump_json(indent=2))
    if given.out:
        given.out.write_text("".join(f"{line}\n" for line in talk), encoding="utf-8")
    return 1 if report.stalled or report.exceptions else 0


if __name__ == "__main__":
    sys.exit(main())
