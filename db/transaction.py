"""One transaction of one tenant, and the ways in: finding a world, and taking it before writing to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from db.engine import Engine
from db.rows import PersonRow, Row, WorldRow
from troupe.clock import Clock
from troupe.errors import NotFound
from troupe.ids import Ids

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Tx:
    """What every function inside a transaction works with. `now` is the one time of the whole transaction."""

    db_session: Session
    tenant: str
    now: datetime
    ids: Ids

    @property
    def today(self) -> date:
        """The UTC day."""
        return self.now.date()

    def add(self, *rows: Row) -> None:
        """Insert at once, so that what refers to these rows can follow."""
        self.db_session.add_all(rows)
        self.db_session.flush()

    def world(self, world_id: str) -> WorldRow:
        """The world, to read. Raises NotFound, as for another tenant's."""
        return self._world(world_id, lock=False)

    def lock_world(self, world_id: str) -> WorldRow:
        """The world, ours alone until the transaction ends: the first thing every writing transaction does.

        On SQLite BEGIN IMMEDIATE has taken the whole database already, and the FOR UPDATE is left out.
        """
        return self._world(world_id, lock=True)

    def _world(self, world_id: str, *, lock: bool) -> WorldRow:
        query = select(WorldRow).where(WorldRow.id == world_id, WorldRow.tenant == self.tenant)
        row = self.db_session.exec(query.with_for_update() if lock else query).first()
        if row is None:
            raise NotFound("there is no such world", field="world")
        return row

    def people(self, world_id: str) -> Sequence[PersonRow]:
        """Those present, by seat."""
        query = (
            select(PersonRow)
            .where(
                PersonRow.world_id == world_id, PersonRow.tenant == self.tenant, col(PersonRow.left_at).is_(None)
            )
            .order_by(col(PersonRow.seat))
        )
        return self.db_session.exec(query).all()


@dataclass(frozen=True, slots=True)
class Tenancy:
    """A tenant's way into the database."""

    engine: Engine
    tenant: str
    clock: Clock
    ids: Ids

    async def read(self, work: Callable[[Tx], R]) -> R:
        return await self.engine.read(lambda db_session: work(self._tx(db_session)))

    async def write(self, work: Callable[[Tx], R]) -> R:
        return await self.engine.write(lambda db_session: work(self._tx(db_session)))

    def _tx(self, db_session: Session) -> Tx:
        return Tx(db_session, self.tenant, self.clock.now(), self.ids)
