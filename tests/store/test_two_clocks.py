"""Several processes on one PostgreSQL: clocks that differ by more than a lease, and who tells whom of what."""

from datetime import datetime, timedelta

import db
from tests.store.stage import CHANNEL, Stage, nobody, only, open_stage, says
from troupe.core.clock import ManualClock, SystemClock
from troupe.core.ids import seeded_ids
from troupe.ports import Database
from troupe.worlds.outbox import PutOff, RowStatus, Sent


class SkewedClock(SystemClock):
    """A machine's clock that is wrong."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return super().now() + self._ahead


async def pair(url: str, ahead: timedelta, clock: ManualClock) -> tuple[Stage, Database, SkewedClock]:
    """A world by a process whose clock is right, and another process whose clock is not."""
    mine = await db.open(url, clock=SystemClock(), ids=seeded_ids(1))
    wrong = SkewedClock(ahead)
    return (
        await open_stage(mine, clock, "Lisa", "Oscar"),
        await db.open(url, clock=wrong, ids=seeded_ids(2)),
        wrong,
    )


async def test_a_clock_that_is_ahead_takes_over_no_live_turn_and_no_send(
    postgres_url: str, clock: ManualClock
) -> None:
    stage, other, wrong = await pair(postgres_url, timedelta(hours=1), clock)
    turn = await stage.one_turn()
    theirs = Stage(other, other.tenant(stage.world.tenant), clock, stage.world, stage.people)
    assert await other.due(wrong.now()) == ()
    assert (await theirs.claim(nobody)).turns == ()
    assert await theirs.stores.turns.renew(turn, 60)
    assert (await stage.claim(nobody)).turns == ()
    await stage.commit(turn, says("Hi."))
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    assert await stage.stores.outbox.mark(row.id, "mine", 30) is not None
    seen = await theirs.stores.outbox.head(stage.id)
    assert seen is not None
    assert seen.status is RowStatus.SENDING
    upcoming = await other.next_wake()
    assert upcoming is not None
    assert timedelta(seconds=0) < upcoming - wrong.now() < timedelta(seconds=31)
    await stage.database.close()
    await other.close()


async def test_a_clock_that_is_behind_sees_a_lost_turn_at_once(postgres_url: str, clock: ManualClock) -> None:
    stage, other, wrong = await pair(postgres_url, -timedelta(hours=1), clock)
    await stage.hear("Hello")
    (turn,) = (await stage.claim(only(stage.people[0].id), lease=0.0)).turns
    assert stage.world.key in await other.due(wrong.now())
    theirs = Stage(other, other.tenant(stage.world.tenant), clock, stage.world, stage.people)
    taken = await theirs.claim(nobody)
    assert [one.id for one in taken.turns] == [turn.id]
    await stage.database.close()
    await other.close()


async def test_what_is_put_off_waits_as_long_by_every_clock(postgres_url: str, clock: ManualClock) -> None:
    stage, other, wrong = await pair(postgres_url, timedelta(hours=1), clock)
    await stage.commit(await stage.one_turn(), says("Hi."))
    outbox = other.tenant(stage.world.tenant).outbox
    row = await outbox.head(stage.id)
    assert row is not None
    assert await outbox.mark(row.id, "theirs", 30) is not None
    await outbox.settle(row.id, PutOff(not_before=wrong.now() - timedelta(seconds=1), reason="slow down"))
    assert await stage.stores.outbox.mark(row.id, "mine", 30) is not None
    await stage.database.close()
    await other.close()


async def test_others_are_told_only_of_what_they_may_have_to_act_on(postgres_url: str, clock: ManualClock) -> None:
    mine = await db.open(postgres_url, clock=clock, ids=seeded_ids(1))
    other = await db.open(postgres_url, clock=clock, ids=seeded_ids(2))
    await other.changed()

    async def told() -> bool:
        return await other.changed()

    stage = await open_stage(mine, clock, "Lisa", "Oscar")
    assert await told(), "a world was opened"
    await stage.hear("Hello")
    assert await told(), "somebody spoke"
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    assert not await told(), "a turn was claimed"
    await stage.stores.turns.renew(turn, 60)
    await stage.stores.worlds.typing(stage.id, clock.now())
    assert not await told(), "a lease, a typing sign"
    await stage.commit(turn, says("Hi."))
    assert await told(), "something is to be sent"
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    await stage.stores.outbox.mark(row.id, "mine", 30)
    assert not await told(), "it is being sent"
    await stage.stores.outbox.settle(row.id, Sent(message_id="d1", webhook_id="w1"))
    assert await told(), "the others have heard it"
    await stage.stores.worlds.halt(stage.id, "Ana")
    assert await told(), "it was stopped"
    await stage.stores.worlds.resume(stage.id, "Ana")
    assert await told(), "it goes on"
    assert await stage.stores.mailbox.erase(stage.id, ["m1"]) == 1
    assert not await told(), "a message was deleted"
    assert (await stage.stores.worlds.ever_at_channel(CHANNEL))[0].id == stage.id
    await mine.close()
    await other.close()
