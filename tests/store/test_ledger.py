"""The ledger: no cap overrun by reserving, however many reserve at once, on both databases; settled once."""

import asyncio
import random
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from db.database import SqlDatabase
from db.schema.tables.ledger_tables import CallRow
from db.tx.transaction import table_of
from tests.store.stage import TENANT, Stage, always_adds, costs, only, outcome, says, spend
from troupe.core.clock import ManualClock
from troupe.core.usage import Estimate, Usage
from troupe.ports import Budgets, Cap, ModelCall, Reservation
from troupe.worlds.action import Talk
from troupe.worlds.guild_settings import GuildSettings
from troupe.worlds.turn import CommitStatus

LEASE = 60.0


def call(tokens: int, usd: float | None = None) -> ModelCall:
    estimate = Estimate(tokens=tokens, usd=usd)
    return ModelCall(purpose="screening", model="grand", estimate=estimate, asked_for="7")


def used(tokens: int, usd: float | None = None) -> Usage:
    return Usage(calls=1, tokens_in=tokens, usd=usd)


async def reserve(budgets: Budgets, tokens: int, cap: Cap, usd: float | None = None) -> Reservation:
    reservation = await budgets.reserve(call(tokens, usd), cap, LEASE)
    assert reservation is not None
    return reservation


async def test_ten_at_once_reserve_no_more_than_the_cap_holds(database: SqlDatabase) -> None:
    mine, theirs = database.tenant(TENANT).budgets, database.tenant("guild:2").budgets
    cap = Cap(tokens=1_000)
    made = await asyncio.gather(
        *(mine.reserve(call(300), cap, LEASE) for _ in range(10)), theirs.reserve(call(900), cap, LEASE)
    )
    assert sum(reservation is not None for reservation in made[:10]) == 3
    assert made[10] is not None
    assert (await mine.today()).reserved.tokens == 900
    assert not await mine.allows(cap, Estimate(tokens=101))
    assert await mine.allows(cap, Estimate(tokens=100))


async def test_money_is_reserved_as_tokens_are_and_a_tenant_lowers_both(database: SqlDatabase) -> None:
    stores = database.tenant(TENANT)
    made = await asyncio.gather(*(stores.budgets.reserve(call(1, 0.3), Cap(usd=1.0), LEASE) for _ in range(10)))
    assert sum(reservation is not None for reservation in made) == 3
    await stores.guilds.change(lambda _: GuildSettings(usd_per_day=0.5))
    assert await stores.budgets.reserve(call(1, 0.01), Cap(usd=1.0), LEASE) is None


async def test_what_is_settled_counts_once_whatever_it_cost(database: SqlDatabase) -> None:
    budgets = database.tenant(TENANT).budgets
    reservation = await reserve(budgets, 100, Cap(tokens=1_000), usd=0.1)
    await asyncio.gather(*(budgets.settle(reservation, used(700, 0.7)) for _ in range(4)))
    spend = await budgets.today()
    assert (spend.usage, spend.reserved) == (used(700, 0.7), Estimate(tokens=0, usd=0.0))
    nothing = await reserve(budgets, 100, Cap(tokens=1_000))
    await budgets.settle(nothing, Usage())
    assert (await budgets.today()).reserved.tokens == 0


async def test_a_dead_process_holds_no_cap_for_ever_and_a_late_report_still_counts(
    database: SqlDatabase, clock: ManualClock
) -> None:
    budgets, cap = database.tenant(TENANT).budgets, Cap(tokens=1_000)
    lost = await reserve(budgets, 900, cap)
    await clock.advance(LEASE - 1)
    assert await budgets.reserve(call(200), cap, LEASE) is None
    await clock.advance(1)
    assert (await budgets.today()).reserved.tokens == 0
    assert await budgets.allows(cap, Estimate(tokens=1_000))
    await reserve(budgets, 200, cap)
    assert (await budgets.today()).reserved.tokens == 200
    await budgets.settle(lost, used(850))
    await budgets.settle(lost, used(850))
    spend = await budgets.today()
    assert (spend.usage.tokens, spend.reserved.tokens) == (850, 200)


