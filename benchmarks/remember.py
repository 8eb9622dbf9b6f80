"""What people remember in a long scene, through the whole engine, with the scripted model.

`python -m benchmarks.remember [--turns N] [--facts N] [--seed S]` prints JSON. People plan a village fair;
members tell facts, correct some, say some to one person alone, and delete some. Somebody comes in the middle and
was absent before. At the end each fact is asked for. What reached the person's prompt decides:

- `known`: the value is there for who witnessed it; `known_trying`: at the latest when they try to remember
(RECALL). - `not_known`: it is not there for who was absent, or to whom it was not whispered. - `latest`: of what
was corrected the new value is there, and nothing comes back with the old one as if it still held. - `deleted`:
the value is in no prompt, and in no table of the database.

Memories are made by the rule of the understudy, since a script cannot read.
"""

import argparse
import asyncio
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Connection, inspect, text

import db
from benchmarks.planted_facts import Fate, PlantedFact, planting
from benchmarks.scene import TALKATIVE
from db.database import SqlDatabase
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.engine.job_runner import JobRunner
from troupe.engine.memory_maker import MemoryMaker
from troupe.engine.turn_cycle import TurnCycle
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Line, Scripted
from troupe.memory.experience import SILENCE
from troupe.minds.gate.secrets import Secrets
from troupe.minds.mind import Mind
from troupe.people.persona.persona import Persona, PersonaRef, content_hash
from troupe.ports import Cap, NewWorld, Stores
from troupe.research.job_kinds import job_kinds
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.world import Person, World

TENANT = "headless:remember"
MEMBERS = ("Ana", "Ben", "Cem")
TOPICS = ("the tent", "the music", "who bakes", "the raffle", "parking", "the weather", "the banner", "the lights")
VILLAGERS = ("Gerda", "Mateo", "Ines", "Harun", "Pilar")
REPLIES = (
    "We did that last year and half of it blew away.",
    "Let somebody young do it, they have the knees.",
    "I would rather spend it on lamps.",
    "Nobody reads a banner, they follow the smell.",
    "Fine by me, as long as it is dry.",
    "Ask the baker, and ask her nicely.",
    "That is what committees are for.",
    "I will bring the ladder and no opinions.",
)
PAUSE = 15.0
"""Seconds between two lines."""
BEFORE = "so it is now; before"
"""How a prompt marks what was so before."""


@dataclass
class Script:
    """What the model answers; on a probe it tries to remember first."""

    dice: random.Random
    lines: list[str]
    probing: str = ""
    prompts: list[str] = field(default_factory=list[str])
    turns: int = 0

    def __call__(self, request: Request[Any]) -> Line:
        if isinstance(request.matter, ComposedMatter):
            return request.matter.composed(request.seed)
        self.prompts.append("\n".join(message.content for message in request.messages))
        words = self.dice.choice(self.lines)
        kind = "TALK"
        if self.probing and len(self.prompts) == 1:
            kind, words = "RECALL", self.probing
        else:
            self.turns += 1
        action: JsonValue = {"type": kind, "content": words, "target": ""}
        goals = "a fair that people speak of"
        return {"floor": "speak", "actions": [action], "state": {"goals": goals}}


@dataclass
class Fair:
    """The scene: its world, its people, and who says what next."""

    database: SqlDatabase
    clock: ManualClock
    script: Script
    world: World
    people: list[Person]
    engine: TurnCycle
    jobs: JobRunner
    pokes: list[str]
    messages: int = 0
    said: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @property
    def stores(self) -> Stores:
        return self.database.tenant(TENANT)

    async def say(self, words: str, by: str, *, to: Sequence[Person] = (), private: bool = False) -> str:
        """A line of a member, and the turns that come of it; returns the message's id."""
        self.messages += 1
        message = HumanMessage(
            channel_id="",
            place="",
            message_id=f"m{self.messages}",
            order=self.messages,
            author=HumanAuthor(id=by.lower(), name=by),
            text=words,
            at=self.clock.now(),
            addressed=tuple(person.id for person in to),
            private=private,
        )
        await self.engine.hear(TENANT, self.world.id, message)
        await self.engine.run_until_quiet(self.world.key, rounds=1)
        await self.clock.advance(PAUSE)
        return message.message_id

    async def remember(self) -> None:
        """A silence, in which memories are made."""
        await self.clock.advance(SILENCE + 1)
        asked = True
        while asked:
            asked = await MemoryMaker(self.database, self.jobs, Secrets()).look(TENANT) > 0
            self.pokes.append(TENANT)
            while self.pokes:  # one job of a world after the other
                self.pokes.clear()
                await self.jobs.look(TENANT)
                await self.jobs.idle()
            await self.clock.advance(SILENCE + 1)

    async def asked(self, person: Person, question: str) -> list[str]:
        """The prompts of a turn in which somebody is asked, and tries to remember."""
        self.script.probing = question
        self.script.prompts.clear()
        await self.say(f"{person.persona.first_name}, {question}", "Dora", to=(person,))
        self.script.probing = ""
        return list(self.script.prompts)


def villager(name: str) -> tuple[Persona, PersonaRef]:
    persona = Persona.model_validate({"name": name, "long_term_goals": ["a fair that people speak of"]})
    return persona, PersonaRef(slug=name.lower(), hash=content_hash(persona))


