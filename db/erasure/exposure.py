"""Exposure: in whose prompts an event stood, and what was made in those turns or in later ones.

What stood in a prompt decides, not what a model made of it. Each turn is shown the state of mind that the one
before it left, so from the first turn that showed an event on, all turns of that person are exposed to it. Turns
of a person are ordered by their fences.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, exists, or_, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from db.minds.mind_keeping import Brought, brought_from
from db.perception.prompt_range import shows
from db.perception.witnessing import ANYONE, SAME_WORLD, passed_over, told
from db.schema.kind_filters import PERSON, UNSAID, one_of
from db.schema.tables.event_tables import EventRow, EventTextRow, SourceRow
from db.schema.tables.job_tables import JobSourceRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.session_tables import SessionVoteSourceRow
from db.schema.tables.turn_tables import TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of

_EVENT, _TURN, _PERSON = table_of(EventRow).c, table_of(TurnRow).c, table_of(PersonRow).c
_TEXT = table_of(EventTextRow).c
_TOLD = select(_PERSON.id).where(
    *SAME_WORLD,
    _EVENT.id == given("event"),
    told(ANYONE),
    ~passed_over(ANYONE),
)
"""Whom the event had reached. What was passed over stood in no prompt: only that there was so much of it."""
_TURNS = (
    select(_TURN.fence, _TURN.unshown)
    .where(
        _TURN.tenant == given("tenant"),
        _TURN.person_id == given("person"),
        _TURN.shown_from <= given("heard"),
        _TURN.shown_through >= given("heard"),
    )
    .order_by(_TURN.shown_through, _TURN.fence)
    .limit(given("limit"))
)
"""The turns in whose range it has its place, the first ones first."""
_MAKING = select(_TURN.fence).where(_TURN.tenant == given("tenant"), _TURN.id == given("turn"))
_FEW, _ALL = 8, 2**31 - 1
"""The first turn in whose range an event has its place has mostly shown it."""
_UNSAID = (
    _EVENT.tenant == given("tenant"),
    _EVENT.author_id == given("person"),
    one_of(_EVENT.kind, UNSAID),
    _EVENT.erased.is_(False),
    _EVENT.turn_id.in_(
        select(_TURN.id).where(
            _TURN.tenant == given("tenant"), _TURN.person_id == given("person"), _TURN.fence >= given("since")
        )
    ),
)
_WITH_CONSEQUENCES = select_rows(EventRow).where(
    *_UNSAID,
    or_(
        exists().where(table_of(SourceRow).c.source_id == EventRow.id),
        exists().where(table_of(JobSourceRow).c.event_id == EventRow.id),
        exists().where(table_of(SessionVoteSourceRow).c.event_id == EventRow.id),
        exists().where(table_of(LineRow).c.event_id == EventRow.id),
    ),
)
_FORGET_TEXTS = delete(EventTextRow).where(
    _TEXT.tenant == given("tenant"), _TEXT.event_id.in_(select(_EVENT.id).where(*_UNSAID))
)
_BLANK = update(EventRow).where(*_UNSAID).values(erased=True, version=_EVENT.version + 1)
_FORGET_REASONS = (
    update(TurnRow)
    .where(
        _TURN.tenant == given("tenant"),
        _TURN.person_id == given("person"),
        _TURN.fence >= given("since"),
        _TURN.status == TurnStatus.FAILED.value,
    )
    .values(reason="")
)
_UNDER_WAY = select_rows(TurnRow).where(
    TurnRow.tenant == given("tenant"),
    col(TurnRow.person_id).in_(bindparam("given_people", expanding=True)),
    col(TurnRow.ended_at).is_(None),
)


def exposed_by(tx: Tx, event: EventRow) -> dict[str, int]:
    """In whose prompts an event stood: by person, the fence of the first turn that showed it."""
    exposed: dict[str, int] = {}
    if event.heard is not None:
        for row in tx.rows(_TOLD, event=event.id):
            if (first := _first_showing(tx, row.id, event.heard)) is not None:
                exposed[row.id] = first
    if event.author_kind == PERSON and event.author_id is not None:
        first = (
            _making(tx, event) if event.turn_id is not None else _first_showing(tx, event.author_id, event.heard)
        )
        if first is not None:
            exposed[event.author_id] = first
    return exposed


def _first_showing(tx: Tx, person_id: str, heard: int | None) -> int | None:
    for limit in (_FEW, _ALL) if heard is not None else ():
        turns = tx.rows(_TURNS, person=person_id, heard=heard, limit=limit)
        showing = next((turn.fence for turn in turns if shows(turn.unshown, heard or 0)), None)
        if showing is not None or len(turns) < limit:
            return showing
    return None


def _making(tx: Tx, event: EventRow) -> int | None:
    """The fence of the turn in which a person made it."""
    return tx.value(_MAKING, turn=event.turn_id)


@dataclass(frozen=True, slots=True)
class ExposedLives:
    """Everyone exposed, by the fence of the first turn that is; and with which states some of them came exposed
    from another life."""

    since: Mapping[str, int]
    brought: Mapping[str, Brought]


def with_lives(tx: Tx, exposed: Mapping[str, int]) -> ExposedLives:
    """These, and whoever came elsewhere with a state of mind that one of them had left since they were exposed.
    Who was carried over before that keeps their mind."""
    since, brought = dict(exposed), dict[str, Brought]()
    frontier: set[str] = set(since)
    while frontier:
        states = brought_from(tx, frontier)
        frontier = set()
        for state in states:
            known = since.get(state.person_id)
            if state.former_fence < since[state.former_id]:
                continue
            if known is None or state.fence < known:
                since[state.person_id] = state.fence
                frontier.add(state.person_id)
            if state.person_id not in brought or state.fence < brought[state.person_id].fence:
                brought[state.person_id] = state
    return ExposedLives(since, brought)


def unsaid_with_consequences(tx: Tx, since: Mapping[str, int]) -> Iterator[EventRow]:
    """The thoughts and failures of exposed turns of which something else was made."""
    for person_id in sorted(since):
        yield from tx.all(_WITH_CONSEQUENCES, person=person_id, since=since[person_id])


def forget_unsaid(tx: Tx, since: Mapping[str, int]) -> None:
    """Take the words from all thoughts and failures of exposed turns at once: they may be ten thousands."""
    for person_id in sorted(since):
        tx.run(_FORGET_TEXTS, person=person_id, since=since[person_id])
        tx.run(_BLANK, person=person_id, since=since[person_id])
        tx.run(_FORGET_REASONS, person=person_id, since=since[person_id])


def turns_under_way(tx: Tx, people: Collection[str]) -> Sequence[TurnRow]:
    """Their turns that are open or held."""
    return tx.all(_UNDER_WAY, people=sorted(people)) if people else ()
