"""Reading the record: events, floor decisions, states of mind."""

from sqlmodel import col, select

from db.minds.states_as_of import states_as_of
from db.record.event_reading import EVENTS, known, latest, to_events
from db.record.muted_members import muted_in
from db.schema.kind_filters import SUMMARISED
from db.schema.tables.event_tables import EventRow
from db.schema.tables.turn_tables import DecisionRow
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.worlds.floor_view import FloorDecision
from troupe.worlds.mind_state import MindState
from troupe.worlds.muted_view import heard_by_all
from troupe.worlds.transcript import Event

_LATEST_TOLD_ON = latest(SUMMARISED)


class SqlTranscripts:
    """See troupe.ports.Transcripts."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def read(self, world_id: str, after: int = 0, limit: int = 1000) -> tuple[Event, ...]:
        return await self._tenancy.read(lambda tx: _read(tx, world_id, after, limit))

    async def said(self, world_id: str, limit: int = 400) -> tuple[Event, ...]:
        return await self._tenancy.read(lambda tx: _said(tx, world_id, limit))

    async def decisions(self, world_id: str, limit: int = 20) -> tuple[FloorDecision, ...]:
        return await self._tenancy.read(lambda tx: _decisions(tx, world_id, limit))

    async def states(self, world_id: str) -> dict[str, MindState]:
        def present(tx: Tx) -> dict[str, MindState]:
            return {person.id: person.state for person in tx.people(tx.world(world_id).id)}

        return await self._tenancy.read(present)

    async def states_as_of(self, world_id: str, seq: int) -> dict[str, MindState]:
        return await self._tenancy.read(lambda tx: states_as_of(tx, tx.world(world_id), seq))


def _read(tx: Tx, world_id: str, after: int, limit: int) -> tuple[Event, ...]:
    event = table_of(EventRow).c
    query = EVENTS.where(event.world_id == tx.world(world_id).id, event.seq > after)
    return to_events(tx.rows(query.order_by(event.seq).limit(limit)))


def _said(tx: Tx, world_id: str, limit: int) -> tuple[Event, ...]:
    world = tx.world(world_id)
    latest = known(tx, tx.rows(_LATEST_TOLD_ON, world=world.id, through=world.heard, limit=limit))
    return heard_by_all(reversed(latest), muted_in(tx, world))


def _decisions(tx: Tx, world_id: str, limit: int) -> tuple[FloorDecision, ...]:
    query = (
        select(DecisionRow)
        .where(DecisionRow.tenant == tx.tenant, DecisionRow.world_id == tx.world(world_id).id)
        .order_by(col(DecisionRow.number).desc())
        .limit(limit)
    )
    return tuple(row.decision for row in tx.all(query))
