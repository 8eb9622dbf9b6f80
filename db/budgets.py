"""What a tenant spends: reserving at the claim, counting at the commit, and the day's total."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import select

from db.entities import given
from db.guilds import settings_of
from db.mapping import to_spend
from db.rows import DayRow, TurnRow, UsageRow
from db.transaction import Tenancy, Tx
from troupe.errors import NotFound
from troupe.ports import Cap, Spend
from troupe.worlds.turn import Estimate, Turn, Usage

_TODAY = select(DayRow).where(DayRow.tenant == given("tenant"), DayRow.day == given("day"))
_DAY = _TODAY.with_for_update()


class SqlBudgets:
    """See troupe.ports.Budgets."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def today(self) -> Spend:
        return await self._tenancy.read(lambda tx: to_spend(tx.first(_TODAY, day=tx.today)))

    async def allows(self, cap: Cap, estimate: Estimate) -> bool:
        def look(tx: Tx) -> bool:
            day = tx.first(_TODAY, day=tx.today) or DayRow(tenant=tx.tenant, day=tx.today)
            return fits(day, cap.lowered(settings_of(tx)), estimate)

        return await self._tenancy.read(look)

    async def count(self, usage: Usage) -> None:
        await self._tenancy.write(lambda tx: _add(lock_day(tx, tx.today), usage))


def lock_day(tx: Tx, day: date) -> DayRow:
    """The tenant's day, ours until the transaction ends; taken after the world, never before.

    The worlds of a tenant share this row, so it is taken late and for one short transaction only.
    """
    if day not in tx.days:
        row = tx.first(_DAY, day=day)
        if row is None:
            tx.insert_if_missing(DayRow, DayRow(tenant=tx.tenant, day=day).model_dump())
            row = tx.first(_DAY, day=day)
        if row is None:
            raise NotFound("the day's row could not be made", field="day")
        tx.days[day] = row
    return tx.days[day]


def lock_days_of(tx: Tx, turns: Iterable[TurnRow]) -> None:
    """The days on which these turns have something reserved, and today, in order: before any person is locked."""
    for day in sorted({tx.today, *(turn.reserved_on for turn in turns)}):
        lock_day(tx, day)


def fits(day: DayRow, cap: Cap, estimate: Estimate) -> bool:
    """Whether the estimate fits under the cap, beside what is spent and reserved. An unknown price is not
    counted in money, but at a money cap already reached nothing fits."""
    tokens = day.tokens_in + day.tokens_out + day.reserved_tokens
    if cap.tokens is not None and (tokens >= cap.tokens or tokens + estimate.tokens > cap.tokens):
        return False
    usd = (day.usd or 0.0) + (day.reserved_usd or 0.0)
    return cap.usd is None or (usd < cap.usd and usd + (estimate.usd or 0.0) <= cap.usd)


def reserve(day: DayRow, estimate: Estimate) -> None:
    day.reserved_tokens += estimate.tokens
    if estimate.usd is not None:
        day.reserved_usd = (day.reserved_usd or 0.0) + estimate.usd


def release(tx: Tx, turn: TurnRow) -> None:
    """Give back what the turn holds reserved; a second call gives nothing."""
    if turn.reserved_tokens == 0 and turn.reserved_usd is None:
        return
    day = lock_day(tx, turn.reserved_on)
    day.reserved_tokens -= turn.reserved_tokens
    if turn.reserved_usd is not None:
        day.reserved_usd = max(0.0, round((day.reserved_usd or 0.0) - turn.reserved_usd, 9))
    turn.reserved_tokens, turn.reserved_usd = 0, None


def count(tx: Tx, turn: Turn, reserved_on: date, usage: Usage) -> None:
    """Count what one decision of a turn cost on the day it was reserved, once however often it is reported."""
    if usage == Usage():
        return
    new = {
        "turn_id": turn.id,
        "fence": turn.fence,
        "redone": turn.redone,
        "tenant": tx.tenant,
        "day": reserved_on,
        "usage": usage,
    }
    if not tx.insert_if_missing(UsageRow, new):
        return
    _add(lock_day(tx, reserved_on), usage)


def _add(day: DayRow, usage: Usage) -> None:
    day.calls += usage.calls
    day.tokens_in += usage.tokens_in
    day.tokens_cached += usage.tokens_cached
    day.tokens_out += usage.tokens_out
    day.latency += usage.latency
    if usage.usd is not None:
        day.usd = (day.usd or 0.0) + usage.usd


def notice_due(tx: Tx, cap: Cap) -> bool:
    """Whether the cap's notice is still to be posted today; says so once."""
    day = lock_day(tx, tx.today)
    if day.notified or not cap.notice:
        return False
    day.notified = True
    return True