async def test_a_claim_finds_the_room_that_dead_processes_hold(stage: Stage) -> None:
    cap = Cap(tokens=1_000)
    await reserve(stage.stores.budgets, 900, cap)
    await stage.hear("Hello")
    assert (await stage.claim(only(stage.people[0].id), cap=cap, tokens=500)).turns == ()
    await stage.clock.advance(LEASE)
    await stage.hear("Hello?")
    assert len((await stage.claim(only(stage.people[0].id), cap=cap, tokens=500)).turns) == 1


async def test_a_call_over_midnight_counts_for_the_day_it_was_reserved(
    database: SqlDatabase, clock: ManualClock
) -> None:
    budgets, cap = database.tenant(TENANT).budgets, Cap(tokens=1_000)
    reservation = await reserve(budgets, 900, cap)
    await clock.advance(86_400)
    await reserve(budgets, 900, cap)
    await budgets.settle(reservation, used(950))
    spend = await budgets.today()
    assert (spend.usage.tokens, spend.reserved.tokens) == (0, 900)


@dataclass
class Players:
    """Processes that reserve, settle at random and die; what they have spent is compared with what is allowed."""

    budgets: Budgets
    clock: ManualClock
    rng: random.Random
    cap: int
    held: list[Reservation] = field(default_factory=list[Reservation])
    spent: int = 0
    beyond: int = 0
    """Tokens by which calls under way when the last one was reserved have used more than they had said."""

    async def step(self) -> None:
        wanted = [self.rng.randrange(1, 400) for _ in range(self.rng.randrange(1, 6))]
        ending = [one for one in self.held if self.rng.random() < 0.4]
        cap = Cap(tokens=self.cap)
        made, _ = await asyncio.gather(
            asyncio.gather(*(self.budgets.reserve(call(tokens), cap, LEASE) for tokens in wanted)),
            asyncio.gather(*(self._end(one) for one in ending)),
        )
        before = len(self.held)
        self.held = [one for one in self.held if one not in ending] + [one for one in made if one is not None]
        spend = await self.budgets.today()
        assert spend.usage.tokens == self.spent
        assert spend.usage.tokens + spend.reserved.tokens <= self.cap + self.beyond
        if self.rng.random() < 0.2 and before:
            self.held.clear()  # the process dies: nobody will settle these
            await self.clock.advance(LEASE)

    async def _end(self, one: Reservation) -> None:
        tokens = round(one.estimate.tokens * self.rng.choice((0.0, 0.5, 1.0, 1.0, 2.5)))
        self.spent += tokens
        self.beyond += max(0, tokens - one.estimate.tokens)
        await self.budgets.settle(one, used(tokens) if tokens else Usage())


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_order_things_happen_in_the_cap_holds(
    database: SqlDatabase, clock: ManualClock, seed: int
) -> None:
    players = Players(database.tenant(TENANT).budgets, clock, random.Random(seed), cap=3_000)
    for _ in range(25):
        await players.step()
    await clock.advance(LEASE)
    assert players.spent > 1_500
    assert (await players.budgets.today()).reserved.tokens == 0


# Turns


async def test_a_turn_decided_again_is_reserved_anew(stage: Stage) -> None:
    cap = Cap(tokens=1_000)
    await stage.hear("Hello")
    turn = (await stage.claim(only(stage.people[0].id), cap=cap, tokens=500)).turns[0]
    await stage.hear("and one more thing")
    commit = stage.stores.turns.commit
    decided = outcome(Talk(content="Hi."), usage=used(400))
    again = await commit(turn, decided, always_adds, costs(600), cap)
    assert again.status is CommitStatus.AGAIN
    spend = await stage.stores.budgets.today()
    assert (spend.usage.tokens, spend.reserved.tokens) == (400, 600)
    assert (await commit(turn, decided, always_adds, costs(600), cap)).status is CommitStatus.AGAIN
    assert (await stage.stores.budgets.today()).reserved.tokens == 600
    assert again.turn is not None
    done = await commit(again.turn, outcome(Talk(content="Both."), usage=used(550)), always_adds, costs(600), cap)
    assert done.status is CommitStatus.COMMITTED
    spend = await stage.stores.budgets.today()
    assert (spend.usage.tokens, spend.reserved.tokens) == (950, 0)


