"""The lines that turns have taken to be read, as numbers on their rows: kept for good."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from db.record.event_reading import KEYS, known
from db.schema.tables.event_tables import EventRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.transcript import Event, HumanAuthor

_EVENT, _TURN = table_of(EventRow).c, table_of(TurnRow).c
_UNDER_WAY = (
    select(_TURN.id, _TURN.person_id, _TURN.claimed, _TURN.calls)
    .where(
        _TURN.tenant == given("tenant"),
        _TURN.world_id == given("world"),
        _TURN.ended_at.is_(None),
    )
    .order_by(_TURN.claimed_at, _TURN.position)
)
_BY_PLACE = KEYS.where(
    _EVENT.world_id == given("world"),
    _EVENT.heard.in_(bindparam("given_places", expanding=True)),
    _EVENT.erased.is_(False),
).order_by(_EVENT.heard)


@dataclass(frozen=True, slots=True)
class Claims:
    """The lines that an open or held turn of a person has taken, and those of them said to the person."""

    turn_id: str
    person_id: str
    claimed: tuple[int, ...]
    calls: tuple[int, ...]


def claims_of(turn: TurnRow) -> Claims:
    """What an open or held turn has taken."""
    return Claims(turn.id, turn.person_id, turn.claimed, turn.calls)


def under_way(tx: Tx, world: WorldRow) -> list[Claims]:
    """Those of all open and held turns of a world, without what else stands in their rows."""
    rows = tx.rows(_UNDER_WAY, world=world.id)
    return [Claims(row.id, row.person_id, row.claimed, row.calls) for row in rows]


def lines_at(tx: Tx, world_id: str, places: Collection[int]) -> list[Event]:
    """The events at these places in the order of perception, erased ones left out."""
    return known(tx, tx.rows(_BY_PLACE, world=world_id, places=sorted(places))) if places else []


def claimed(tx: Tx, turn: TurnRow) -> tuple[list[Event], frozenset[str]]:
    """What a turn has to read, and the ids of what among it is said to its person."""
    lines = lines_at(tx, turn.world_id, turn.claimed)
    return lines, frozenset(event.id for event in lines if event.heard in turn.calls)


def claimed_of(tx: Tx, turn: TurnRow, user_id: str) -> bool:
    """Whether a turn has taken anything that this member wrote."""
    lines = lines_at(tx, turn.world_id, turn.claimed)
    return any(isinstance(event.author, HumanAuthor) and event.author.id == user_id for event in lines)


def answering(tx: Tx, world: WorldRow, turns: Sequence[Claims]) -> list[tuple[str, str]]:
    """Lines that somebody has a turn to answer, by id, each with the id of who has, in these turns under way."""
    lines = {
        event.heard: event.id for event in lines_at(tx, world.id, {call for turn in turns for call in turn.calls})
    }
    return [(lines[call], turn.person_id) for turn in turns for call in turn.calls if call in lines]


def places_of(lines: Iterable[Event]) -> tuple[int, ...]:
    """Where they stand in the order of perception, in that order."""
    return tuple(sorted(event.heard for event in lines if event.heard is not None))
