"""A file has a connection that reads beside the one that writes."""

import asyncio
import threading

import pytest
from sqlalchemy import Connection, text

from db.database import SqlDatabase
from troupe.core.errors import StoreUnavailable

COUNT = text("SELECT count(*) FROM guilds")
INSERT = text("INSERT INTO guilds (tenant, settings) VALUES ('t', '{}')")


async def test_a_reader_ends_while_a_writer_is_under_way_and_sees_what_was_committed_before(
    database: SqlDatabase,
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        connection.execute(INSERT)
        begun.set()
        go_on.wait(30)

    writing = asyncio.create_task(database.engine.write(slow))
    await asyncio.to_thread(begun.wait, 30)
    assert await database.engine.read(lambda connection: connection.scalar(COUNT)) == 0
    assert not writing.done()
    go_on.set()
    await writing
    assert await database.engine.read(lambda connection: connection.scalar(COUNT)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_only_reads_cannot_write_to_a_file(database: SqlDatabase) -> None:
    with pytest.raises(StoreUnavailable, match="readonly"):
        await database.engine.read(lambda connection: connection.execute(INSERT))
    assert await database.engine.read(lambda connection: connection.scalar(COUNT)) == 0
