"""The ledger of a tenant: a model call is reserved before it is made and settled after it, under the day's lock.

A turn's reservation stands in its own row and ends with the turn; any other call has a row in `calls`, whose
reservation lapses by itself if its process dies. A settled call of either kind is a row in `calls`.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from db.catalogue.guild_store import settings_of
from db.ledger.day_sums import give_back, hold
from db.ledger.session_holds import held_on, hold_of, let_go, move_hold, out_of_hold, put_by
from db.schema.row_mapping import to_spend
from db.schema.tables.ledger_tables import CallRow, DayRow
from db.schema.tables.turn_tables import TurnRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.core.errors import NotFound
from troupe.core.usage import Estimate, Usage
from troupe.ports import Cap, ModelCall, Reservation, Spend
from troupe.worlds.turn import Turn

TURN = "turn"

_TODAY = select(DayRow).where(DayRow.tenant == given("tenant"), DayRow.day == given("day"))
_DAY = _TODAY.with_for_update()
_OVERDUE = select(CallRow).where(
    CallRow.tenant == given("tenant"),
    CallRow.day == given("day"),
    col(CallRow.expires_at).is_not(None),
    col(CallRow.expires_at) <= given("now"),
)
_CALL = table_of(CallRow).c
_OVERDUE_SUM = columns(func.sum(_CALL.tokens).label("tokens"), func.sum(_CALL.usd).label("usd")).where(
    _CALL.tenant == given("tenant"),
    _CALL.day == given("day"),
    _CALL.expires_at.is_not(None),
    _CALL.expires_at <= given("now"),
)


class SqlBudgets:
    """See troupe.ports.Budgets."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def today(self) -> Spend:
        return await self._tenancy.read(_today)

    async def allows(self, cap: Cap, estimate: Estimate) -> bool:
        def look(tx: Tx) -> bool:
            spend = _today(tx)
            usd = (spend.usage.usd or 0.0) + (spend.reserved.usd or 0.0)
            return cap.lowered(settings_of(tx)).fits(spend.usage.tokens + spend.reserved.tokens, usd, estimate)

        return await self._tenancy.read(look)

    async def reserve(self, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
        return await self._tenancy.write(lambda tx: _reserve_call(tx, call, cap, lease))

    async def settle(self, reservation: Reservation, usage: Usage) -> None:
        await self._tenancy.write(lambda tx: settle_call(tx, reservation, usage))


def lock_day(tx: Tx, day: date) -> DayRow:
    """The tenant's day, ours until the transaction ends; taken after the world and before people.

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


def has_room(tx: Tx, cap: Cap, estimate: Estimate, on: date | None = None) -> bool:
    """Whether the estimate fits under the cap today (or on another day), beside what is spent and reserved.

    The day stays locked, so that what is reserved next is what was looked at. Reservations of dead processes are
    only looked for where there seems to be no room.
    """
    day = lock_day(tx, on or tx.today)
    limits = cap.lowered(settings_of(tx))
    return _fits(day, limits, estimate) or (_lapse(tx, day) and _fits(day, limits, estimate))


def reserve(tx: Tx, estimate: Estimate) -> None:
    """Set aside what was found to have room today."""
    hold(lock_day(tx, tx.today), estimate)


def afford(tx: Tx, world_id: str, cap: Cap, estimate: Estimate) -> bool:
    """Set aside today what work in a world may cost, out of what its session holds and beyond that as for anybody;
    False, and nothing done, where there is no room."""
    day = lock_day(tx, tx.today)
    if not out_of_hold(tx, day, world_id, estimate, lambda: has_room(tx, cap, estimate)):
        return False
    hold(day, estimate)
    return True


def has_room_in(tx: Tx, world_id: str, cap: Cap, estimate: Estimate) -> bool:
    """Whether work in a world fits today, where what its session holds stands in nobody's way."""
    day = lock_day(tx, tx.today)
    return out_of_hold(tx, day, world_id, Estimate(tokens=0, usd=0.0), lambda: has_room(tx, cap, estimate))


def hold_for(tx: Tx, session_id: str, cap: Cap, estimate: Estimate) -> bool:
    """Hold what a session was quoted for the calls to come; False, and nothing held, where today has no room."""
    if estimate.tokens == 0 or held_on(tx, session_id) is not None:
        return True
    if not has_room(tx, cap, estimate):
        return False
    put_by(tx, lock_day(tx, tx.today), session_id, estimate)
    return True


def hold_today(tx: Tx, session_id: str) -> None:
    """Hold for a session today what was held for it on a day before."""
    day = held_on(tx, session_id)
    if day is not None and day < tx.today:
        former, today = lock_day(tx, day), lock_day(tx, tx.today)
        move_hold(hold_of(tx, session_id), former, today)


def hold_no_more(tx: Tx, session_id: str) -> None:
    """Give back what is still held for a session; a second call gives nothing."""
    if (day := held_on(tx, session_id)) is not None:
        locked = lock_day(tx, day)
        let_go(locked, hold_of(tx, session_id))


def reserve_more(tx: Tx, turn: TurnRow, cap: Cap, estimate: Estimate) -> bool:
    """Set aside more for a turn, on the day it was reserved; False, and nothing done, where there is no room."""
    day, on = lock_day(tx, turn.reserved_on), turn.reserved_on
    if not out_of_hold(tx, day, turn.world_id, estimate, lambda: has_room(tx, cap, estimate, on)):
        return False
    hold(day, estimate)
    turn.reserved_tokens += estimate.tokens
    if estimate.usd is not None:
        turn.reserved_usd = (turn.reserved_usd or 0.0) + estimate.usd
    return True


def reserve_anew(tx: Tx, turn: TurnRow, cap: Cap, estimate: Estimate) -> bool:
    """Give back what a turn held for a decision that is counted now, and reserve for its next; False, and nothing
    held any more, where the cap has no room."""
    release(tx, turn)
    if not afford(tx, turn.world_id, cap, estimate):
        return False
    turn.reserved_tokens, turn.reserved_usd, turn.reserved_on = estimate.tokens, estimate.usd, tx.today
    return True


def release(tx: Tx, turn: TurnRow) -> None:
    """Give back what the turn holds reserved; a second call gives nothing."""
    if turn.reserved_tokens == 0 and turn.reserved_usd is None:
        return
    give_back(lock_day(tx, turn.reserved_on), turn.reserved_tokens, turn.reserved_usd)
    turn.reserved_tokens, turn.reserved_usd = 0, None


def count(tx: Tx, turn: Turn, row: TurnRow, usage: Usage, model: str = "") -> None:
    """Count what one decision of a turn cost on the day it was reserved, once however often it is reported.

    Whom the turn was for stands with what it answers and nowhere else, so that an erasure there is enough.
    """
    if usage == Usage():
        return
    new = {
        "id": f"{turn.id}:{turn.fence}:{int(turn.redone)}",
        "tenant": tx.tenant,
        "day": row.reserved_on,
        "purpose": TURN,
        "asked_for": None,
        "model": model,
        "turn_id": turn.id,
        "job_id": None,
        "job_fence": None,
        "tokens": row.reserved_tokens,
        "usd": row.reserved_usd,
        "expires_at": None,
        "usage": usage,
    }
    if not tx.insert_if_missing(CallRow, new):
        return
    _add(lock_day(tx, row.reserved_on), usage)


def notice_due(tx: Tx, cap: Cap) -> bool:
    """Whether the cap's notice is still to be posted today; says so once."""
    day = lock_day(tx, tx.today)
    if day.notified or not cap.notice:
        return False
    day.notified = True
    return True


def _today(tx: Tx) -> Spend:
    """The day as it stands, without what dead processes hold."""
    spend = to_spend(tx.first(_TODAY, day=tx.today))
    if spend.reserved.tokens == 0 and spend.reserved.usd is None:
        return spend
    overdue = tx.rows(_OVERDUE_SUM, day=tx.today, now=tx.lease_now)[0]
    usd = spend.reserved.usd
    remainder = Estimate(
        tokens=spend.reserved.tokens - (overdue.tokens or 0),
        usd=None if usd is None else max(0.0, round(usd - (overdue.usd or 0.0), 9)),
    )
    return spend.model_copy(update={"reserved": remainder})


def _reserve_call(tx: Tx, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
    if not has_room(tx, cap, call.estimate):
        return None
    return open_call(tx, call, lease)


def open_call(
    tx: Tx, call: ModelCall, lease: float, job_id: str | None = None, job_fence: int | None = None
) -> Reservation:
    """Write down a call about to be made, for a job or for none, and set aside what was found to have room
    today."""
    reserve(tx, call.estimate)
    row = CallRow(
        id=tx.ids(),
        tenant=tx.tenant,
        day=tx.today,
        purpose=call.purpose,
        asked_for=call.asked_for,
        model=call.model,
        job_id=job_id,
        job_fence=job_fence,
        tokens=call.estimate.tokens,
        usd=call.estimate.usd,
        expires_at=_expiry(tx.lease_now, lease),
    )
    tx.add(row)
    return Reservation(id=row.id, day=tx.today, estimate=call.estimate)


def settle_call(tx: Tx, reservation: Reservation, usage: Usage) -> None:
    """Count what a call has cost, once, and end its reservation."""
    day = lock_day(tx, reservation.day)
    row = tx.get(CallRow, reservation.id)
    if row is None:
        raise NotFound("there is no such reservation", field="reservation")
    if row.usage is not None:
        return
    _close(day, row)
    row.usage = usage
    _add(day, usage)


def _expiry(now: datetime, lease: float) -> datetime:
    return now + timedelta(seconds=lease)


def _lapse(tx: Tx, day: DayRow) -> bool:
    """Give back what calls of this day hold whose processes have gone quiet; returns whether there were any."""
    overdue = tx.all(_OVERDUE, day=day.day, now=tx.lease_now)
    for row in overdue:
        _close(day, row)
    return bool(overdue)


def _close(day: DayRow, row: CallRow) -> None:
    """Give back what a call holds, once; what was reserved for it stays to be read."""
    if row.expires_at is not None:
        give_back(day, row.tokens, row.usd)
        row.expires_at = None


def _fits(day: DayRow, cap: Cap, estimate: Estimate) -> bool:
    tokens = day.tokens_in + day.tokens_out + day.reserved_tokens
    return cap.fits(tokens, (day.usd or 0.0) + (day.reserved_usd or 0.0), estimate)


def _add(day: DayRow, usage: Usage) -> None:
    day.calls += usage.calls
    day.tokens_in += usage.tokens_in
    day.tokens_cached += usage.tokens_cached
    day.tokens_out += usage.tokens_out
    day.latency += usage.latency
    if usage.usd is not None:
        day.usd = (day.usd or 0.0) + usage.usd
