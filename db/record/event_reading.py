"""Events read from the record: by a narrow query that says which, each made into a value once.

A scene shows some hundred lines to each person on every turn, nearly all of them the same as before. So the busy
queries ask for `KEY` only (id and version), and what is known under that key is not read again. Every change to
an event or its text raises its version (`db.record.event_appending.changed`), whichever process makes it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row as ColumnsRow
from sqlalchemy import Select, bindparam, select

from db.schema.kind_filters import one_of
from db.schema.row_mapping import event_of_columns
from db.schema.tables.event_tables import EventRow, EventTextRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.transcript import Event

_EVENT = table_of(EventRow).c
KEY = (_EVENT.id, _EVENT.version)
"""Columns of every query whose rows `known` takes."""
KEYS = select(*KEY).where(_EVENT.tenant == given("tenant"))
EVENTS = (
    select(*_EVENT, table_of(EventTextRow).c.text)
    .select_from(table_of(EventRow).outerjoin(table_of(EventTextRow)))
    .where(_EVENT.tenant == given("tenant"))
)
"""Whole events, for `to_events`."""


def latest(kinds: frozenset[str]) -> Select[Any, Any]:
    """The query for the newest events of these kinds in a `world`, the newest first: so many (`limit`), up to a
    place in the order of perception (`through`), for `known`."""
    return (
        KEYS.where(
            _EVENT.world_id == given("world"),
            one_of(_EVENT.kind, kinds),
            _EVENT.heard <= given("through"),
            _EVENT.erased.is_(False),
        )
        .order_by(_EVENT.heard.desc())
        .limit(given("limit"))
    )


_BY_ID = EVENTS.where(_EVENT.id == given("event"))
_BY_IDS = EVENTS.where(_EVENT.id.in_(bindparam("given_ids", expanding=True)))


def known(tx: Tx, rows: Sequence[ColumnsRow[Any]]) -> list[Event]:
    """The events of rows that have the columns of KEY, in their order."""
    # KEY comes first in every row.
    events = {row[0]: event for row in rows if (event := tx.events.get(row[:2])) is not None}
    missing = [row[0] for row in rows if row[0] not in events]
    if missing:
        # By id alone: a version that rose since the narrow query ran is as good.
        events.update((columns.id, _keep(tx, columns)) for columns in tx.rows(_BY_IDS, ids=missing))
    return [events[row[0]] for row in rows]


def event_of(tx: Tx, event_id: str) -> Event | None:
    """An event with its text."""
    for columns in tx.rows(_BY_ID, event=event_id):
        return _keep(tx, columns)
    return None


def to_events(rows: Iterable[ColumnsRow[Any]]) -> tuple[Event, ...]:
    """The events of rows of EVENTS."""
    return tuple(event_of_columns(row) for row in rows)


def _keep(tx: Tx, columns: ColumnsRow[Any]) -> Event:
    event = event_of_columns(columns)
    tx.events.put((columns.id, columns.version), event)
    return event
