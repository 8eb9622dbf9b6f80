"""Exposure: in whose prompts an event stood, and what was made in those turns or in later ones.

What stood in a prompt decides, not what a model made of it. Each turn is shown the state of mind that the one
before it left, so from the first turn that showed an event on, all turns of that person are exposed to it.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, or_, union
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from db.perception.witnessing import ANYONE, SAME_WORLD, passed_over, told
from db.record.event_reading import EVENTS, to_events
from db.schema.event_tables import EventRow
from db.schema.kind_filters import PERSON, SPOKEN, UNSAID, one_of
from db.schema.turn_tables import TurnRow
from db.schema.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.transcript import Event

_NEVER = 2**62
"""A place in the order of perception that no turn has reached."""

_EVENT, _TURN, _PERSON = table_of(EventRow).c, table_of(TurnRow).c, table_of(PersonRow).c
_MAKING = table_of(TurnRow).alias("making").c
_SHOWING = (
    select_columns(_TURN.id)
    .join(table_of(PersonRow), _PERSON.id == _TURN.person_id)
    .join(table_of(EventRow), _EVENT.world_id == _PERSON.world_id)
    .where(
        *SAME_WORLD,
        _TURN.tenant == given("tenant"),
        _EVENT.id == given("event"),
        _TURN.shown_through >= _EVENT.heard,
        told(ANYONE),
        ~passed_over(ANYONE),
    )
    .correlate(None)
)
"""The turns that showed an event which had reached their person. What was passed over stood in no prompt: only
that there was so much of it."""
_OWN = (
    _TURN.tenant == given("tenant"),
    _TURN.person_id == given("author"),
    or_(
        _TURN.shown_through >= given("heard"),
        _TURN.claimed_at
        >= select_columns(_MAKING.claimed_at)
        .where(_MAKING.tenant == given("tenant"), _MAKING.id == given("making"))
        .scalar_subquery(),
    ),
)
"""Turns that showed their person an event of their own: the one in which it was made is counted too."""
_PEOPLE = union(
    select_columns(_TURN.person_id).where(_TURN.id.in_(_SHOWING)),
    select_columns(_TURN.person_id).where(*_OWN),
)
_UNSAID = (
    select(EventRow)
    .join(TurnRow, col(TurnRow.id) == col(EventRow.turn_id))
    .where(
        EventRow.tenant == given("tenant"),
        one_of(col(EventRow.kind), UNSAID),
        col(EventRow.erased).is_(False),
    )
)
_UNSAID_BY_READERS = _UNSAID.where(EventRow.author_id == TurnRow.person_id, col(TurnRow.id).in_(_SHOWING))
_UNSAID_BY_AUTHOR = _UNSAID.where(EventRow.author_id == given("author"), *_OWN)
_UNSAID_BY = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    col(EventRow.author_id).in_(bindparam("given_people", expanding=True)),
    one_of(col(EventRow.kind), UNSAID),
    col(EventRow.erased).is_(False),
)
_SPEECH = EVENTS.where(one_of(_EVENT.kind, SPOKEN), _EVENT.author_kind == PERSON, _EVENT.erased.is_(False))
_SPEECH_SINCE = _SPEECH.where(_EVENT.world_id == given("world"), _EVENT.seq > given("seq"))
_SPEECH_BY = _SPEECH.where(_EVENT.author_id.in_(bindparam("given_people", expanding=True)))
_UNDER_WAY = select(TurnRow).where(
    TurnRow.tenant == given("tenant"),
    col(TurnRow.person_id).in_(bindparam("given_people", expanding=True)),
    col(TurnRow.ended_at).is_(None),
)


def people_exposed(tx: Tx, event: EventRow) -> set[str]:
    """The ids of those in whose prompts it stood."""
    return {row.person_id for row in tx.rows(_PEOPLE, event=event.id, **_as_own(event))}


def unsaid_since(tx: Tx, event: EventRow) -> Sequence[EventRow]:
    """The thoughts and failures of turns exposed to the event."""
    by_readers = tx.all(_UNSAID_BY_READERS, event=event.id)
    return (
        by_readers if event.author_kind != PERSON else (*by_readers, *tx.all(_UNSAID_BY_AUTHOR, **_as_own(event)))
    )


def unsaid_by(tx: Tx, people: Collection[str]) -> Sequence[EventRow]:
    """All that these people have thought, and what went wrong with their turns."""
    return tx.all(_UNSAID_BY, people=sorted(people)) if people else ()


def speech_since(tx: Tx, world_id: str, seq: int) -> Sequence[Event]:
    """What the people of a world have said since an event."""
    return to_events(tx.rows(_SPEECH_SINCE, world=world_id, seq=seq))


def speech_by(tx: Tx, people: Collection[str]) -> Sequence[Event]:
    """All that these people have said."""
    return to_events(tx.rows(_SPEECH_BY, people=sorted(people))) if people else ()


def turns_under_way(tx: Tx, people: Collection[str]) -> Sequence[TurnRow]:
    """Their turns that are open or held."""
    return tx.all(_UNDER_WAY, people=sorted(people)) if people else ()


def _as_own(event: EventRow) -> dict[str, object]:
    """The event as one of its author's own, where that is a person."""
    person = event.author_kind == PERSON
    return {
        "author": event.author_id if person else None,
        "making": event.turn_id if person else None,
        "heard": event.heard if person and event.turn_id is None and event.heard is not None else _NEVER,
    }
