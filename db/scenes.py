"""What one person has before them: their witnessed history, compacted in steps, and the turn made of it."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import or_, union_all

from db.entities import given
from db.guilds import settings_of
from db.mapping import to_person, to_world
from db.mutes import muted_in
from db.reading import KEYS, event_of, known
from db.rows import EventRow, PersonRow, StimulusRow, TurnRow, WorldRow
from db.transaction import Tx, table_of
from troupe.worlds.muting import without
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Delivery, Event, EventKind
from troupe.worlds.turn import Turn

HIGH = 120
"""More lines of history than this are compacted (some 6,000 tokens of ordinary talk).
ASSUMPTION: a budget of prompt tokens, not a measured optimum."""
LOW = 60
"""What compaction leaves. Half of HIGH, so that the prompt's prefix stays the same for sixty lines on end
instead of sliding with every line, which would miss the endpoint's prefix cache each time."""

_EVENT, _STIMULUS = table_of(EventRow).c, table_of(StimulusRow).c
_WITNESSED = (
    KEYS.add_columns(_STIMULUS.read_at.is_not(None).label("was_read"), _STIMULUS.turn_id.label("claimed_by"))
    .join(table_of(StimulusRow), _STIMULUS.event_id == _EVENT.id)
    .where(
        _STIMULUS.tenant == given("tenant"),
        _STIMULUS.person_id == given("person"),
        _STIMULUS.heard >= given("since"),
        _STIMULUS.withdrawn_at.is_(None),
        _EVENT.erased.is_(False),
    )
    .order_by(_STIMULUS.heard.desc())
    # One more than may stay shows that compaction is due; older ones would be dropped anyway.
    .limit(HIGH + 1)
)
_OWN_KINDS = (EventKind.SAID, EventKind.THOUGHT, EventKind.REACTED, EventKind.BRIEFED)
_BY_THEM = KEYS.where(
    _EVENT.author_kind == "person",
    _EVENT.author_id == given("person"),
    or_(*(_EVENT.kind == kind.value for kind in _OWN_KINDS)),
    _EVENT.erased.is_(False),
)
OWN = union_all(
    _BY_THEM.where(_EVENT.heard >= given("since")),
    _BY_THEM.where(
        _EVENT.heard.is_(None),
        or_(*(_EVENT.delivery == delivery.value for delivery in (Delivery.PENDING, Delivery.UNKNOWN))),
    ),
)
"""What they said, thought and reacted with, and were told before they came; also their speech that the channel
does not have yet. Two queries in one, since only so the index leads to each part instead of over everything they
ever said. (`or_`, since SQLAlchemy spells an `in_` out anew each time the query runs.)"""


def scene_of(
    tx: Tx,
    world: WorldRow,
    person: PersonRow,
    cast: Sequence[PersonRow],
    *,
    claimed_by: str | None,
    trigger_id: str | None,
    obliged: bool,
    together: bool,
    fence: int,
) -> Scene:
    """The scene for one turn: for the one that claimed its stimuli, or for one that is about to claim all that
    is unread. Compacts the history if due; `unread` names only lines that the history still shows."""
    history, unread = _history(tx, person, claimed_by)
    trigger = next((event for event in history if event.id == trigger_id), None)
    if trigger is None and trigger_id is not None:
        trigger = event_of(tx, trigger_id)
    scene = Scene(
        world=to_world(world),
        person=to_person(person, fence=fence),
        others=tuple(other.name for other in cast if other.id != person.id),
        history=history,
        unread=unread,
        trigger=trigger,
        obliged=obliged,
        together=together,
        model=settings_of(tx).model,
        now=tx.now,
    )
    muted = muted_in(tx, world)
    return without(scene, muted) if muted else scene


def scene_of_turn(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow, cast: Sequence[PersonRow]) -> Scene:
    """The scene of a turn that has its stimuli."""
    return scene_of(
        tx,
        world,
        person,
        cast,
        claimed_by=turn.id,
        trigger_id=turn.trigger_id,
        obliged=turn.obliged,
        together=turn.round_id is not None,
        fence=turn.fence,
    )


def turn_of(turn: TurnRow, scene: Scene) -> Turn:
    """The domain turn of an open row."""
    if turn.lease_until is None:
        raise ValueError("a turn without a lease is not open")
    return Turn(
        id=turn.id,
        tenant=turn.tenant,
        world_id=turn.world_id,
        person_id=turn.person_id,
        fence=turn.fence,
        epoch=turn.epoch,
        lease_until=turn.lease_until,
        place=turn.place,
        through=turn.through,
        seed=turn.seed,
        redone=turn.redone,
        round_id=turn.round_id,
        scene=scene,
    )


def turn_seed(world: WorldRow, through: int, person: PersonRow) -> int:
    """The seed of a turn's draws, from (world seed, through, seat): 31 bits, which every endpoint takes."""
    digest = hashlib.sha256(f"{world.seed}:{through}:{person.seat}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _history(tx: Tx, person: PersonRow, claimed_by: str | None) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """What the person witnessed or did since `history_from`, which moves on when there is too much of it; and
    the ids of what among it is unread."""
    witnessed = _witnessed(tx, person)
    own = known(tx, tx.rows(OWN, person=person.id, since=person.history_from))
    heard = [event for event, _, _ in witnessed] + [event for event in own if event.heard is not None]
    heard.sort(key=lambda event: event.heard or 0)
    if len(heard) > HIGH:
        heard = heard[-LOW:]
        person.history_from = heard[0].heard or 0
    unread = {event.id for event, read, turn_id in witnessed if not read and turn_id == claimed_by}
    on_its_way = sorted((event for event in own if event.heard is None), key=lambda event: event.seq)
    return (*heard, *on_its_way), tuple(event.id for event in heard if event.id in unread)


def _witnessed(tx: Tx, person: PersonRow) -> list[tuple[Event, bool, str | None]]:
    """Event, whether it was read, and the turn that claimed it."""
    rows = tx.rows(_WITNESSED, person=person.id, since=person.history_from)
    return [(event, row.was_read, row.claimed_by) for event, row in zip(known(tx, rows), rows, strict=True)]
