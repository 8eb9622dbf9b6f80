"""The worlds of all tenants that have something to do, and the time when the next one will: cheap while they
sleep.

Every condition here has a partial index (see db.schema.columns.table_row) that holds nothing for a sleeping world.
"""

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select, text, union

from db.schema.tables.outbox_table import LineRow
from db.schema.tables.turn_tables import RoundRow, TurnRow
from db.schema.tables.world_tables import WorldRow
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


_NOW: BindParameter[datetime] = bindparam("now")
_LEASE_NOW: BindParameter[datetime] = bindparam("lease_now")
"""Leases and outbox rows have a clock that processes share (see db.tx.lease_time)."""
DUE = union(
    # The condition on `said` is written out as in its index: SQLite compares the text.
    select(WorldRow.tenant, WorldRow.id).where(text("said > decided"), WorldRow.status == OPEN),
    select(WorldRow.tenant, WorldRow.id).where(col(WorldRow.wake_at) <= _NOW, WorldRow.status == OPEN),
    select(WorldRow.tenant, WorldRow.id).where(col(WorldRow.next_beat_at) <= _NOW, WorldRow.status == OPEN),
    select(TurnRow.tenant, TurnRow.world_id).where(col(TurnRow.lease_until) <= _LEASE_NOW),
    select(RoundRow.tenant, RoundRow.world_id).where(RoundRow.deadline <= _NOW, col(RoundRow.ended_at).is_(None)),
    select(LineRow.tenant, LineRow.world_id).where(col(LineRow.due_at) <= _LEASE_NOW, _HEAD),
)
_NEXT = (
    select(func.min(WorldRow.wake_at)).where(col(WorldRow.wake_at) > _NOW, WorldRow.status == OPEN),
    select(func.min(WorldRow.next_beat_at)).where(col(WorldRow.next_beat_at) > _NOW, WorldRow.status == OPEN),
    select(func.min(RoundRow.deadline)).where(RoundRow.deadline > _NOW, col(RoundRow.ended_at).is_(None)),
)
_NEXT_LEASE = (
    select(func.min(TurnRow.lease_until)).where(col(TurnRow.lease_until) > _LEASE_NOW),
    select(func.min(LineRow.due_at)).where(col(LineRow.due_at) > _LEASE_NOW, _HEAD),
)


def due(connection: Connection, now: datetime, lease_now: datetime) -> tuple[WorldKey, ...]:
    rows = connection.execute(DUE, {"now": now, "lease_now": lease_now}).all()
    return tuple(sorted(WorldKey(tenant, world_id) for tenant, world_id in rows))


def next_wake(connection: Connection, now: datetime, lease_now: datetime) -> datetime | None:
    """By the clock of `now`, which is the caller's."""
    times: list[datetime | None] = [connection.execute(query, {"now": now}).scalar() for query in _NEXT]
    for query in _NEXT_LEASE:
        shared: datetime | None = connection.execute(query, {"lease_now": lease_now}).scalar()
        times.append(None if shared is None else shared + (now - lease_now))
    return min((time for time in times if time is not None), default=None)


def tenants(connection: Connection) -> tuple[str, ...]:
    return tuple(connection.scalars(select(WorldRow.tenant).distinct().order_by(col(WorldRow.tenant))))
