"""The whole cycle from message to settled row, in a process that is killed at one chosen point.

Run as a script it forks a child for point 0, 1, 2, … until one lives to the end. Each child plays in a tenant of
its own and kills itself (SIGKILL: no handler, no flush) before or after one store call or one sending.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import db
from tests.store.kept_connections import keeping_engines
from tests.store.stage import CHANNEL, costs, never_adds, never_stops, persona, says
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.ports import Cap, Database, NewWorld, Stores
from troupe.worlds.floor_view import FloorDecision, FloorView, Grant
from troupe.worlds.outbox import OutboxRow, RowStatus, Sent
from troupe.worlds.text.speech_parts import normalised
from troupe.worlds.transcript import HumanAuthor, HumanMessage

R = TypeVar("R")
LONG = "I have thought about this for a long time. " * 70
"""Speech of two parts."""


class Channel:
    """A channel that outlives the process: one line of JSON a message, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def messages(self) -> list[dict[str, str]]:
        if not self._path.exists():
            return []
        return [json.loads(line) for line in self._path.read_text().splitlines()]

    def send(self, name: str, text: str) -> str:
        message_id = f"d{len(self.messages()) + 1}"
        with self._path.open("a") as file:
            file.write(json.dumps({"id": message_id, "name": name, "text": text}) + "\n")
        return message_id

    async def find(self, stores: Stores, row: OutboxRow) -> str | None:
        """Our message of this row, after the previous settled one and not bound to another row."""
        after = row.after_message is None
        for message in self.messages():
            same = message["name"] == row.name and normalised(message["text"]) == normalised(row.text)
            if after and same and not await stores.outbox.bound(message["id"]):
                return message["id"]
            after = after or message["id"] == row.after_message
        return None


class Life:
    """Counts the points passed and ends the process at the chosen one. `end` None: it lives on."""

    def __init__(self, end: int | None) -> None:
        self._end = end
        self._point = 0

    def point(self) -> None:
        if self._point == self._end:
            os.kill(os.getpid(), signal.SIGKILL)
        self._point += 1

    async def through(self, call: Awaitable[R]) -> R:
        """One store call, with a point before and one after it."""
        self.point()
        result = await call
        self.point()
        return result


def answer_humans(view: FloorView) -> FloorDecision:
    """The floor for everyone who has not answered the newest human line."""
    lines = [event for event in view.recent if event.author.kind == "human"]
    grants = tuple(
        Grant(person_id=member.id, trigger=lines[-1].id, obliged=True, reason="asked")
        for member in view.members
        if lines and lines[-1].heard in member.unread and not member.busy
    )
    return FloorDecision(grants=grants, reason="whoever was asked")


async def play(stores: Stores, world_id: str, clock: ManualClock, channel: Channel, life: Life) -> None:
    """Hear the message (again), answer what is unanswered, deliver what is undelivered."""
    message = HumanMessage(
        channel_id=CHANNEL,
        place=CHANNEL,
        message_id="m1",
        order=1,
        author=HumanAuthor(id="7", name="Ana"),
        text="What do you think?",
        at=clock.now(),
    )
    await life.through(stores.mailbox.post(world_id, message, never_stops))
    claimed = await life.through(stores.turns.claim(world_id, answer_humans, costs(10), Cap(), 30))
    for turn in claimed.turns:
        text = LONG if turn.scene.person.name == "Lisa" else "So be it."
        await life.through(stores.turns.commit(turn, says(text), never_adds))
    while (row := await life.through(stores.outbox.head(world_id))) is not None:
        await deliver(stores, row, channel, life)


async def deliver(stores: Stores, row: OutboxRow, channel: Channel, life: Life) -> None:
    if row.status is RowStatus.UNKNOWN:
        found = await channel.find(stores, row)
        if found is None:
            await life.through(stores.outbox.retry(row.id))
        else:
            await life.through(stores.outbox.settle(row.id, Sent(message_id=found)))
        return
    marked = await life.through(stores.outbox.mark(row.id, "me", 30))
    assert marked is not None
    message_id = channel.send(marked.name, marked.text)
    await life.through(stores.outbox.settle(marked.id, Sent(message_id=message_id)))


async def open_world(database: Database, tenant: str) -> tuple[Stores, str]:
    stores = database.tenant(tenant)
    world = await stores.worlds.at_channel(CHANNEL)
    if world is None:
        world = await stores.worlds.open(
            NewWorld(name="lounge", channel_id=CHANNEL), [persona("Lisa"), persona("Oscar")]
        )
    return stores, world.id


async def live(url: str, folder: Path, end: int | None) -> None:
    """One life, in the tenant named after its end."""
    clock = ManualClock()
    database = await db.open(url, clock=clock, ids=seeded_ids(2000 if end is None else end))
    stores, world_id = await open_world(database, f"life:{end}")
    await play(stores, world_id, clock, Channel(folder / f"{end}.jsonl"), Life(end))
    await database.close()


async def recover(database: Database, clock: ManualClock, folder: Path, end: int) -> None:
    """What the next process does, however far the last one came, once the leases of the dead have run out."""
    await clock.advance(120)
    stores, world_id = await open_world(database, f"life:{end}")
    await play(stores, world_id, clock, Channel(folder / f"{end}.jsonl"), Life(None))


def later() -> ManualClock:
    return ManualClock(ManualClock().now() + timedelta(minutes=1))


def main(run: Callable[[int], None]) -> int:
    """Fork life after life until one is not cut short; returns how many were."""
    for end in range(500):
        child = os.fork()
        if child == 0:
            run(end)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return end if os.WEXITSTATUS(status) == 0 else -1
    return -1


if __name__ == "__main__":
    address, place = sys.argv[1], Path(sys.argv[2])
    with keeping_engines():
        # Each child inherits what its parent has compiled by then.
        asyncio.run(live(address, place, None))
        print(main(lambda end: asyncio.run(live(address, place, end))))
