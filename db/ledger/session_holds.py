"""What a session holds reserved for the calls to come, as it was quoted at its start: other work of the day cannot
take it away. Its calls are reserved out of it, one by one; what is left is given back at its end.

It stands in a row, so that a process that dies takes nothing along and leaves nothing behind. Such a row is read
and changed under the lock of the day that it is held on, which is taken after worlds and sessions.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.ledger.day_sums import give_back, hold
from db.schema.tables.ledger_tables import DayRow, SessionHoldRow
from db.schema.tables.session_tables import SessionWorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.errors import NotFound
from troupe.core.usage import Estimate

_OF_SESSION = select(SessionHoldRow).where(
    SessionHoldRow.tenant == given("tenant"), SessionHoldRow.session_id == given("session")
)
_HOLD = table_of(SessionHoldRow).c
_DAY = select_columns(_HOLD.day).where(_HOLD.tenant == given("tenant"), _HOLD.session_id == given("session"))
_OF_WORLD = (
    select(SessionHoldRow)
    .join(SessionWorldRow, col(SessionWorldRow.session_id) == col(SessionHoldRow.session_id))
    .where(
        SessionHoldRow.tenant == given("tenant"),
        SessionHoldRow.day == given("day"),
        SessionWorldRow.world_id == given("world"),
    )
)


def held_on(tx: Tx, session_id: str) -> date | None:
    """The day on which anything is held for a session; its row is read once that day is locked."""
    return tx.value(_DAY, session=session_id)


def hold_of(tx: Tx, session_id: str) -> SessionHoldRow:
    """The row of a session, whose day is locked. Raises NotFound."""
    row = tx.first(_OF_SESSION, session=session_id)
    if row is None:
        raise NotFound("nothing is held for this session", field="session")
    return row


def put_by(tx: Tx, day: DayRow, session_id: str, estimate: Estimate) -> None:
    """Hold so much for a session that holds nothing, on a day in which there is room."""
    _more(day, tx.add(SessionHoldRow(session_id=session_id, tenant=tx.tenant, day=day.day)), estimate)


def out_of_hold(tx: Tx, day: DayRow, world_id: str, estimate: Estimate, fits: Callable[[], bool]) -> bool:
    """Whether a call of a world fits on this day, as `fits` tells, where what its session holds stands in nobody's
    way; if so, the call comes out of that as far as it goes. Of most days it is known without a look that nothing
    is held. What is left is held again, be the day beyond its cap: then others wait."""
    row = tx.first(_OF_WORLD, day=day.day, world=world_id) if day.held_tokens else None
    if row is None:
        return fits()
    held = Estimate(tokens=row.tokens, usd=row.usd)
    _less(day, row, held)
    fit = fits()
    _more(day, row, _without(held, estimate) if fit else held)
    return fit


def move_hold(row: SessionHoldRow, former: DayRow, today: DayRow) -> None:
    """Hold today what is left of a day before. Nobody looks for room: each call does, and until then whoever else
    asks waits."""
    rest = Estimate(tokens=row.tokens, usd=row.usd)
    _less(former, row, rest)
    row.day = today.day
    _more(today, row, rest)


def let_go(day: DayRow, row: SessionHoldRow) -> None:
    """Hold nothing for a session any more; a second call gives nothing."""
    _less(day, row, Estimate(tokens=row.tokens, usd=row.usd))


def _more(day: DayRow, row: SessionHoldRow, estimate: Estimate) -> None:
    hold(day, estimate)
    row.tokens += estimate.tokens
    day.held_tokens += estimate.tokens
    if estimate.usd is not None:
        row.usd = round((row.usd or 0.0) + estimate.usd, 9)


def _less(day: DayRow, row: SessionHoldRow, estimate: Estimate) -> None:
    give_back(day, estimate.tokens, estimate.usd)
    row.tokens -= estimate.tokens
    day.held_tokens -= estimate.tokens
    if row.usd is not None:
        row.usd = max(0.0, round(row.usd - (estimate.usd or 0.0), 9))


def _without(held: Estimate, spent: Estimate) -> Estimate:
    usd = None if held.usd is None else max(0.0, round(held.usd - (spent.usd or 0.0), 9))
    return Estimate(tokens=max(0, held.tokens - spent.tokens), usd=usd)
