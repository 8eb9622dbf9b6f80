"""The quoted cost of a session, held for it from its start: others cannot take it, its calls come out of it, and
the rest is given back at its end."""

from datetime import timedelta

import pytest

from db.database import SqlDatabase
from tests.store.sessions import Held, a_plan, hold_session
from troupe.core.clock import ManualClock
from troupe.core.errors import OverBudget
from troupe.core.usage import Estimate
from troupe.ports import Cap, ModelCall, SessionHold
from troupe.worlds.jobs.job import JobScope, NewJob
from troupe.worlds.sessions.study_session import NewSession, SessionStatus

CAP = Cap(tokens=1000)
QUOTE = Estimate(tokens=1000)


async def started(database: SqlDatabase, clock: ManualClock) -> Held:
    """A session for which all of the day's budget is held, at its first question."""
    held = await hold_session(database, clock, a_plan(), started=False)
    await held.stores.sessions.start(held.id, SessionHold(estimate=QUOTE, cap=CAP))
    await held.move()
    await held.move()
    return held


async def reserved(held: Held) -> int:
    return (await held.stores.budgets.today()).reserved.tokens


async def test_what_was_quoted_is_kept_for_the_session_and_given_back_at_its_end(
    database: SqlDatabase, clock: ManualClock
) -> None:
    held = await started(database, clock)
    assert await reserved(held) == 1000
    assert not await held.stores.budgets.allows(CAP, Estimate(tokens=1))
    other = ModelCall(purpose="screening", model="m", estimate=Estimate(tokens=1))
    assert await held.stores.budgets.reserve(other, CAP, 60.0) is None
    turns = await held.claim(CAP)
    assert len(turns) == 3
    assert await reserved(held) == 1000  # 300 of it for these turns now
    assert await held.stores.turns.reserve(turns[0], Estimate(tokens=50), CAP)
    await held.answer(turns)
    assert await reserved(held) == 650
    scope, cost = JobScope.of_world(turns[0].world_id), Estimate(tokens=100)
    vote = NewJob(kind="ballot", request="{}", scope=scope, estimate=cost)
    assert await held.stores.jobs.add(vote, CAP) is not None
    assert await reserved(held) == 650
    await held.stores.sessions.end(held.id, "closed")
    assert await reserved(held) == 100  # the vote's, which is still to come
    await held.stores.sessions.end(held.id, "again")
    assert await reserved(held) == 100


async def test_where_there_is_no_room_it_stays_planned(database: SqlDatabase, clock: ManualClock) -> None:
    first = await started(database, clock)
    new = NewSession(plan=a_plan().model_dump_json())
    second = await first.stores.sessions.plan(new)
    with pytest.raises(OverBudget):
        await first.stores.sessions.start(second.id, SessionHold(estimate=Estimate(tokens=1), cap=CAP))
    assert (await first.stores.sessions.get(second.id)).status is SessionStatus.PLANNED
    with pytest.raises(OverBudget):  # what exceeds the hold needs room as anybody's
        await first.stores.sessions.start(second.id, SessionHold(estimate=Estimate(tokens=2000), cap=CAP))
    assert len(await first.claim(Cap(tokens=250))) == 2  # a cap that was lowered since holds all the same


async def test_on_the_next_day_it_is_held_there(database: SqlDatabase, clock: ManualClock) -> None:
    held = await started(database, clock)
    await held.all_answer()
    await clock.advance(timedelta(days=1).total_seconds())
    assert await reserved(held) == 0
    await held.move()
    assert await reserved(held) == 700
    assert len(await held.claim(CAP)) == 3
    assert await reserved(held) == 700
    await held.stores.sessions.end(held.id, "closed")
    assert await reserved(held) == 300  # the turns under way


async def test_a_session_in_another_world_lends_nothing(database: SqlDatabase, clock: ManualClock) -> None:
    held = await started(database, clock)
    plain = await hold_session(database, clock, a_plan())
    await plain.move()
    await plain.move()
    assert await plain.claim(CAP) == []
    assert len(await held.claim(CAP)) == 3


async def test_dollars_are_held_and_lent_too(database: SqlDatabase, clock: ManualClock) -> None:
    cap, cost = Cap(usd=1.0), Estimate(tokens=10, usd=0.25)
    held = await hold_session(database, clock, a_plan(), started=False)
    await held.stores.sessions.start(held.id, SessionHold(estimate=Estimate(tokens=100, usd=1.0), cap=cap))
    await held.move()
    (world_id,) = await held.worlds()
    assert await held.stores.jobs.add(NewJob(kind="other", request="{}", estimate=cost), cap) is None
    vote = NewJob(kind="ballot", request="{}", scope=JobScope.of_world(world_id), estimate=cost)
    assert await held.stores.jobs.add(vote, cap) is not None
    assert (await held.stores.budgets.today()).reserved.usd == pytest.approx(1.0)
    await held.stores.sessions.end(held.id, "closed")
    assert (await held.stores.budgets.today()).reserved.usd == pytest.approx(0.25)
