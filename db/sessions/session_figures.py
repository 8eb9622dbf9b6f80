"""The figures of a session: what it has cost, the settled calls for turns in its worlds and for jobs about them;
and how much each of its people has said."""

from sqlalchemy import bindparam, func
from sqlalchemy import select as select_columns

from db.schema.kind_filters import PERSON, SPOKEN, one_of
from db.schema.tables.event_tables import EventRow, EventTextRow
from db.schema.tables.job_tables import JobRow
from db.schema.tables.ledger_tables import CallRow
from db.schema.tables.turn_tables import TurnRow
from db.sessions.session_reading import session_row, worlds_of
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.usage import Usage
from troupe.worlds.jobs.job import ScopeKind
from troupe.worlds.sessions.session_view import Spoken
from troupe.worlds.transcript import Delivery

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


_EVENT, _TEXT = table_of(EventRow).c, table_of(EventTextRow).c
_SPEECH = (
    select_columns(
        _EVENT.author_id, func.count().label("lines"), func.sum(func.length(_TEXT.text)).label("characters")
    )
    .join(table_of(EventTextRow), _TEXT.event_id == _EVENT.id)
    .where(
        _EVENT.tenant == given("tenant"),
        _EVENT.world_id.in_(bindparam("given_worlds", expanding=True)),
        _EVENT.author_kind == PERSON,
        one_of(_EVENT.kind, SPOKEN),
        _EVENT.delivery == Delivery.SENT.value,
        _EVENT.erased.is_(False),
    )
    .group_by(_EVENT.author_id)
)


def usage_of(tx: Tx, session_id: str) -> Usage:
    """See troupe.ports.Sessions.usage."""
    worlds = [link.world_id for link in worlds_of(tx, session_row(tx, session_id).id)]
    if not worlds:
        return Usage()
    turns = tx.rows(_OF_TURNS, worlds=worlds)
    jobs = tx.rows(_OF_JOBS, worlds=worlds, scope=ScopeKind.WORLD.value)
    return sum((row.usage for row in (*turns, *jobs)), Usage())


def spoken_in(tx: Tx, session_id: str) -> dict[str, Spoken]:
    """See troupe.ports.Sessions.spoken."""
    worlds = [link.world_id for link in worlds_of(tx, session_row(tx, session_id).id)]
    rows = tx.rows(_SPEECH, worlds=worlds) if worlds else ()
    return {row.author_id: Spoken(lines=row.lines, characters=row.characters) for row in rows}
