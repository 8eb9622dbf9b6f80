"""Which worlds of all tenants have something to do, and when the next one will: cheap while they sleep.

Every condition here has a partial index (see db.rows) that holds nothing for a sleeping world.
"""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, text, union

from db.rows import LineRow, RoundRow, TurnRow, WorldRow
from troupe.worlds.world import WorldKey, WorldStatus

OPEN = WorldStatus.OPEN.value
_Other = aliased(LineRow)
_HEAD = col(LineRow.seq) == (
    select(func.min(_Other.seq))
    .where(col(_Other.world_id) == col(LineRow.world_id), col(_Other.due_at).is_not(None))
    .correlate(LineRow)
    .scalar_subquery()
)
"""Only the first unsettled row of a world matters: what stands behind it waits for it."""


def due(db_session: Session, now: datetime) -> tuple[WorldKey, ...]:
    # The condition on `said` is written out as in its index: SQLite compares the text.
    undecided = select(WorldRow.tenant, WorldRow.id).where(text("said > decided"), WorldRow.status == OPEN)
    woken = select(WorldRow.tenant, WorldRow.id).where(col(WorldRow.wake_at) <= now, WorldRow.status == OPEN)
    expired = select(TurnRow.tenant, TurnRow.world_id).where(col(TurnRow.lease_until) <= now)
    late = select(RoundRow.tenant, RoundRow.world_id).where(
        RoundRow.deadline <= now, col(RoundRow.ended_at).is_(None)
    )
    unsent = select(LineRow.tenant, LineRow.world_id).where(col(LineRow.due_at) <= now, _HEAD)
    rows = db_session.connection().execute(union(undecided, woken, expired, late, unsent)).all()
    return tuple(sorted(WorldKey(tenant, world_id) for tenant, world_id in rows))


def next_wake(db_session: Session, now: datetime) -> datetime | None:
    times = (
        select(func.min(WorldRow.wake_at)).where(col(WorldRow.wake_at) > now, WorldRow.status == OPEN),
        select(func.min(TurnRow.lease_until)).where(col(TurnRow.lease_until) > now),
        select(func.min(RoundRow.deadline)).where(RoundRow.deadline > now, col(RoundRow.ended_at).is_(None)),
        select(func.min(LineRow.due_at)).where(col(LineRow.due_at) > now, _HEAD),
    )
    found = [db_session.exec(query).one() for query in times]
    return min((time for time in found if time is not None), default=None)


def tenants(db_session: Session) -> tuple[str, ...]:
    return tuple(db_session.exec(select(WorldRow.tenant).distinct().order_by(col(WorldRow.tenant))).all())
