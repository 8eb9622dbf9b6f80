"""Upgrading databases that are in use: from every revision, with every table filled, on the one path there is."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

import db
from db.database import SqlDatabase
from db.migrations import HEAD, config, run_revisions
from db.schema.tables.all_tables import TABLES
from db.upgrading import upgrade_path as upgrading
from tests.store.filled import ROWS, Tables, everything_in, make_filled
from tests.store.stage import open_stage
from troupe.core.clock import ManualClock
from troupe.core.errors import StoreUnavailable, UpgradeFailed
from troupe.core.ids import Ids

ROOT = Path(__file__).resolve().parents[2]
FORMER = [
    script.revision for script in ScriptDirectory.from_config(config()).walk_revisions() if script.revision != HEAD
]

FIRST_AND_LAST = (FORMER[-1], FORMER[0])
"""The first takes every step there is; that each revision can be upgraded from, opening shows."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An SQLite file of the first revision, every table filled."""
    path = tmp_path / "troupe.db"
    make_filled(f"sqlite:///{path}", "0001")
    return path


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def assert_kept(before: Tables, after: Tables) -> None:
    """Every row is there, with what stood in it; columns and tables may have come. Revision 0006 moved the rows of
    `usages` into `calls`, revision 0011 those of `stimuli` into other tables, and revision 0012 what personas say
    into a table of its own, those of removed personas aside (as all of these are)."""
    contents = {(row["tenant"], row["hash"]): row["persona"] for row in after["persona_contents"]}
    for row in before.get("usages", []):
        (call,) = [call for call in after["calls"] if call["id"] == f"{row['turn_id']}:{row['fence']}:0"]
        assert (call["day"], call["usage"], call["turn_id"]) == (row["day"], row["usage"], row["turn_id"])
    for row in before.get("stimuli", []):
        (turn,) = [turn for turn in after["turns"] if turn["id"] == row["turn_id"]]
        claimed = [] if row.get("passed_at") is not None else [row["heard"]]
        assert turn["claimed"] == f'{{"v":1,"value":{claimed}}}'
    for name in before.keys() - {"alembic_version", "usages", "stimuli", "persona_documents"}:
        columns = before[name][0].keys()
        assert len(before[name]) == ROWS
        rows = [{"persona": contents.get((row["tenant"], row.get("content"))), **row} for row in after[name]]
        assert [{column: row[column] for column in columns} for row in rows] == before[name], name
    assert after["alembic_version"] == [{"version_num": HEAD}]


async def open_either(url: str, clock: ManualClock, ids: Ids) -> SqlDatabase:
    """PostgreSQL's tables are brought there by the command only, which comes first."""
    if not url.startswith("sqlite"):
        db.upgrade(url)
    database = await db.open(url, clock=clock, ids=ids)
    assert isinstance(database, SqlDatabase)
    return database


@pytest.mark.parametrize(
    ("former_url", "revision"),
    [*(("sqlite", revision) for revision in FORMER), *(("postgres", revision) for revision in FIRST_AND_LAST)],
    indirect=["former_url"],
)
async def test_opening_keeps_every_row_and_its_references(
    former_url: str, revision: str, clock: ManualClock, ids: Ids
) -> None:
    before = make_filled(former_url, revision)
    database = await open_either(former_url, clock, ids)

    await database.close()
    assert_kept(before, everything_in(former_url))
    database = await open_either(former_url, clock, ids)
    with pytest.raises(IntegrityError):
        await database.engine.write(lead_nowhere)
    assert (await (await open_stage(database, clock, "Lisa")).hear("Hello")).event is not None
    await database.close()


def lead_nowhere(connection: Connection) -> None:
    connection.execute(text("UPDATE people SET world_id = 'nowhere'"))


async def test_foreign_keys_hold_on_the_very_connection_that_upgraded(
    file: Path, clock: ManualClock, ids: Ids
) -> None:
    database = await open_either(url_of(file), clock, ids)
    with pytest.raises(IntegrityError):
        await database.engine.write(lead_nowhere)
    await database.close()


