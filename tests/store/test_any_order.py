"""Whatever happens in whatever order, the record and the books stay whole."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

import db
from db.database import SqlDatabase
from db.schema.tables.event_tables import EventRow
from db.schema.tables.ledger_tables import DayRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import WorldRow
from tests.store.perceived import perceived
from tests.store.stage import (
    ANA,
    Stage,
    always_adds,
    grant_unread,
    open_stage,
    outcome,
    persona,
    says,
    stops_on_stop,
    together,
)
from troupe.core.clock import ManualClock
from troupe.core.errors import Conflict, NotFound
from troupe.core.ids import seeded_ids
from troupe.core.usage import Usage
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.action import React, Think
from troupe.worlds.outbox import Failed, PutOff, RowStatus, Sent, Unknown
from troupe.worlds.turn import CommitStatus, Outcome, Turn
from troupe.worlds.world_rhythm import Rhythm


class Play:
    """A world, and the steps that can happen to it; turns claimed and not yet ended are kept, late ones too."""

    def __init__(self, stage: Stage, database: SqlDatabase) -> None:
        self.stage = stage
        self.database = database
        self.turns: list[Turn] = []
        self.sent = 0

    async def hear(self) -> None:
        await self.stage.hear("Hello")

    async def stop_by_word(self) -> None:
        await self.stage.hear("stop", read_stop=stops_on_stop)

    async def resume(self) -> None:
        await self.stage.stores.worlds.resume(self.stage.id, "Ana")

    async def claim(self) -> None:
        self.turns += (await self.stage.claim(grant_unread, lease=30)).turns

    async def claim_round(self) -> None:
        self.turns += (await self.stage.claim(together, lease=30)).turns

    async def keep_a_rhythm(self) -> None:
        await self.stage.stores.worlds.set_rhythm(self.stage.id, Rhythm(every=5), "Ana")

    async def claim_at_a_beat(self) -> None:
        await self.stage.clock.advance(600)
        self.turns += (await self.stage.claim(decide_floor, lease=30)).turns

    async def speak(self) -> None:
        await self._commit(says("Well. " * 400))

    async def think_and_react(self) -> None:
        await self._commit(outcome(Think(content="Hm."), React(content="👍", target="#1")))

    async def _commit(self, decided: Outcome) -> None:
        if self.turns:
            turn = self.turns.pop(0)
            done = await self.stage.commit(turn, decided, always_adds)
            if done.status is CommitStatus.AGAIN and done.turn is not None:
                self.turns.append(done.turn)

    async def commit_late_again(self) -> None:
        if self.turns:
            await self.stage.commit(self.turns[-1], says("Twice?"))

    async def fail(self) -> None:
        if self.turns:
            await self.stage.stores.turns.fail(self.turns.pop(), "broken", Usage(calls=1, tokens_in=3))

    async def send(self) -> None:
        await self._attempt(lambda: Sent(message_id=f"d{self.sent}"))

    async def send_in_vain(self) -> None:
        await self._attempt(lambda: Failed(reason="403"))

    async def send_later(self) -> None:
        await self._attempt(lambda: PutOff(not_before=self.stage.clock.now(), reason="429"))

    async def send_who_knows(self) -> None:
        await self._attempt(lambda: Unknown(reason="reset"))

    async def _attempt(self, end: Callable[[], Sent | Failed | PutOff | Unknown]) -> None:
        outbox = self.stage.stores.outbox
        row = await outbox.head(self.stage.id)
        if row is not None and row.status is RowStatus.UNKNOWN:
            await outbox.retry(row.id)
        elif row is not None and await outbox.mark(row.id, "me", 30) is not None:
            self.sent += 1
            await outbox.settle(row.id, end())

    async def die_in_mid_send(self) -> None:
        row = await self.stage.stores.outbox.head(self.stage.id)
        if row is not None:
            await self.stage.stores.outbox.mark(row.id, "me", 30)

    async def delete_the_newest(self) -> None:
        await self.stage.stores.mailbox.erase(self.stage.id, [f"m{self.stage.counter}", f"d{self.sent}"])

    async def remove_the_newest(self) -> None:
        with suppress(NotFound):
            await self.stage.stores.moderation.remove(self.stage.id, f"d{self.sent}", ANA)

    async def redo_the_newest(self) -> None:
        with suppress(NotFound, Conflict):
            await self.stage.stores.moderation.redo(self.stage.id, f"d{self.sent}", ANA)

    async def come_knowing_everything(self) -> None:
        with suppress(Conflict):
            await self.stage.stores.casts.add(self.stage.id, *persona("Pia"), everything=True)

    async def leave(self) -> None:
        people = await self.stage.stores.casts.of(self.stage.id)
        if len(people) > 1:
            await self.stage.stores.casts.remove(self.stage.id, people[-1].id)

    async def wait(self) -> None:
        await self.stage.clock.advance(31)


STEPS: dict[str, Callable[[Play], Awaitable[None]]] = {
    name: step for name, step in vars(Play).items() if not name.startswith("_")
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=5, max_size=40))
def test_the_record_and_the_books_stay_whole(names: list[str]) -> None:
    asyncio.run(_play(names))


async def _play(names: list[str]) -> None:
    clock = ManualClock()
    database = await db.open("sqlite://", clock=clock, ids=seeded_ids(1))
    assert isinstance(database, SqlDatabase)
    play = Play(await open_stage(database, clock, "Lisa", "Oscar", "Marta"), database)
    for name in names:
        await STEPS[name](play)
        await _check(play)
    await database.close()


async def _check(play: Play) -> None:
    await play.database.engine.read(lambda connection: _whole(Session(connection)))


def _whole(db_session: Session) -> None:
    """What must hold between any two transactions."""
    world = db_session.exec(select(WorldRow)).one()
    events = db_session.exec(select(EventRow).order_by(col(EventRow.seq))).all()
    assert [event.seq for event in events] == list(range(1, world.seq + 1))
    heard = sorted(event.heard for event in events if event.heard is not None)
    assert heard == list(range(1, world.heard + 1))
    assert world.decided <= world.heard
    assert world.said <= world.heard
    assert world.next_beat_at is None or world.status == "open"
    _turns_whole(db_session, world)
    _lines_whole(db_session, world, {event.id: event for event in events})


def _turns_whole(db_session: Session, world: WorldRow) -> None:
    turns = db_session.exec(select(TurnRow)).all()
    live = [turn for turn in turns if turn.ended_at is None]
    assert len({turn.person_id for turn in live}) == len(live)
    assert all(turn.epoch == world.epoch for turn in live)
    assert world.status == "open" or not live
    assert all(turn.reserved_tokens == 0 for turn in turns if turn.ended_at is not None)
    reserved = sum(day.reserved_tokens for day in db_session.exec(select(DayRow)).all())
    assert reserved == sum(turn.reserved_tokens for turn in live)
    void = {turn.id for turn in turns if turn.status == "void"}
    for one in perceived(db_session.connection()):
        assert one.turn_id not in void, "taken by a turn that gave it back"


def _lines_whole(db_session: Session, world: WorldRow, events: dict[str, EventRow]) -> None:
    lines = db_session.exec(select(LineRow).order_by(col(LineRow.seq))).all()
    assert [line.seq for line in lines] == list(range(1, world.outbox_seq + 1))
    for line in lines:
        settled = line.status in ("sent", "failed", "cancelled")
        assert settled == (line.due_at is None)
        assert line.status != "pending" or line.epoch == world.epoch
        event = events[line.event_id]
        assert not (event.erased and line.text)
        assert (line.kind == "remove") <= event.erased
        parts = {one.status for one in lines if one.event_id == line.event_id and one.kind != "remove"}
        assert (event.delivery == "sent") == (parts == {"sent"})
        if event.kind == "said":
            assert event.heard is None or parts == {"sent"}
            assert event.heard is not None or event.erased or parts != {"sent"}
