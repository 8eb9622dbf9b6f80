"""The budget that a job holds for calls to come, and its calls in the ledger of the tenant."""

from sqlmodel import col, select

from db.cycle.budgets import afford, has_room, has_room_in, lock_day, open_call, reserve, settle_call
from db.ledger.day_sums import give_back
from db.schema.tables.job_tables import JobRow
from db.schema.tables.ledger_tables import CallRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.usage import Estimate, Usage
from troupe.ports import Cap, ModelCall, Reservation
from troupe.worlds.jobs.job import ScopeKind

_UNDER_WAY = (
    select(CallRow)
    .where(
        CallRow.tenant == given("tenant"),
        CallRow.job_id == given("job"),
        # Written out beside it for the partial index, which holds calls of jobs only.
        col(CallRow.job_id).is_not(None),
        col(CallRow.expires_at).is_not(None),
    )
    .order_by(col(CallRow.day), col(CallRow.id))
)
_OF_JOB = select(CallRow).where(
    CallRow.tenant == given("tenant"), CallRow.job_id == given("job"), col(CallRow.job_id).is_not(None)
)


def hold(tx: Tx, job: JobRow, cap: Cap, estimate: Estimate) -> bool:
    """Set aside today what a job costs at most; False, and nothing held, where the cap has no room. One in a world
    is held out of what its session holds."""
    if job.scope == ScopeKind.WORLD.value:
        if not afford(tx, job.scope_id, cap, estimate):
            return False
    elif has_room(tx, cap, estimate):
        reserve(tx, estimate)
    else:
        return False
    job.reserved_tokens, job.reserved_usd, job.reserved_on = estimate.tokens, estimate.usd, tx.today
    return True


def let_go(tx: Tx, job: JobRow) -> None:
    """Give back what a job still holds; a second call gives nothing."""
    if job.reserved_tokens == 0 and job.reserved_usd is None:
        return
    give_back(lock_day(tx, job.reserved_on), job.reserved_tokens, job.reserved_usd)
    job.reserved_tokens, job.reserved_usd = 0, None


def reserve_out_of(tx: Tx, job: JobRow, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
    """Reserve a call out of what its job holds, and beyond that as any call. What is held from a day before is
    held for today from now on, as far as there is room."""
    held, on = Estimate(tokens=job.reserved_tokens, usd=job.reserved_usd), job.reserved_on
    let_go(tx, job)
    if not _has_room(tx, job, cap, call.estimate):
        if on == tx.today:
            _take(tx, job, held)
        return None
    reservation = open_call(tx, call, lease, job.id, job.fence)
    remainder = _without(held, call.estimate)
    if on == tx.today or has_room(tx, cap, remainder):
        _take(tx, job, remainder)
    return reservation


def _has_room(tx: Tx, job: JobRow, cap: Cap, estimate: Estimate) -> bool:
    if job.scope == ScopeKind.WORLD.value:
        return has_room_in(tx, job.scope_id, cap, estimate)
    return has_room(tx, cap, estimate)


def settle_dead_calls(tx: Tx, job: JobRow) -> None:
    """Count the calls that were under way when a job's process died as having cost their estimates: the most that
    they can have cost, since the endpoint may have answered nobody."""
    for call in tx.all(_UNDER_WAY, job=job.id):
        estimate = Estimate(tokens=call.tokens, usd=call.usd)
        usage = Usage(calls=1, tokens_in=call.tokens, usd=call.usd)
        settle_call(tx, Reservation(id=call.id, day=call.day, estimate=estimate), usage)


def cost_of(tx: Tx, job_id: str) -> Usage:
    """What the calls of a job have cost so far."""
    usages = [call.usage for call in tx.all(_OF_JOB, job=job_id) if call.usage is not None]
    return sum(usages, Usage())


def _take(tx: Tx, job: JobRow, estimate: Estimate) -> None:
    reserve(tx, estimate)
    job.reserved_tokens, job.reserved_usd, job.reserved_on = estimate.tokens, estimate.usd, tx.today


def _without(held: Estimate, spent: Estimate) -> Estimate:
    usd = None if held.usd is None else max(0.0, round(held.usd - (spent.usd or 0.0), 9))
    return Estimate(tokens=max(0, held.tokens - spent.tokens), usd=usd)