async def opened(folder: Path, seed: int) -> Fair:
    """Four people; the fifth comes later."""
    clock, ids = ManualClock(), seeded_ids(seed)
    database = await db.open(f"sqlite:///{folder / 'fair.db'}", clock=clock, ids=ids)
    if not isinstance(database, SqlDatabase):
        raise TypeError("not a database of ours")
    stores = database.tenant(TENANT)
    cast = [villager(name) for name in VILLAGERS[:4]]
    world = await stores.worlds.open(NewWorld(name="fair", seed=seed, caps=TALKATIVE), cast)
    script = Script(random.Random(seed), list(REPLIES))
    mind = Mind(Scripted(otherwise=script), recall=stores.turns.recall)
    engine = TurnCycle(database, mind, clock, cap=lambda _: Cap(), poke=lambda _key, _work: None)
    kinds = job_kinds(Secrets())
    pokes: list[str] = []
    jobs = JobRunner(database, kinds, mind, clock, cap=lambda _: Cap(), poke=pokes.append)
    for member in MEMBERS:
        await stores.consents.allow(member.lower())
    return Fair(database, clock, script, world, list(await stores.casts.of(world.id)), engine, jobs, pokes)


async def played(fair: Fair, facts: int, turns: int, seed: int) -> tuple[list[PlantedFact], Person]:
    """The talk: facts among small talk, a latecomer in the middle, deletions in the end. It goes on until all was
    told, however many turns a line calls forth: else what was never corrected would count as forgotten."""
    plan = planting(facts, MEMBERS, seed)
    every = max(1, turns * 3 // 4 // len(plan.steps))
    steps, number = list(plan.steps), 0
    late: Person | None = None
    while steps or fair.script.turns < turns:
        person = fair.people[number % len(fair.people)]
        number += 1
        if steps and number % every == 0:
            fact, line = steps.pop(0)
            whispered = fact.fate is Fate.WHISPERED
            to = (fair.people[0],) if whispered else (person,)
            message = await fair.say(fact.lines[line], fact.speaker, to=to, private=whispered)
            fair.said[fact.values[line]] = (message,)
        else:
            topic = TOPICS[number % len(TOPICS)]
            await fair.say(f"{person.persona.first_name}, what do you make of {topic}?", "Jonas")
        if late is None and not any(line == 0 for _, line in steps):
            late = await fair.stores.casts.add(fair.world.id, *villager(VILLAGERS[4]))
            fair.people.append(late)
        if number % 60 == 0:
            await fair.remember()
    await fair.remember()
    gone = [message for fact in plan.facts if fact.fate is Fate.DELETED for message in fair.said[fact.values[0]]]
    await fair.stores.mailbox.erase(fair.world.id, gone)
    await fair.remember()
    if late is None:
        raise ValueError("turns: none were played")
    return plan.facts, late


async def measured(fair: Fair, facts: Sequence[PlantedFact], late: Person) -> dict[str, float | None]:
    """Each rate over all facts that it concerns."""
    marks: dict[str, list[bool]] = defaultdict(list)
    witnesses = [person for person in fair.people if person.id != late.id]
    for number, fact in enumerate(facts):
        value = fact.values[-1]
        if fact.fate is Fate.WHISPERED:
            await _known(fair, marks, fair.people[0], fact)
            marks["not_known"].append(not _has(await fair.asked(witnesses[1], fact.question), value))
            continue
        person = witnesses[number % len(witnesses)]
        if fact.fate is Fate.DELETED:
            prompts = await fair.asked(person, fact.question)
            marks["deleted"].append(not _has(prompts, value) and not await _stored(fair, value))
            continue
        prompts = await _known(fair, marks, person, fact)
        if fact.fate is Fate.CORRECTED:
            marks["latest"].append(_has(prompts, value) and not _stale(prompts, fact))
        else:
            marks["not_known"].append(not _has(await fair.asked(late, fact.question), value))
    names = ("known", "known_trying", "not_known", "latest", "deleted")
    return {name: round(sum(marks[name]) / len(marks[name]), 3) if marks[name] else None for name in names}


async def _known(fair: Fair, marks: Mapping[str, list[bool]], person: Person, fact: PlantedFact) -> list[str]:
    prompts = await fair.asked(person, fact.question)
    marks["known"].append(_has(prompts[:1], fact.values[-1]))
    marks["known_trying"].append(_has(prompts, fact.values[-1]))
    return prompts


def _has(prompts: Sequence[str], value: str) -> bool:
    return any(value in prompt.lower() for prompt in prompts)


def _stale(prompts: Sequence[str], fact: PlantedFact) -> bool:
    """Whether something comes back with the old value, as if it still held. (The history tells by its order.)"""
    old, new = fact.values[0], fact.values[-1]
    lines = [line.lower() for prompt in prompts for line in prompt.splitlines()]
    coming_back = (line for line in lines if line.startswith("- "))
    return any(old in line and new not in line and BEFORE not in line for line in coming_back)


async def _stored(fair: Fair, value: str) -> bool:
    def scan(connection: Connection) -> bool:
        tables = inspect(connection).get_table_names()
        rows = (row for name in tables for row in connection.execute(text(f'SELECT * FROM "{name}"')))
        return any(value in str(cell).lower() for row in rows for cell in row)

    return await fair.database.engine.read(scan)


async def remember(turns: int, facts: int, seed: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        fair = await opened(Path(folder), seed)
        try:
            planted, late = await played(fair, facts, turns, seed)
            lines = fair.messages
            rates = await measured(fair, planted, late)
            kept = [len(await fair.stores.memories.kept(person.id, 10_000)) for person in fair.people]
            return {
                "turns": fair.script.turns,
                "lines_of_members": lines,
                "facts": len(planted),
                "seed": seed,
                "memories_each": kept,
                **rates,
            }
        finally:
            await fair.database.close()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--facts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    if not 4 <= given.facts <= 22 or given.turns < 3 * given.facts:
        parser.error("--facts: 4 to 22; --turns: at least three for each fact")
    print(json.dumps(asyncio.run(remember(given.turns, given.facts, given.seed)), indent=2))


if __name__ == "__main__":
    main()
