"""`python -m benchmarks.memory_search`: how long one person's search takes, as JSON, and what the index weighs.

One world of 10^5 lines, and 1,000 worlds of 10^3 in one database: SQLite files, or a database at --url, which is
filled. The words are made up, as frequent as words are (Zipf); a question has one rare, one usual and two frequent
ones. Lines are written past the stores, as the stores would have written them: through them it would take an hour.
"""

import argparse
import asyncio
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import Connection, insert, update

import db
from benchmarks.scene import cast
from db.database import SqlDatabase
from db.record.line_index import line_keys
from db.schema.tables.event_tables import EventRow, EventTextRow, LineTermRow
from db.schema.tables.world_tables import WorldRow
from db.tx.transaction import table_of
from troupe.core.clock import SystemClock
from troupe.core.ids import seeded_ids
from troupe.people.persona.persona import PersonaRef, content_hash
from troupe.ports import NewWorld, Stores
from troupe.worlds.world import World

TENANT = "guild:1"
START = datetime(2024, 1, 1, tzinfo=UTC)
NAMES = ("Ana", "Ben", "Cem", "Dora", "Emil")
SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu")
WORDS = [first + second + third + "n" for first in SYLLABLES for second in SYLLABLES for third in SYLLABLES]
WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))
A_LINE = 9
BATCH = 2_000
OPENING = 100
"""More than the events that a world opens with."""


def spoken(dice: random.Random) -> str:
    return " ".join(dice.choices(WORDS, cum_weights=WEIGHTS, k=A_LINE))


def rows(world: World, lines: int, dice: random.Random) -> Iterator[tuple[dict[str, object], str]]:
    """Events with their texts."""
    for heard in range(1, lines + 1):
        name = dice.choice(NAMES)
        event: dict[str, object] = {
            "id": f"{world.id}-{heard}",
            "tenant": TENANT,
            "world_id": world.id,
            "seq": OPENING + heard,
            "heard": heard,
            "at": START + timedelta(minutes=heard),
            "kind": "said",
            "author_kind": "human",
            "author_id": name,
            "author_name": name,
            "place": "1",
            "addressed": (),
            "mentions_bot": False,
            "stand_in": False,
            "audience": "hearers",
            "moot": False,
            "erased": False,
            "version": 0,
        }
        yield event, spoken(dice)


def fill(connection: Connection, world: World, lines: int, dice: random.Random) -> None:
    batch = list(rows(world, lines, dice))
    for start in range(0, lines, BATCH):
        part = batch[start : start + BATCH]
        connection.execute(insert(table_of(EventRow)), [event for event, _ in part])
        connection.execute(
            insert(table_of(EventTextRow)),
            [{"event_id": event["id"], "tenant": TENANT, "text": text} for event, text in part],
        )
        terms = [
            {"key": key, "heard": event["heard"], "tenant": TENANT}
            for event, text in part
            for key in line_keys(world.id, str(event["author_name"]), text)
        ]
        connection.execute(insert(table_of(LineTermRow)), terms)
    connection.execute(
        update(table_of(WorldRow))
        .where(table_of(WorldRow).c.id == world.id)
        .values(seq=OPENING + lines, heard=lines, said=lines, decided=lines)
    )


async def searched(stores: Stores, people: Sequence[str], searches: int) -> dict[str, float]:
    """Milliseconds of searches by people in turn."""
    dice, times = random.Random(5), list[float]()
    for number in range(searches):
        question = (
            f"{dice.choice(WORDS[500:])} {dice.choice(WORDS[50:500])} {' '.join(dice.choices(WORDS[:50], k=2))}"
        )
        before = perf_counter()
        await stores.memories.search(people[number % len(people)], f"What was it about {question}, Ana?")
        times.append(1000 * (perf_counter() - before))
    return {"median_ms": round(median(times), 2), "p95_ms": round(quantiles(times, n=20)[-1], 2)}


async def measure(url: str, worlds: int, lines: int, searches: int) -> dict[str, object]:
    database = await db.open(url, clock=SystemClock(), ids=seeded_ids(1))
    if not isinstance(database, SqlDatabase):
        raise TypeError("not a database of ours")
    stores, dice, people = database.tenant(TENANT), random.Random(1), list[str]()
    for number in range(worlds):
        personas = [
            (person, PersonaRef(slug=str(n), hash=content_hash(person))) for n, person in enumerate(cast(5))
        ]
        world = await stores.worlds.open(NewWorld(name=f"world {number}", channel_id=str(number)), personas)
        await database.engine.write(lambda connection, world=world: fill(connection, world, lines, dice))
        people.append((await stores.casts.of(world.id))[0].id)
    result: dict[str, object] = {"worlds": worlds, "lines_each": lines, **await searched(stores, people, searches)}
    await database.close()
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory_search", description=__doc__)
    parser.add_argument("--url", help="an empty database to fill; SQLite files of its own if left out")
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--sizes", default="1x100000,1000x1000", help="worlds x lines, separated by commas")
    options = parser.parse_args(arguments)
    for size in options.sizes.split(","):
        worlds, lines = map(int, size.split("x"))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "memories.db"
            result = asyncio.run(measure(options.url or f"sqlite:///{file}", worlds, lines, options.searches))
            if options.url is None:
                result["file_mb"] = round(file.stat().st_size / 1e6, 1)
        print(json.dumps(result))


if __name__ == "__main__":
    main()
