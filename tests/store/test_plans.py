"""No query of the hot paths reads a whole table: SQLite's plans, for every statement that a busy world runs."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

import db
from db.database import SqlDatabase
from tests.store.stage import ANA, Stage, grant_unread, open_stage, persona, says, thinks
from troupe.core.clock import ManualClock
from troupe.core.ids import Ids

Statements = dict[str, str]
"""Each statement that was run, without its values and as it was first run with them."""
VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
WHOLE = re.compile(r"^SCAN (?!CONSTANT ROW|\(|anon_\d)\w+(?! USING)\b")
"""A table read whole. What a query reads of a part of its own (`anon_1`) is judged where it reads tables."""


async def listen(database: SqlDatabase) -> Statements:
    """The statements run from now on, as SQLite itself tells of them."""
    statements: Statements = {}

    def note(statement: str) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            statements.setdefault(VALUE.sub("?", statement), statement)

    def trace(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(note)

    await database.engine.read(trace)
    await database.engine.read_in_turn(trace)
    return statements


async def live(stage: Stage, clock: ManualClock) -> None:
    """What a world does all day, and what its moderators do now and then."""
    await stage.hear("Hello")
    turns = (await stage.claim(grant_unread)).turns
    for number, turn in enumerate(turns):
        await stage.stores.turns.renew(turn, 60)
        await stage.commit(turn, says("Hi.") if number else thinks("Hm."))
    for number in range(len(turns) - 1):
        await stage.send_head(f"d{number}")
    await stage.stores.mailbox.revise(stage.id, "m1", "Hello there, and a good morning to you all", clock.now())
    await stage.stores.mailbox.person_of_message("d0")
    await stage.stores.mailbox.places(stage.id)
    await stage.stores.outbox.bound("d0")
    await stage.stores.moderation.account(stage.id, "d0")
    await stage.stores.moderation.redo(stage.id, f"d{len(turns) - 2}", ANA)
    await stage.stores.mailbox.erase(stage.id, ["m1", "d0"])
    await stage.stores.casts.playing("lisa")
    await stage.stores.worlds.at_channel("100")
    await stage.stores.worlds.ever_at_channel("100")
    await stage.stores.worlds.ever_at_channel("another")
    await stage.stores.mailbox.forget("8")
    await stage.stores.transcripts.states_as_of(stage.id, 3)
    await stage.stores.worlds.counts(stage.id)
    await stage.stores.casts.add(stage.id, *persona("Nils"), everything=True)
    await stage.database.due(clock.now())
    await stage.database.next_wake()
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.worlds.resume(stage.id, "Ana")


async def test_no_statement_of_a_busy_world_reads_a_whole_table(
    tmp_path: Path, clock: ManualClock, ids: Ids
) -> None:
    database = await db.open(f"sqlite:///{tmp_path / 'x.db'}", clock=clock, ids=ids)
    assert isinstance(database, SqlDatabase)
    stage = await open_stage(database, clock, "Lisa", "Oscar", "Marta")
    statements = await listen(database)
    await live(stage, clock)

    def whole_tables(connection: Connection) -> list[tuple[str, str]]:
        return [
            (row.detail, statement)
            for statement in seen.values()
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
            if WHOLE.match(row.detail)
        ]

    seen = dict(statements)
    assert len(seen) > 30
    assert await database.engine.read(whole_tables) == []
    await database.close()
