"""What a floor decision may look at, and the decision kept in the record."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, select

from db.ending import open_round, open_turns
from db.mapping import to_event, to_world
from db.rows import DecisionRow, EventRow, EventTextRow, PersonRow, StimulusRow, WorldRow
from db.transaction import Tx
from troupe.worlds.floor import FloorDecision, FloorView, Member
from troupe.worlds.transcript import Event, EventKind, HumanAuthor

RECENT = 50
"""How many of the latest lines the floor sees: enough for who spoke with whom within its caps (at most
8 in a row, 3 per pair a minute), few enough to build in a millisecond."""


def floor_view(tx: Tx, world: WorldRow, cast: Sequence[PersonRow]) -> FloorView:
    recent = _recent(tx, world)
    busy = {turn.person_id for turn in open_turns(tx, world)}
    unread = _unread(tx, world, (recent[0].heard or 0) if recent else 0)
    humans = dict.fromkeys(event.author.name for event in recent if isinstance(event.author, HumanAuthor))
    return FloorView(
        world=to_world(world),
        members=tuple(_member(person, person.id in busy, tuple(unread[person.id])) for person in cast),
        humans=tuple(humans),
        recent=recent,
        through=world.heard,
        decided=world.decided,
        calls_since_human=world.calls_since_human,
        typing_until=world.typing_until,
        round_open=open_round(tx, world) is not None,
        now=tx.now,
    )


def keep_decision(tx: Tx, world: WorldRow, cause: str, decision: FloorDecision) -> DecisionRow:
    """Insert the decision under its key (world, through, cause), which exists once."""
    world.decisions += 1
    row = DecisionRow(
        id=tx.ids(),
        tenant=tx.tenant,
        world_id=world.id,
        number=world.decisions,
        through=world.heard,
        cause=cause,
        at=tx.now,
        decision=decision,
    )
    tx.add(row)
    return row


def _member(person: PersonRow, busy: bool, unread: tuple[int, ...]) -> Member:
    persona = person.persona
    return Member(
        id=person.id,
        seat=person.seat,
        name=person.name,
        nicknames=persona.nicknames,
        interests=persona.preferences.interests,
        talkativeness=persona.talkativeness,
        quiet=person.quiet,
        busy=busy,
        unread=unread,
    )


def _recent(tx: Tx, world: WorldRow) -> tuple[Event, ...]:
    query = (
        select(EventRow, EventTextRow.text)
        .outerjoin(EventTextRow, col(EventTextRow.event_id) == col(EventRow.id))
        .where(
            EventRow.tenant == tx.tenant,
            EventRow.world_id == world.id,
            EventRow.kind == EventKind.SAID.value,
            col(EventRow.heard).is_not(None),
            col(EventRow.erased).is_(False),
        )
        .order_by(col(EventRow.heard).desc())
        .limit(RECENT)
    )
    return tuple(to_event(row, text) for row, text in reversed(tx.db_session.exec(query).all()))


def _unread(tx: Tx, world: WorldRow, since: int) -> dict[str, list[int]]:
    """By person, the `heard` numbers of what they have not answered, among the recent lines: someone who never
    speaks leaves thousands unread behind them."""
    query = (
        select(StimulusRow.person_id, StimulusRow.heard)
        .where(
            StimulusRow.tenant == tx.tenant,
            StimulusRow.world_id == world.id,
            StimulusRow.heard >= since,
            col(StimulusRow.read_at).is_(None),
            col(StimulusRow.withdrawn_at).is_(None),
        )
        .order_by(col(StimulusRow.heard))
    )
    unread: dict[str, list[int]] = defaultdict(list)
    for person_id, heard in tx.db_session.exec(query).all():
        unread[person_id].append(heard)
    return unread
