"""The cost of a session: the settled calls for turns in its worlds, and for jobs about them."""

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns

from db.schema.tables.job_tables import JobRow
from db.schema.tables.ledger_tables import CallRow
from db.schema.tables.turn_tables import TurnRow
from db.sessions.session_reading import session_row, worlds_of
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.usage import Usage
from troupe.worlds.jobs.job import ScopeKind

_CALL, _TURN, _JOB = table_of(CallRow).c, table_of(TurnRow).c, table_of(JobRow).c
_OF_TURNS = (
    select_columns(_CALL.usage)
    .join(table_of(TurnRow), _TURN.id == _CALL.turn_id)
    .where(
        _CALL.tenant == given("tenant"),
        _TURN.world_id.in_(bindparam("given_worlds", expanding=True)),
        _CALL.usage.is_not(None),
    )
)
_OF_JOBS = (
    select_columns(_CALL.usage)
    .join(table_of(JobRow), _JOB.id == _CALL.job_id)
    .where(
        _CALL.tenant == given("tenant"),
        _JOB.scope == given("scope"),
        _JOB.scope_id.in_(bindparam("given_worlds", expanding=True)),
        _CALL.usage.is_not(None),
    )
)


def usage_of(tx: Tx, session_id: str) -> Usage:
    """See troupe.ports.Sessions.usage."""
    worlds = [link.world_id for link in worlds_of(tx, session_row(tx, session_id).id)]
    if not worlds:
        return Usage()
    turns = tx.rows(_OF_TURNS, worlds=worlds)
    jobs = tx.rows(_OF_JOBS, worlds=worlds, scope=ScopeKind.WORLD.value)
    return sum((row.usage for row in (*turns, *jobs)), Usage())
