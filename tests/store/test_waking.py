"""Who has something to do, who else is writing, who may serve: cheap, exact, exclusive."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Compiled, create_engine

import db
from db.cycle.due_worlds import DUE
from tests.store.stage import Stage, nobody, only, open_stage, says
from troupe.core.clock import ManualClock
from troupe.core.errors import AlreadyServed
from troupe.core.ids import seeded_ids
from troupe.ports import Database


async def test_a_sleeping_world_is_not_due(stage: Stage) -> None:
    assert await stage.database.due(stage.clock.now()) == ()
    assert await stage.database.next_wake() is None


async def test_every_reason_to_wake_is_seen(stage: Stage) -> None:
    key, clock, database = stage.world.key, stage.clock, stage.database
    await stage.hear("Hello")
    assert await database.due(clock.now()) == (key,)  # undecided
    turn = (await stage.claim(only(stage.people[0].id), lease=30)).turns[0]
    assert await database.due(clock.now()) == ()
    assert await database.next_wake() == clock.now() + timedelta(seconds=30)
    assert await database.due(clock.now() + timedelta(seconds=30)) == (key,)  # an expired lease
    await stage.commit(turn, says("Hi."))
    assert await database.due(clock.now()) == (key,)  # an unsettled row
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    await stage.stores.outbox.mark(row.id, "test", 20)
    assert await database.due(clock.now()) == ()
    assert await database.next_wake() == clock.now() + timedelta(seconds=20)
    await clock.advance(21)
    assert await database.due(clock.now()) == (key,)  # a row whose sender died


async def test_a_row_behind_a_waiting_head_makes_nothing_due(stage: Stage) -> None:
    await stage.hear("Hello")
    for turn in (await stage.claim(only(stage.people[0].id, stage.people[1].id))).turns:
        await stage.commit(turn, says("Hi."))
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    await stage.stores.outbox.mark(row.id, "test", 20)
    assert await stage.database.due(stage.clock.now()) == ()


def positions(compiled: Compiled) -> list[str]:
    """The names of a compiled statement's values, in the order of their places."""
    return list(getattr(compiled, "positiontup", None) or ())


def test_due_looks_at_no_sleeping_world(tmp_path: Path) -> None:
    """On SQLite the plan tells: every part of the query searches a partial index, none scans a table."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    db.upgrade(url)
    engine = create_engine(url)
    compiled = DUE.compile(engine)
    values = tuple(
        "2026-01-05 09:00:00" if name in ("now", "lease_now") else compiled.params[name]
        for name in positions(compiled)
    )
    with engine.connect() as connection:
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)]
    engine.dispose()
    steps = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert len(steps) >= 5
    assert all("INDEX ix_" in step for step in steps), steps


async def test_another_process_writing_is_noticed_once(
    database_url: str, database: Database, clock: ManualClock
) -> None:
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    assert not await database.changed()
    mine = await open_stage(database, clock, "Lisa")
    assert not await database.changed()
    await open_stage(other, clock, "Oscar", channel_id="other")
    assert await database.changed()
    assert not await database.changed()
    await mine.claim(nobody)
    assert not await database.changed()
    assert await other.changed()
    await other.close()


async def test_reading_is_no_change(database_url: str, database: Database, clock: ManualClock) -> None:
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    await database.changed()
    await other.due(clock.now())
    await other.tenant("guild:1").worlds.all()
    assert not await database.changed()
    await other.close()


async def test_a_role_is_held_by_one_at_a_time(database_url: str, database: Database, clock: ManualClock) -> None:
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    release = await database.hold("shard 0")
    with pytest.raises(AlreadyServed, match="shard 0"):
        await other.hold("shard 0")
    release_one = await other.hold("shard 1")
    await release()
    release_again = await other.hold("shard 0")
    await release_one()
    await release_again()
    await other.close()


async def test_a_role_is_free_again_when_its_holder_dies(database_url: str, database: Database) -> None:
    script = (
        "import asyncio, sys, db\n"
        "from troupe.core.clock import SystemClock\n"
        "from troupe.core.ids import system_ids\n"
        "async def main():\n"
        "    database = await db.open(sys.argv[1], clock=SystemClock(), ids=system_ids)\n"
        "    await database.hold('shard 0')\n"
        "    print('held', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, database_url, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    assert await child.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyServed):
        await database.hold("shard 0")
    child.kill()
    await child.wait()
    release = await until_free(database)
    await release()


async def until_free(database: Database):
    """PostgreSQL notices the death of a client a moment after it."""
    for _ in range(2000):
        try:
            return await database.hold("shard 0")
        except AlreadyServed:
            await asyncio.sleep(0)
    raise AssertionError("the role was never given up")


async def test_a_database_in_memory_has_no_rival(clock: ManualClock) -> None:
    database = await db.open("sqlite://", clock=clock, ids=seeded_ids(1))
    release = await database.hold("shard 0")
    await release()
    assert not await database.changed()
    await database.close()