@pytest.mark.parametrize("revision", FIRST_AND_LAST)
def test_the_command_keeps_every_row(former_url: str, revision: str, tmp_path: Path) -> None:
    before = make_filled(former_url, revision)
    db.upgrade(former_url)
    assert_kept(before, everything_in(former_url))
    assert [path.name for path in tmp_path.iterdir() if "before" in path.name] == []


@pytest.mark.parametrize("revision", FIRST_AND_LAST)
def test_an_upgraded_file_has_the_indexes_of_a_new_one(tmp_path: Path, revision: str) -> None:
    """Autogenerate does not look at the conditions of indexes, which a rebuilt table could lose."""
    make_filled(url_of(tmp_path / "old.db"), revision)
    db.upgrade(url_of(tmp_path / "old.db"))
    assert indexes_of(tmp_path / "old.db") == declared_indexes(tmp_path / "declared.db")


def indexes_of(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return {name: " ".join(sql.replace('"', "").split()) for name, sql in rows}


def declared_indexes(file: Path) -> dict[str, str]:
    from sqlalchemy import create_engine

    engine = create_engine(url_of(file))
    TABLES.create_all(engine)
    engine.dispose()
    return indexes_of(file)


def fails_after(work: Callable[[Connection], None]) -> Callable[[Connection], None]:
    def failing(connection: Connection) -> None:
        run_revisions(connection)
        work(connection)

    return failing


def bug(_connection: Connection) -> None:
    raise RuntimeError("Ana's words\nand more of them")


def orphan(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM worlds WHERE id = 'id 1'")


@pytest.mark.parametrize(("work", "reason"), [(bug, "RuntimeError"), (orphan, "people to worlds")])
async def test_an_upgrade_that_fails_changes_nothing_and_names_the_copy(
    file: Path,
    clock: ManualClock,
    ids: Ids,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[Connection], None],
    reason: str,
) -> None:
    before = everything_in(url_of(file))
    with monkeypatch.context() as patched:
        patched.setattr(upgrading, "run_revisions", fails_after(work))
        with pytest.raises(UpgradeFailed, match=reason) as caught:
            await db.open(url_of(file), clock=clock, ids=ids)
    copy = file.with_name(f"troupe.db.before-{HEAD}")
    told = str(caught.value)
    assert str(copy) in told
    assert "\n" not in told
    assert "Ana" not in told
    assert everything_in(url_of(file)) == before == everything_in(url_of(copy))
    db.upgrade(url_of(file))
    assert_kept(before, everything_in(url_of(file)))
    assert not copy.exists()


def test_on_postgres_an_upgrade_that_fails_changes_nothing(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_filled(empty_postgres_url, "0001")
    with monkeypatch.context() as patched:
        patched.setattr(upgrading, "run_revisions", fails_after(bug))
        with pytest.raises(UpgradeFailed, match="Nothing was changed"):
            db.upgrade(empty_postgres_url)
    assert everything_in(empty_postgres_url) == before
    db.upgrade(empty_postgres_url)
    assert_kept(before, everything_in(empty_postgres_url))


def test_the_copy_has_what_stands_in_the_write_ahead_log_only(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("UPDATE worlds SET name = 'written last' WHERE id = 'id 1'")
        monkeypatch.setattr(upgrading, "run_revisions", bug)
        with pytest.raises(UpgradeFailed):
            db.upgrade(url_of(file))
        copy = file.with_name(f"troupe.db.before-{HEAD}")
        with closing(sqlite3.connect(copy)) as copied:
            names = [name for (name,) in copied.execute("SELECT name FROM worlds WHERE id = 'id 1'")]
    assert names == ["written last"]


def test_the_copy_is_no_more_readable_than_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.chmod(0o600)
    monkeypatch.setattr(upgrading, "run_revisions", bug)
    with pytest.raises(UpgradeFailed):
        db.upgrade(url_of(file))
    assert file.with_name(f"troupe.db.before-{HEAD}").stat().st_mode & 0o777 == 0o600


def test_without_a_place_for_the_copy_nothing_is_changed(file: Path) -> None:
    file.with_name(f"troupe.db.before-{HEAD}").mkdir()
    before = everything_in(url_of(file))
    with pytest.raises(StoreUnavailable, match=r"no copy of it could be made in .* \(.+\)\. Nothing was changed"):
        db.upgrade(url_of(file))
    assert everything_in(url_of(file)) == before


def test_without_room_for_the_copy_there_is_one_plain_line(file: Path) -> None:
    """The command itself, allowed to write files half as long as the copy."""
    before = everything_in(url_of(file))
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)\n"
        "from bot.cli.troupe_command import app\n"
        "app(['db', 'upgrade'])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(file.stat().st_size // 2)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url_of(file), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    assert ran.stderr.startswith("troupe: troupe.db has to be upgraded, but no copy of it could be made")
    assert len(ran.stderr.splitlines()) == 1
    assert everything_in(url_of(file)) == before
    assert [path.name for path in file.parent.iterdir() if "before" in path.name] == []


def test_a_damaged_file_is_left_alone(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[8 * 4096 : 9 * 4096] = b"\x07" * 4096
    file.write_bytes(content)
    with pytest.raises((UpgradeFailed, StoreUnavailable), match=r"damaged|malformed"):
        db.upgrade(url_of(file))
    assert file.read_bytes()[100:] == bytes(content)[100:]


def test_a_folder_that_cannot_be_made_is_one_plain_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StoreUnavailable, match="taken/inside cannot be made"):
        db.upgrade(url_of(tmp_path / "taken" / "inside" / "troupe.db"))


def test_a_new_file_and_one_in_memory_are_made_without_a_copy(tmp_path: Path) -> None:
    db.upgrade(url_of(tmp_path / "troupe.db"))
    assert not [path for path in tmp_path.iterdir() if "before" in path.name]
    db.upgrade("sqlite://")


async def test_processes_that_come_at_once_wait_for_the_one_that_upgrades(
    former_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before = make_filled(former_url, "0001")
    empty = url_of(tmp_path / "empty.db")
    if not former_url.startswith("sqlite"):
        empty = request.getfixturevalue("another_empty_postgres_url")
    opening = (
        "import asyncio, os, sys, db\n"
        "from troupe.core.clock import SystemClock\n"
        "from troupe.core.ids import system_ids\n"
        "async def main(url):\n"
        "    if not url.startswith('sqlite'):\n"
        "        db.upgrade(url)\n"
        "    database = await db.open(url, clock=SystemClock(), ids=system_ids)\n"
        "    await database.close()\n"
        "for url in sys.argv[1:]:\n"
        "    child = os.fork()\n"
        "    asyncio.run(main(url))\n"
        "    if child == 0:\n"
        "        sys.exit()\n"
        "    assert os.waitpid(child, 0)[1] == 0, url\n"
    )
    both = await asyncio.create_subprocess_exec(
        sys.executable, "-c", opening, former_url, empty, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    errors = (await both.communicate())[1].decode()
    assert both.returncode == 0, errors
    assert_kept(before, everything_in(former_url))
    assert everything_in(empty)["alembic_version"] == [{"version_num": HEAD}]


def test_looking_where_a_database_stands_changes_nothing(file: Path, tmp_path: Path) -> None:
    state = db.tables_state(url_of(file))
    assert (state.revision, state.newest, state.current) == ("0001", HEAD, False)
    assert state.copy == file.with_name(f"troupe.db.before-{HEAD}")
    assert db.tables_state(url_of(file)) == state
    assert db.tables_state(url_of(tmp_path / "new.db")).revision is None
    assert not (tmp_path / "new.db").exists()
