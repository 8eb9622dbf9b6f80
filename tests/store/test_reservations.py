"""What a turn held reserved is given back however the turn ends: else the day's cap fills with calls long over."""

from collections.abc import Awaitable, Callable

import pytest

from tests.store.stage import ANA, Stage, only, says, stops_on_stop
from troupe.core.usage import Estimate, Usage
from troupe.ports import Cap
from troupe.worlds.turn import Turn


async def reserved(stage: Stage) -> Estimate:
    return (await stage.stores.budgets.today()).reserved


async def a_turn(stage: Stage, *, lease: float = 60.0) -> Turn:
    """A turn that holds 700 tokens and 0.07 dollars."""
    await stage.hear("Hello?")
    (turn,) = (await stage.claim(only(stage.people[0].id), tokens=700, usd=0.07, lease=lease)).turns
    held = await reserved(stage)
    assert (held.tokens, held.usd) == (700, pytest.approx(0.07))
    return turn


async def committed(stage: Stage, turn: Turn) -> None:
    await stage.commit(turn, says("Hi."))


async def failed(stage: Stage, turn: Turn) -> None:
    await stage.stores.turns.fail(turn, "no answer", Usage(calls=1, tokens_in=9), "")


async def stopped(stage: Stage, turn: Turn) -> None:
    del turn
    await stage.hear("stop", read_stop=stops_on_stop)


async def paused(stage: Stage, turn: Turn) -> None:
    del turn
    await stage.stores.worlds.pause(stage.id, "no permission")


async def closed(stage: Stage, turn: Turn) -> None:
    del turn
    await stage.stores.worlds.close(stage.id, "Ana")


async def left(stage: Stage, turn: Turn) -> None:
    await stage.stores.casts.remove(stage.id, turn.person_id)


async def deleted(stage: Stage, turn: Turn) -> None:
    del turn
    await stage.stores.mailbox.erase(stage.id, ["m1"])


@pytest.mark.parametrize("end", [committed, failed, stopped, paused, closed, left, deleted])
async def test_a_turn_that_is_over_holds_nothing(
    stage: Stage, end: Callable[[Stage, Turn], Awaitable[None]]
) -> None:
    turn = await a_turn(stage)
    await end(stage, turn)
    held = await reserved(stage)
    assert (held.tokens, held.usd or 0.0) == (0, 0.0)


@pytest.mark.parametrize("end", [committed, failed, stopped, left])
async def test_a_turn_that_ends_twice_gives_back_once(
    stage: Stage, end: Callable[[Stage, Turn], Awaitable[None]]
) -> None:
    """A reservation given back twice would let the tenant spend beyond its cap."""
    turn = await a_turn(stage)
    await stage.hear("And you?")
    await stage.claim(only(stage.people[1].id), tokens=300, usd=0.03)
    await end(stage, turn)
    after = await reserved(stage)
    await stage.commit(turn, says("Too late"))
    assert await reserved(stage) == after
    assert after.tokens in (0, 300)  # a stop ends the other's turn too


async def test_what_is_given_back_can_be_spent_again(stage: Stage) -> None:
    cap = Cap(tokens=1000)
    turn = await a_turn(stage)
    await stage.hear("And you?")
    assert (await stage.claim(only(stage.people[1].id), tokens=700, cap=cap)).turns == ()
    await failed(stage, turn)
    await stage.hear("And now?")
    assert len((await stage.claim(only(stage.people[1].id), tokens=700, cap=cap)).turns) == 1


async def test_a_turn_taken_over_holds_its_reservation_once(stage: Stage) -> None:
    lost = await a_turn(stage, lease=10)
    await stage.clock.advance(11)
    (taken,) = (await stage.claim(only(stage.people[0].id), tokens=700, usd=0.07)).turns
    assert taken.id == lost.id
    assert (await reserved(stage)).tokens == 700
    await committed(stage, taken)
    assert (await reserved(stage)).tokens == 0


async def test_a_turn_that_ends_after_midnight_gives_back_to_its_own_day(stage: Stage) -> None:
    turn = await a_turn(stage, lease=90_000)
    await stage.clock.advance(86_400)
    assert (await reserved(stage)).tokens == 0
    await committed(stage, turn)
    today = await stage.stores.budgets.today()
    assert (today.reserved.tokens, today.usage.calls) == (0, 0)  # it was yesterday's call


async def test_a_price_nobody_knows_reserves_tokens_alone(stage: Stage) -> None:
    await stage.hear("Hello?", ANA)
    (turn,) = (await stage.claim(only(stage.people[0].id), tokens=700, usd=None)).turns
    held = await reserved(stage)
    assert (held.tokens, held.usd) == (700, None)
    await committed(stage, turn)
    assert await reserved(stage) == Estimate(tokens=0)
