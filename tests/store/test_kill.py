"""A process killed at any point between tx1 and tx4: nothing is lost, nothing is doubled."""

import asyncio
import sys
from pathlib import Path

import db
from tests.store.cycle import LONG, Channel, later, open_world, recover
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.ports import Database, Stores
from troupe.worlds.text.speech_parts import normalised
from troupe.worlds.transcript import Delivery

ROOT = Path(__file__).resolve().parents[2]
POINTS = 28
"""Two a store call: post, claim, two commits, three times head, mark and settle (the sending lies between the
last two), and the head that finds nothing more."""


async def test_whatever_process_dies_when_each_person_answers_exactly_once(
    database_url: str, tmp_path: Path
) -> None:
    db.upgrade(database_url)
    lives = await killed_lives(database_url, tmp_path)
    assert lives == POINTS
    clock = later()
    database = await db.open(database_url, clock=clock, ids=seeded_ids(1000))
    for end in range(lives):
        await recover(database, clock, tmp_path, end)
        stores, world_id = await open_world(database, f"life:{end}")
        await nothing_lost_nothing_doubled(stores, world_id, Channel(tmp_path / f"{end}.jsonl"))
    assert await nothing_left(database, clock)
    await database.close()


async def killed_lives(url: str, folder: Path) -> int:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.store.cycle", url, str(folder), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()
    return int(out)


async def nothing_lost_nothing_doubled(stores: Stores, world_id: str, channel: Channel) -> None:
    said = [event for event in await stores.transcripts.read(world_id) if event.kind == "said"]
    answers = {event.author.name: event for event in said if event.author.kind == "person"}
    assert sorted(event.author.name for event in said if event.author.kind != "system") == [
        "Ana",
        "Lisa",
        "Oscar",
    ]
    assert all(event.delivery is Delivery.SENT for event in answers.values())
    assert sorted(event.heard or 0 for event in said) == [1, 2, 3]
    by_name: dict[str, list[str]] = {"Lisa": [], "Oscar": []}
    for message in channel.messages():
        by_name[message["name"]].append(message["text"])
    assert len(by_name["Lisa"]) == 2
    assert normalised(" ".join(by_name["Lisa"])) == normalised(LONG)
    assert by_name["Oscar"] == ["So be it."]
    spend = await stores.budgets.today()
    assert spend.reserved.tokens == 0
    assert spend.usage.calls == 2
    assert (await stores.worlds.counts(world_id)).open_turns == 0


async def nothing_left(database: Database, clock: ManualClock) -> bool:
    """All that is still due is the floor's look at the last answers."""
    for key in await database.due(clock.now()):
        assert (await database.tenant(key.tenant).worlds.counts(key.id)).unsent == 0
    return True
