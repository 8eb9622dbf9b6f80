"""The conditions of SQL for who perceives which event, and how far they have come with it: here alone.

History, floor, briefings, what is carried over and erasure all ask these. An event carries its audience, a person
the span of the order of perception (`heard`) in which they were there, and one cursor on it; rows exist only for
what the cursor does not tell: lines that wait, passages passed over, and for whom a private line is
(docs/decisions/019-perception.md).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_

from db.schema.kind_filters import PERSON
from db.schema.tables.event_tables import ConfidantRow, EventRow, PassageRow, WaitingRow
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import table_of
from troupe.worlds.transcript import Audience

_EVENT, _PERSON = table_of(EventRow).c, table_of(PersonRow).c
_WAITING, _PASSAGE = table_of(WaitingRow).c, table_of(PassageRow).c
_CONFIDANT = table_of(ConfidantRow).c
_NEVER = 2**62
"""A place in the order of perception that no event reaches."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """A person of the event's world, in SQL."""

    id: ColumnElement[Any]
    hears_from: ColumnElement[Any]
    hears_through: ColumnElement[Any]
    read_through: ColumnElement[Any]


ONE = Hearer(given("person"), given("hears_from"), given("hears_through"), given("read_through"))
"""A given person: `as_hearer` gives them."""
ANYONE = Hearer(_PERSON.id, _PERSON.hears_from, func.coalesce(_PERSON.hears_through, _NEVER), _PERSON.read_through)
"""The person of a joined row of `people`."""
AHEAD = Hearer(ANYONE.id, _PERSON.read_through + 1, ANYONE.hears_through, ANYONE.read_through)
"""The same for what lies above their cursor alone: nobody's stands below where they began to hear."""
IN_WORLD = (_EVENT.tenant == given("tenant"), _EVENT.world_id == given("world"))
SAME_WORLD = (
    _EVENT.tenant == given("tenant"),
    _PERSON.tenant == given("tenant"),
    _PERSON.world_id == _EVENT.world_id,
)
"""What joins events with the people of their world."""
LINE = or_(*(_EVENT.audience == audience.value for audience in Audience if audience.is_told))
"""Something that people are told, and do not merely notice."""
FOR_HEARERS = and_(LINE, _EVENT.moot.is_(False), _EVENT.erased.is_(False))
"""Lines that those who hear them may have to answer."""


def as_hearer(person: PersonRow, since: int = 0, through: int = _NEVER) -> dict[str, object]:
    """The values of ONE, and the world: of what has its place from `since` through `through`, whatever they heard
    beside. (Said here alone, since SQLite follows one bound of an index each way, and not always the narrower.)"""
    left = _NEVER if person.hears_through is None else person.hears_through
    return {
        "world": person.world_id,
        "person": person.id,
        "hears_from": max(person.hears_from, since),
        "hears_through": min(left, through),
        "read_through": person.read_through,
    }


def told(hearer: Hearer) -> ColumnElement[bool]:
    """Another's event that they perceive."""
    return and_(
        or_(
            _EVENT.audience == Audience.HEARERS.value,
            _EVENT.audience == Audience.WITNESSES.value,
            and_(_EVENT.audience == Audience.ADDRESSED.value, _confided(hearer)),
        ),
        _EVENT.heard >= hearer.hears_from,
        _EVENT.heard <= hearer.hears_through,
        _EVENT.author_id.is_distinct_from(hearer.id),
        _EVENT.erased.is_(False),
    )


def _confided(hearer: Hearer) -> ColumnElement[bool]:
    """A private line that is said to them."""
    here = exists().where(_CONFIDANT.person_id == hearer.id, _CONFIDANT.heard == _EVENT.heard)
    return here.correlate_except(table_of(ConfidantRow))


def own(hearer: Hearer) -> ColumnElement[bool]:
    """An event of theirs."""
    return and_(_EVENT.author_kind == PERSON, _EVENT.author_id == hearer.id, _EVENT.erased.is_(False))


def witnessed(hearer: Hearer) -> ColumnElement[bool]:
    """Whatever they have perceived: told, or their own."""
    return or_(told(hearer), and_(own(hearer), _EVENT.heard.is_not(None)))


def waits(hearer: Hearer) -> ColumnElement[bool]:
    """A line with a row of its own: it is unread."""
    return _waits(hearer)


def calls(hearer: Hearer) -> ColumnElement[bool]:
    """An unread line that is said to them."""
    return _waits(hearer, _WAITING.addressed.is_(True))


def _waits(hearer: Hearer, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    here = exists().where(_WAITING.person_id == hearer.id, _WAITING.heard == _EVENT.heard, *more)
    return here.correlate_except(table_of(WaitingRow))  # its own, also where the query around it has joined them


def unread(hearer: Hearer) -> ColumnElement[bool]:
    """A line that no turn has taken and they may have to answer."""
    return and_(FOR_HEARERS, told(hearer), or_(_EVENT.heard > hearer.read_through, waits(hearer)))


def passed_over(hearer: Hearer) -> ColumnElement[bool]:
    """A line that a turn told them of by number only; of events that are told."""
    return and_(
        LINE,
        exists()
        .where(_PASSAGE.person_id == hearer.id, _PASSAGE.last >= _EVENT.heard, _PASSAGE.first <= _EVENT.heard)
        .correlate_except(table_of(PassageRow)),
    )


def read(hearer: Hearer) -> ColumnElement[bool]:
    """An event that they have before them, or an open turn of theirs has taken. What is merely noticed is read at
    once: nobody has to answer it."""
    return and_(
        told(hearer),
        or_(
            _EVENT.heard <= hearer.read_through,
            _EVENT.audience == Audience.WITNESSES.value,
            _EVENT.moot.is_(True),
        ),
        ~waits(hearer),
        ~passed_over(hearer),
    )
