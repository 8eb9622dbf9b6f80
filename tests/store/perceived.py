"""How far everybody has come with every line, as the tables tell it, read without the queries of the stores."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from db.schema.tables.event_tables import EventRow, PassageRow, WaitingRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import PersonRow
from db.tx.transaction import table_of

UNREAD, CLAIMED, READ, PASSED = "unread", "claimed", "read", "passed"
_EVENT, _PERSON, _TURN = table_of(EventRow).c, table_of(PersonRow).c, table_of(TurnRow).c
_EVENTS = (
    *(_EVENT.id, _EVENT.world_id, _EVENT.heard, _EVENT.author_id),
    *(_EVENT.audience, _EVENT.addressed, _EVENT.moot, _EVENT.erased),
)
_PEOPLE = (_PERSON.id, _PERSON.world_id, _PERSON.hears_from, _PERSON.hears_through, _PERSON.read_through)
_TURNS = (_TURN.id, _TURN.person_id, _TURN.ended_at, _TURN.claimed, _TURN.calls)
_WAITING, _PASSAGES = tuple(table_of(WaitingRow).c), tuple(table_of(PassageRow).c)


@dataclass(frozen=True)
class Perceived:
    """One event as it stands with one person: where it is, the turn that took or passed over it if one did, and
    whether it is said to them, as far as that is still known."""

    event_id: str
    person_id: str
    heard: int
    state: str
    addressed: bool = False
    turn_id: str | None = None


def perceived(connection: Connection) -> list[Perceived]:
    """Every event that reached somebody, with each of them; erased ones left out."""
    events = [
        row
        for row in _rows(connection, _EVENTS)
        if row.audience in ("hearers", "witnesses", "addressed") and not row.erased
    ]
    turns = _rows(connection, _TURNS)
    waiting = {(row.person_id, row.heard): row.addressed for row in _rows(connection, _WAITING)}
    passages = _rows(connection, _PASSAGES)
    return [
        _perceived(event, person, [turn for turn in turns if turn.person_id == person.id], waiting, passages)
        for person in _rows(connection, _PEOPLE)
        for event in events
        if _reached(event, person)
    ]


def _rows(connection: Connection, columns: Sequence[ColumnElement[Any]]) -> Sequence[Row[Any]]:
    return connection.execute(select(*columns)).all()


def _reached(event: Row[Any], person: Row[Any]) -> bool:
    if event.heard is None or event.world_id != person.world_id or event.author_id == person.id:
        return False
    if event.audience == "addressed" and person.id not in event.addressed:
        return False
    return person.hears_from <= event.heard and (
        person.hears_through is None or event.heard <= person.hears_through
    )


def _perceived(
    event: Row[Any],
    person: Row[Any],
    turns: Sequence[Row[Any]],
    waiting: dict[tuple[str, int], bool],
    passages: Sequence[Row[Any]],
) -> Perceived:
    heard: int = event.heard
    hears = event.audience != "witnesses"
    spans = [one for one in passages if one.person_id == person.id and one.first <= heard <= one.last and hears]
    takers = [turn for turn in turns if heard in turn.claimed]
    waits = (person.id, heard) in waiting
    assert len(spans) + len(takers) + waits <= 1, "in two states at once"
    assert hears or not waits
    if waits:
        return Perceived(event.id, person.id, heard, UNREAD, waiting[person.id, heard])
    if spans:
        return Perceived(event.id, person.id, heard, PASSED, turn_id=spans[0].turn_id)
    if takers:
        state = READ if takers[0].ended_at is not None else CLAIMED
        return Perceived(event.id, person.id, heard, state, heard in takers[0].calls, takers[0].id)
    if heard > person.read_through and hears and not event.moot:
        return Perceived(event.id, person.id, heard, UNREAD)
    return Perceived(event.id, person.id, heard, READ)
