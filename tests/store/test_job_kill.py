"""A process killed at any point of a screening: no finished call is made again, the ledger has every attempt."""

import asyncio
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

import db
from db.database import SqlDatabase
from tests.store.job_lives import AT_ONCE, FEW, KILLS, MANY, Life, at, go_on, step_on
from troupe.core.ids import seeded_ids
from troupe.engine.job_runner import LEASE
from troupe.headless.headless_opening import TENANT
from troupe.ports import Database

ROOT = Path(__file__).resolve().parents[2]
LATER = timedelta(hours=10)


async def lives(act: str, url: str, folder: Path) -> int:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.store.job_lives",
        act,
        url,
        str(folder),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await child.communicate()
    assert child.returncode == 0
    return int(out)


def log_of(path: Path) -> list[list[str]]:
    return [line.split(maxsplit=1) for line in path.read_text().splitlines()] if path.exists() else []


async def attempts_in_ledger(database: Database, name: str) -> tuple[int, int, int]:
    """The calls of a tenant: how many there are, how many of them are counted, and what is still set aside."""
    assert isinstance(database, SqlDatabase)
    query = text("SELECT count(*), count(usage) FROM calls WHERE tenant = :tenant AND job_id IS NOT NULL")
    rows, counted = await database.engine.read(
        lambda connection: connection.execute(query, {"tenant": TENANT + name}).one()
    )
    spend = await database.tenant(TENANT + name).budgets.today()
    return rows, counted, spend.reserved.tokens


async def test_whichever_act_a_process_dies_at_the_next_one_goes_on(database_url: str, tmp_path: Path) -> None:
    db.upgrade(database_url)
    points = await lives("every", database_url, tmp_path)
    assert points > 10 * FEW
    clock = at(timedelta(seconds=LEASE + 1))
    database = await db.open(database_url, clock=clock, ids=seeded_ids(1))
    for end in range(0, points, step_on(database_url)):
        name, path = f"life {end}", tmp_path / f"{end}.log"
        before = log_of(path)
        found = await go_on(database, clock, path, FEW, name, Life(None))
        assert sorted(person.slug for person in found.recruited) == ["person-0"]
        sent = [slug for act, slug in log_of(path) if act == "sent"]
        in_flight = len([1 for act, _ in before if act == "sent"]) - len([1 for act, _ in before if act == "kept"])
        # One answer may have been kept in the moment of death, before it was noted.
        assert FEW <= len(sent) <= FEW + in_flight
        rows, counted, reserved = await attempts_in_ledger(database, name)
        assert rows == counted
        assert len(sent) <= rows <= len(sent) + FEW
        assert reserved == 0
    await database.close()


async def test_many_paid_calls_survive_many_kills(database_url: str, tmp_path: Path) -> None:
    db.upgrade(database_url)
    kills = await lives("long", database_url, tmp_path)
    assert kills > KILLS / 2
    path, clock = tmp_path / "long.log", at(LATER)
    database = await db.open(database_url, clock=clock, ids=seeded_ids(1))
    found = await go_on(database, clock, path, MANY, "long", Life(None))
    assert len(found.recruited) == MANY / 2
    log = log_of(path)
    kept = Counter(key for act, key in log if act == "kept")
    assert max(kept.values()) == 1
    sent = Counter(slug for act, slug in log if act == "sent")
    assert len(sent) == MANY
    assert sum(sent.values()) <= MANY + kills * AT_ONCE
    rows, counted, reserved = await attempts_in_ledger(database, "long")
    assert rows == counted >= sum(sent.values())
    assert reserved == 0
    await database.close()
