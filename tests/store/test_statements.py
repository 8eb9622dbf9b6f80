"""The statements of one message: few, however long people have talked and however many there are."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

import db
from benchmarks.statements import Traced
from tests.store.stage import never_adds, open_stage, says
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.floor.floor_decision import decide_floor
from troupe.floor.stop_reading import read_stop


async def test_a_message_to_somebody_takes_few_statements(tmp_path: Path, clock: ManualClock) -> None:
    trace = Traced()

    def listen(connection: Any, _record: object) -> None:
        connection.set_trace_callback(trace.trace)

    event.listen(Engine, "connect", listen)
    try:
        database = await db.open(f"sqlite:///{tmp_path / 'x.db'}", clock=clock, ids=seeded_ids(1))
    finally:
        event.remove(Engine, "connect", listen)
    stage = await open_stage(database, clock, "Marta", "Oscar", "Lisa", "Piet")
    name = stage.people[0].name
    for number in range(30):
        trace.transactions.clear()
        await clock.advance(30.0)
        await stage.hear(f"{name}, what about number {number}?", read_stop=read_stop)
        (turn,) = (await stage.claim(decide_floor)).turns
        await stage.commit(turn, says(f"Number {number} is fine."), never_adds)
        await stage.send_head(f"d{number}")
        await stage.claim(decide_floor)
    await database.close()
    statements = [line for transaction in trace.transactions for line in transaction]
    assert len(statements) <= 50, "\n".join(statements)