async def test_at_the_cap_a_turn_is_not_decided_again_and_what_was_added_stays_unread(stage: Stage) -> None:
    cap = Cap(tokens=1_000)
    await stage.hear("Hello")
    turn = (await stage.claim(only(stage.people[0].id), cap=cap, tokens=500)).turns[0]
    added = (await stage.hear("and one more thing")).event
    assert added is not None
    decided = outcome(Talk(content="Hi."), usage=used(450))
    done = await stage.stores.turns.commit(turn, decided, always_adds, costs(600), cap)
    assert done.status is CommitStatus.COMMITTED
    assert [words for name, words in await stage.said() if name == "Lisa"] == ["Hi."]
    spend = await stage.stores.budgets.today()
    assert (spend.usage.tokens, spend.reserved.tokens) == (450, 0)
    await stage.send_head("d1")
    later = (await stage.claim(only(stage.people[0].id, trigger=added.id))).turns[0]
    assert later.scene.unread == (added.id,)


async def test_a_turn_redone_after_midnight_is_reserved_on_the_new_day(stage: Stage) -> None:
    await stage.hear("Hello")
    turn = (await stage.claim(only(stage.people[0].id), tokens=500, lease=200_000)).turns[0]
    await stage.clock.advance(86_400)
    await stage.hear("and one more thing")
    again = await stage.stores.turns.commit(turn, outcome(usage=used(400)), always_adds, costs(600), Cap())
    assert again.status is CommitStatus.AGAIN
    spend = await stage.stores.budgets.today()
    assert (spend.usage.tokens, spend.reserved.tokens) == (0, 600)


async def test_a_second_request_of_a_turn_is_reserved_or_not_made(stage: Stage) -> None:
    cap = Cap(tokens=1_000)
    await stage.hear("Hello")
    turns = stage.stores.turns
    turn = (await stage.claim(only(stage.people[0].id), cap=cap, tokens=500)).turns[0]
    assert not await turns.reserve(turn, Estimate(tokens=501), cap)
    assert await turns.reserve(turn, Estimate(tokens=500), cap)
    assert (await stage.stores.budgets.today()).reserved.tokens == 1_000
    await stage.commit(turn, says("Hi."))
    assert (await stage.stores.budgets.today()).reserved.tokens == 0
    assert not await turns.reserve(turn, Estimate(tokens=1), cap)


async def test_claims_and_other_calls_share_one_cap(stage: Stage) -> None:
    cap = Cap(tokens=1_000)
    await stage.hear("Hello")
    claimed, made = await asyncio.gather(
        stage.claim(cap=cap, tokens=300),
        asyncio.gather(*(stage.stores.budgets.reserve(call(300), cap, LEASE) for _ in range(5))),
    )
    assert len(claimed.turns) + sum(one is not None for one in made) == 3


async def test_every_call_is_in_the_ledger_with_whom_it_was_for(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.commit(turn, says("Hi."))
    await spend(stage.stores.budgets, used(5))
    reservation = await reserve(stage.stores.budgets, 100, Cap())
    await stage.stores.budgets.settle(reservation, used(90))
    assert isinstance(stage.database, SqlDatabase)
    rows = await stage.database.engine.read(
        lambda connection: connection.execute(table_of(CallRow).select().order_by(text("purpose"))).all()
    )
    assert [(row.purpose, row.asked_for, row.model, row.turn_id) for row in rows] == [
        ("screening", "7", "grand", None),
        ("test", None, "test", None),
        ("turn", None, "test", turn.id),
    ]
    assert turn.scene.trigger is not None
    assert turn.scene.trigger.author.kind == "human", "whom it was for stands there, and goes with it"
    assert all(row.expires_at is None and row.usage is not None for row in rows)
