"""The schema: tables and models agree, upgrades work anywhere, a stale database is refused with the way out."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

import db
from db.migrations import HEAD, config
from db.schema.tables.all_tables import TABLE_FILES, TABLES
from db.tx.transaction_runner import parse_url
from troupe.core.clock import ManualClock
from troupe.core.errors import BadInput, Misconfigured, StoreUnavailable
from troupe.core.ids import Ids

ROOT = Path(__file__).resolve().parents[2]


def test_the_newest_revision_is_the_one_named() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_migrated_tables_are_those_of_the_models(database_url: str) -> None:
    """Autogenerate would write an empty revision, on both databases."""
    db.upgrade(database_url)
    engine = create_engine(parse_url(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TABLES) == []
    engine.dispose()


def test_upgrading_twice_is_no_error(database_url: str) -> None:
    db.upgrade(database_url)
    engine = create_engine(parse_url(database_url), poolclass=NullPool)
    before = inspect(engine).get_table_names()
    db.upgrade(database_url)
    assert inspect(engine).get_table_names() == before != []
    engine.dispose()


def test_every_file_of_tables_is_among_them() -> None:
    """Left out, its tables are compared with nothing, unless something else happens to import it."""
    files = {path.stem for path in (ROOT / "db" / "schema" / "tables").glob("*_table*.py")} - {"all_tables"}
    assert {module.__name__.rpartition(".")[2] for module in TABLE_FILES} == files


def test_every_table_has_a_tenant_that_cannot_be_missing() -> None:
    for table in TABLES.sorted_tables:
        assert not table.c.tenant.nullable, table.name


def test_every_number_that_may_hold_a_snowflake_or_an_order_is_big() -> None:
    names = ("seq", "heard", "platform_order", "through", "seed", "fence", "epoch")
    for table in TABLES.sorted_tables:
        for column in table.c:
            if column.name in names:
                assert str(column.type) == "BIGINT", (table.name, column.name)


async def test_postgres_without_tables_is_refused_with_the_way_out(
    empty_postgres_url: str, clock: ManualClock, ids: Ids
) -> None:
    with pytest.raises(Misconfigured, match="troupe db upgrade"):
        await db.open(empty_postgres_url, clock=clock, ids=ids)
    db.upgrade(empty_postgres_url)
    database = await db.open(empty_postgres_url, clock=clock, ids=ids)
    await database.close()


async def test_a_database_of_a_later_version_is_refused(database_url: str, clock: ManualClock, ids: Ids) -> None:
    db.upgrade(database_url)
    engine = create_engine(parse_url(database_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(Misconfigured):
        await db.open(database_url, clock=clock, ids=ids)
    with pytest.raises(Misconfigured):
        db.upgrade(database_url)


@pytest.mark.parametrize("url", ["mysql://x/y", "not an address", ""])
async def test_an_address_we_do_not_speak_is_bad_input(url: str, clock: ManualClock, ids: Ids) -> None:
    with pytest.raises(BadInput, match="url"):
        await db.open(url, clock=clock, ids=ids)


async def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path, clock: ManualClock, ids: Ids) -> None:
    url = f"postgresql://nobody:hunter2@/nothing?host={tmp_path}"
    with pytest.raises(StoreUnavailable) as caught:
        await db.open(url, clock=clock, ids=ids)
    assert "hunter2" not in str(caught.value)


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path, clock: ManualClock, ids: Ids) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is no database, only a long enough text to be taken for the head of one." * 20)
    with pytest.raises(StoreUnavailable, match="not a database"):
        await db.open(f"sqlite:///{path}", clock=clock, ids=ids)


def test_an_installed_package_can_migrate(tmp_path: Path) -> None:
    """The wheel holds all that an upgrade needs, and needs no working directory."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    made = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    script = "import db, sys; db.upgrade(sys.argv[1]); print(db.__file__)"
    ran = subprocess.run(
        [sys.executable, "-c", script, f"sqlite:///{tmp_path / 'x.db'}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path / "site") in ran.stdout
