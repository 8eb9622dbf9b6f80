"""The engine: failures named in one line, transactions whole or undone, nothing left checked out."""

import asyncio
import sqlite3
import threading
import traceback
from pathlib import Path

import pytest

import db
from db.database import SqlDatabase
from db.tx import transaction_runner as engine_module
from db.tx.transaction_runner import POSTGRES_CONNECTIONS
from tests.store.stage import Stage, costs, open_stage
from troupe.core.clock import ManualClock
from troupe.core.errors import StoreUnavailable
from troupe.core.ids import Ids
from troupe.ports import Cap
from troupe.worlds.floor_view import FloorDecision, FloorView


async def test_a_rule_that_raises_undoes_the_whole_claim(stage: Stage) -> None:
    def broken(_view: FloorView) -> FloorDecision:
        raise ValueError("a bug in the floor")

    await stage.hear("Hello")
    with pytest.raises(ValueError, match="a bug"):
        await stage.stores.turns.claim(stage.id, broken, costs(1), Cap(), 60)
    assert await stage.stores.transcripts.decisions(stage.id) == ()
    assert len((await stage.claim()).turns) == 3


async def all_threads_idle(stage: Stage) -> None:
    """Meet on every thread of the engine: each has then ended what a cancelled caller left it with."""
    assert isinstance(stage.database, SqlDatabase)
    engine = stage.database.engine
    threads = 1 if engine.sqlite else POSTGRES_CONNECTIONS
    meeting = threading.Barrier(threads)
    await asyncio.gather(*(engine.on_thread(meeting.wait) for _ in range(threads)))


async def test_a_caller_cancelled_while_waiting_leaves_the_database_usable(stage: Stage) -> None:
    tasks = [asyncio.create_task(stage.hear(f"line {n}", message_id=f"x{n}")) for n in range(10)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await all_threads_idle(stage)
    kept = sum(not isinstance(result, BaseException) for result in results)
    said = [event.heard for event in await stage.events() if event.heard is not None]
    assert said == list(range(1, len(said) + 1))
    assert len(said) >= kept  # one already running when its caller left is kept whole


async def test_a_locked_file_is_unavailable_and_says_so(
    tmp_path: Path, clock: ManualClock, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 1)
    path = tmp_path / "x.db"
    database = await db.open(f"sqlite:///{path}", clock=clock, ids=ids)
    stage = await open_stage(database, clock, "Lisa")
    rival = sqlite3.connect(path, isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        await stage.hear("Hello")
    rival.execute("ROLLBACK")
    rival.close()
    assert (await stage.hear("Hello")).event is not None
    await database.close()


async def pragma(database: SqlDatabase, setting: str) -> None:
    """On the very connection that writes."""
    await database.engine.read_in_turn(lambda connection: connection.exec_driver_sql(f"PRAGMA {setting}"))


async def fill(stage: Stage) -> None:
    for number in range(2000):
        await stage.hear("x" * 2000, message_id=f"f{number}")


async def test_a_full_disk_is_unavailable_and_loses_nothing(tmp_path: Path, clock: ManualClock, ids: Ids) -> None:
    database = await db.open(f"sqlite:///{tmp_path / 'x.db'}", clock=clock, ids=ids)
    assert isinstance(database, SqlDatabase)
    stage = await open_stage(database, clock, "Lisa")
    await pragma(database, "max_page_count = 1")  # as small as it is now: every new page is one too many
    with pytest.raises(StoreUnavailable, match="full"):
        await fill(stage)
    await pragma(database, "max_page_count = 100000")
    assert (await stage.hear("Hello", message_id="after")).event is not None
    await database.close()


async def test_a_persons_words_never_reach_an_error(tmp_path: Path, clock: ManualClock, ids: Ids) -> None:
    """The driver's message would carry the statement's values, logged with the traceback."""
    path = tmp_path / "x.db"
    database = await db.open(f"sqlite:///{path}", clock=clock, ids=ids)
    stage = await open_stage(database, clock, "Lisa")
    rival = sqlite3.connect(path)
    rival.execute("DROP TABLE event_texts")
    rival.close()
    words = "".join(("my", " ", "secret"))  # so that no source line in the traceback holds them
    with pytest.raises(StoreUnavailable) as caught:
        await stage.hear(words)
    told = "".join(traceback.format_exception(caught.value))
    assert "event_texts" in str(caught.value)
    assert words not in told
    await database.close()
