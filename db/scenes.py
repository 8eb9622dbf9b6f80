"""What one person has before them: their witnessed history, compacted in steps, and the turn made of it."""

import hashlib
from collections.abc import Sequence

from sqlmodel import col, select

from db.mapping import to_event, to_person, to_world
from db.record import events_by_id
from db.rows import EventRow, EventTextRow, PersonRow, StimulusRow, TurnRow, WorldRow
from db.transaction import Tx
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Delivery, Event, EventKind
from troupe.worlds.turn import Turn

HIGH = 120
"""More lines of history than this are compacted (some 6,000 tokens of ordinary talk).
ASSUMPTION: a budget of prompt tokens, not a measured optimum."""
LOW = 60
"""What compaction leaves. Half of HIGH, so that the prompt's prefix stays the same for sixty lines on end
instead of sliding with every line, which would miss the endpoint's prefix cache each time."""

OWN = (EventKind.SAID.value, EventKind.THOUGHT.value, EventKind.REACTED.value)
ON_ITS_WAY = (Delivery.PENDING.value, Delivery.UNKNOWN.value)


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
) -> Scene:
    """The scene for one turn: for the one that claimed its stimuli, or for one that is about to claim all that
    is unread. Compacts the history if due; `unread` names only lines that the history still shows."""
    history, unread = _history(tx, person, claimed_by)
    trigger = next((event for event in history if event.id == trigger_id), None)
    if trigger is None and trigger_id is not None:
        trigger = events_by_id(tx, {trigger_id}).get(trigger_id)
    return Scene(
        world=to_world(world),
        person=to_person(person),
        others=tuple(other.name for other in cast if other.id != person.id),
        history=history,
        unread=unread,
        trigger=trigger,
        obliged=obliged,
        together=together,
        now=tx.now,
    )


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
    heard = sorted((*(event for event, _ in witnessed), *_own(tx, person)), key=lambda event: event.heard or 0)
    if len(heard) > HIGH:
        heard = heard[-LOW:]
        person.history_from = heard[0].heard or 0
    unread = {
        event.id for event, stimulus in witnessed if stimulus.read_at is None and stimulus.turn_id == claimed_by
    }
    return (*heard, *_on_its_way(tx, person)), tuple(event.id for event in heard if event.id in unread)


def _witnessed(tx: Tx, person: PersonRow) -> list[tuple[Event, StimulusRow]]:
    """Newest HIGH + 1 at most: more is compacted anyway."""
    query = (
        select(EventRow, EventTextRow.text, StimulusRow)
        .join(StimulusRow, col(StimulusRow.event_id) == col(EventRow.id))
        .outerjoin(EventTextRow, col(EventTextRow.event_id) == col(EventRow.id))
        .where(
            StimulusRow.tenant == tx.tenant,
            StimulusRow.person_id == person.id,
            StimulusRow.heard >= person.history_from,
            col(StimulusRow.withdrawn_at).is_(None),
            col(EventRow.erased).is_(False),
        )
        .order_by(col(StimulusRow.heard).desc())
        .limit(HIGH + 1)
    )
    return [(to_event(row, text), stimulus) for row, text, stimulus in tx.db_session.exec(query).all()]


def _own(tx: Tx, person: PersonRow) -> list[Event]:
    """What they said (and others could hear), thought, and reacted with."""
    query = (
        select(EventRow, EventTextRow.text)
        .outerjoin(EventTextRow, col(EventTextRow.event_id) == col(EventRow.id))
        .where(
            EventRow.tenant == tx.tenant,
            EventRow.author_kind == "person",
            EventRow.author_id == person.id,
            col(EventRow.heard) >= person.history_from,
            col(EventRow.kind).in_(OWN),
            col(EventRow.erased).is_(False),
        )
        .order_by(col(EventRow.heard).desc())
        .limit(HIGH + 1)
    )
    return [to_event(row, text) for row, text in tx.db_session.exec(query).all()]


def _on_its_way(tx: Tx, person: PersonRow) -> list[Event]:
    """Their own speech that the channel does not have yet."""
    query = (
        select(EventRow, EventTextRow.text)
        .outerjoin(EventTextRow, col(EventTextRow.event_id) == col(EventRow.id))
        .where(
            EventRow.tenant == tx.tenant,
            EventRow.author_kind == "person",
            EventRow.author_id == person.id,
            col(EventRow.heard).is_(None),
            col(EventRow.delivery).in_(ON_ITS_WAY),
            col(EventRow.kind).in_(OWN),
            col(EventRow.erased).is_(False),
        )
        .order_by(col(EventRow.seq))
    )
    return [to_event(row, text) for row, text in tx.db_session.exec(query).all()]
