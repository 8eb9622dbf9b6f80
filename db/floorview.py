"""What a floor decision may look at, and the decision kept in the record."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from db.entities import given
from db.mapping import to_world
from db.mutes import muted_in
from db.reading import KEYS, known
from db.rows import DecisionRow, EventRow, PersonRow, StimulusRow, WorldRow
from db.transaction import Tx, table_of
from troupe.worlds.floor import FloorDecision, FloorView, Member
from troupe.worlds.muting import heard_by_all
from troupe.worlds.transcript import Event, EventKind, HumanAuthor

RECENT = 50
"""How many of the latest lines the floor sees: enough for who spoke with whom within its caps (at most
8 in a row, 3 per pair a minute), few enough to build in a millisecond."""


_EVENT, _STIMULUS = table_of(EventRow).c, table_of(StimulusRow).c
LATEST_SAID = (
    KEYS.where(
        _EVENT.world_id == given("world"),
        _EVENT.kind == EventKind.SAID.value,
        _EVENT.heard.is_not(None),
        _EVENT.erased.is_(False),
    )
    .order_by(_EVENT.heard.desc())
    .limit(given("limit"))
)
_UNREAD = (
    select(_STIMULUS.person_id, _STIMULUS.heard)
    .where(
        _STIMULUS.tenant == given("tenant"),
        _STIMULUS.world_id == given("world"),
        _STIMULUS.heard >= given("since"),
        _STIMULUS.read_at.is_(None),
        _STIMULUS.withdrawn_at.is_(None),
    )
    .order_by(_STIMULUS.heard)
)


def floor_view(
    tx: Tx, world: WorldRow, cast: Sequence[PersonRow], *, busy: set[str], round_open: bool, beat: Event | None
) -> FloorView:
    """`busy` are the ids of those with an open or held turn; `beat` is the beat that asks, if one does."""
    recent = heard_by_all(_recent(tx, world), muted_in(tx, world))
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
        round_open=round_open,
        beat=beat,
        redo=world.redo,
        stirred=world.pulse.heard,
        now=tx.now,
    )


def keep_decision(tx: Tx, world: WorldRow, cause: str, decision: FloorDecision) -> str:
    """Insert the decision under its key (world, through, cause), which exists once; returns its id."""
    world.decisions += 1
    decision_id = tx.ids()
    tx.insert(
        DecisionRow,
        {
            "id": decision_id,
            "tenant": tx.tenant,
            "world_id": world.id,
            "number": world.decisions,
            "through": world.heard,
            "cause": cause,
            "at": tx.now,
            "decision": decision,
        },
    )
    return decision_id


def _member(person: PersonRow, busy: bool, unread: tuple[int, ...]) -> Member:
    persona = person.persona
    return Member(
        id=person.id,
        seat=person.seat,
        name=person.name,
        nicknames=persona.nicknames,
        interests=persona.preferences.interests,
        talkativeness=talkativeness(person),
        quiet=person.quiet,
        busy=busy,
        unread=unread,
    )


def talkativeness(person: PersonRow) -> float:
    """As settled for this world, or as the persona is."""
    return person.persona.talkativeness if person.talkativeness is None else person.talkativeness


def _recent(tx: Tx, world: WorldRow) -> tuple[Event, ...]:
    return tuple(reversed(known(tx, tx.rows(LATEST_SAID, world=world.id, limit=RECENT))))


def _unread(tx: Tx, world: WorldRow, since: int) -> dict[str, list[int]]:
    """By person, the `heard` numbers of what they have not answered, among the recent lines: someone who never
    speaks leaves thousands unread behind them."""
    unread: dict[str, list[int]] = defaultdict(list)
    for row in tx.rows(_UNREAD, world=world.id, since=since):
        unread[row.person_id].append(row.heard)
    return unread
