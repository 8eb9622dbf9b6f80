"""The tenants with jobs to look at, and the time when the next one will have some: cheap while there are none."""

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func
from sqlmodel import col, select, union

from db.schema.tables.job_tables import JobRow
from db.schema.tables.world_tables import WorldRow
from troupe.worlds.world import WorldStatus

_NOW: BindParameter[datetime] = bindparam("now")
_LEASE_NOW: BindParameter[datetime] = bindparam("lease_now")
_OPEN = (col(JobRow.ended_at).is_(None), col(JobRow.lease_until).is_(None))
_DUE = union(
    select(JobRow.tenant).where(*_OPEN, JobRow.not_before <= _NOW),
    select(JobRow.tenant).where(col(JobRow.lease_until) <= _LEASE_NOW),
    select(JobRow.tenant).where(col(JobRow.ended_at).is_not(None), col(JobRow.told_at).is_(None)),
    select(JobRow.tenant).where(col(JobRow.words_until) <= _NOW),
    select(WorldRow.tenant).where(col(WorldRow.consolidate_at) <= _NOW, WorldRow.status == WorldStatus.OPEN.value),
)
_NEXT = (
    select(func.min(JobRow.not_before)).where(*_OPEN, JobRow.not_before > _NOW),
    select(func.min(JobRow.words_until)).where(col(JobRow.words_until) > _NOW),
    select(func.min(WorldRow.consolidate_at)).where(
        col(WorldRow.consolidate_at) > _NOW, WorldRow.status == WorldStatus.OPEN.value
    ),
)
_NEXT_LEASE = select(func.min(JobRow.lease_until)).where(col(JobRow.lease_until) > _LEASE_NOW)


def due_jobs(connection: Connection, now: datetime, lease_now: datetime) -> tuple[str, ...]:
    """See troupe.ports.Database."""
    return tuple(sorted(connection.scalars(_DUE, {"now": now, "lease_now": lease_now})))


def next_job(connection: Connection, now: datetime, lease_now: datetime) -> datetime | None:
    """When `due_jobs` will name another tenant, by the clock of `now`, which is the caller's."""
    times: list[datetime | None] = [connection.execute(query, {"now": now}).scalar() for query in _NEXT]
    lease: datetime | None = connection.execute(_NEXT_LEASE, {"lease_now": lease_now}).scalar()
    if lease is not None:
        times.append(lease + (now - lease_now))
    return min((time for time in times if time is not None), default=None)
