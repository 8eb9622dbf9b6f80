"""What was read once is kept in memory, and never shown when it is no longer so."""

import gc
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

import db
from db.cycle.turn_scene import HISTORY
from db.tx.row_cache import CachedReading, Remembered
from db.tx.transaction_runner import create_engine
from tests.store.stage import TENANT, Stage, thinks
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.worlds.events.said import Said


def test_the_lines_of_ones_own_history_are_searched_for_by_time(tmp_path: Path) -> None:
    """On SQLite the plan tells: someone who has said ten thousand things is not read through on every turn."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    db.upgrade(url)
    engine = create_engine(make_url(url))
    compiled = HISTORY.compile(engine)
    with engine.connect() as connection:
        nothing = tuple(None for _ in str(compiled).split("?")[1:])
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", nothing)]
    engine.dispose()
    steps = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert not [
        step for step in steps if "INDEX" not in step and "_subquery" not in step and "anon_" not in step
    ], steps
    assert sum("INDEX ix_events_author_heard (author_id=? AND heard" in step for step in steps) == 2, steps


async def _hears(stage: Stage) -> list[str]:
    """What the first person has before them when they get the floor."""
    claimed = await stage.claim()
    for turn in claimed.turns:
        await stage.commit(turn, thinks("Hm."))
    return [event.text for event in claimed.turns[0].scene.history if event.author.kind == "human"]


async def test_what_another_process_edits_is_seen_as_edited(
    stage: Stage, database_url: str, clock: ManualClock
) -> None:
    await stage.hear("The train leaves at nine")
    assert await _hears(stage) == ["The train leaves at nine"]
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    assert await other.tenant(TENANT).mailbox.revise(stage.id, "m1", "The train leaves at ten", clock.now())
    await other.close()
    await stage.hear("And now?")
    assert await _hears(stage) == ["The train leaves at ten", "And now?"]


async def test_an_edit_that_fails_midway_leaves_the_old_words(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.hear("The train leaves at nine")
    assert await _hears(stage) == ["The train leaves at nine"]

    def breaks(*_args: object, **_more: object) -> None:
        raise ConnectionError("the database went away")

    with monkeypatch.context() as broken:
        broken.setattr("db.mailbox.mailbox_store.append", breaks)
        with pytest.raises(ConnectionError):
            await stage.stores.mailbox.revise(stage.id, "m1", "The train leaves at ten", stage.clock.now())
    await stage.hear("And now?")
    assert await _hears(stage) == ["The train leaves at nine", "And now?"]


async def test_erased_words_do_not_live_on_in_memory(stage: Stage) -> None:
    secret = " ".join(("my", "code", "is", "4711"))
    await stage.hear(secret)
    assert await _hears(stage) == [secret]
    assert await stage.stores.mailbox.erase(stage.id, ["m1"]) == 1
    gc.collect()
    assert [one for one in gc.get_objects() if type(one) is Said and one.text == secret] == []


def test_what_was_read_before_an_erasure_is_not_shared_after_it() -> None:
    shared = Remembered[str]()
    slow, eraser = CachedReading(shared), CachedReading(shared)
    slow.put("e1", "secret")
    eraser.erased()
    eraser.share()
    slow.share()
    assert shared.get("e1") is None


def test_no_more_is_kept_than_the_limit_and_the_oldest_goes_first() -> None:
    shared = Remembered[int](limit=2)
    for number in (1, 2, 3):
        reading = CachedReading(shared)
        reading.put(number, number)
        reading.share()
    assert [shared.get(number) for number in (1, 2, 3)] == [None, 2, 3]
