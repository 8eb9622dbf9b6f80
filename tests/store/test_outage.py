"""A database that goes away and comes back: told once each, however many calls meet it."""

import sqlite3
from pathlib import Path

import pytest

import db
from db.tx import transaction_runner as engine_module
from db.tx.availability import Availability
from tests.store.stage import open_stage
from troupe.core.clock import ManualClock
from troupe.core.errors import StoreUnavailable
from troupe.core.ids import Ids

DOWN = StoreUnavailable("The database cannot be used just now: connection refused")
TOLD = "The database cannot be used just now: connection refused. What is under way waits for it."
OVER = "The database can be used again."


def served() -> Availability:
    availability = Availability()
    availability.succeeded(writing=False)
    return availability


def test_an_outage_is_told_once_when_it_begins_and_once_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    availability = served()
    for _ in range(2):
        for writing in (True, False, True, True, False):
            availability.failed(DOWN, writing=writing)
        for writing in (False, True, False):
            availability.succeeded(writing=writing)
    assert caplog.messages == [TOLD, OVER, TOLD, OVER]
    assert all(record.exc_info is None for record in caplog.records)


def test_while_only_writing_fails_reading_ends_no_outage(caplog: pytest.LogCaptureFixture) -> None:
    availability = served()
    for _ in range(3):
        availability.failed(DOWN, writing=True)
        availability.succeeded(writing=False)
    assert caplog.messages == [TOLD]
    availability.succeeded(writing=True)
    assert caplog.messages == [TOLD, OVER]


def test_a_database_never_reached_is_for_the_caller_to_tell(caplog: pytest.LogCaptureFixture) -> None:
    Availability().failed(DOWN, writing=False)
    assert caplog.messages == []


async def test_a_file_locked_by_another_process_is_told_in_two_lines(
    tmp_path: Path,
    clock: ManualClock,
    ids: Ids,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 1)
    path = tmp_path / "x.db"
    database = await db.open(f"sqlite:///{path}", clock=clock, ids=ids)
    stage = await open_stage(database, clock, "Lisa")
    rival = sqlite3.connect(path, isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    for number in range(5):
        with pytest.raises(StoreUnavailable):
            await stage.hear("Hello", message_id=f"m{number}")
        await database.due(clock.now())
    rival.execute("ROLLBACK")
    rival.close()
    await stage.hear("Hello", message_id="after")
    await stage.hear("Hello", message_id="later")
    assert ["locked" in line for line in caplog.messages] == [True, False]
    await database.close()
