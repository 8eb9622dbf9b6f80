"""A turn's outcome put into effect: speech, thoughts and reactions in the record, what goes out, the new state."""

import re
from typing import assert_never

from sqlmodel import col, select, update

from db.ending import end_turn
from db.record import append, author_of, enqueue, hear, perceive
from db.rows import EventRow, PersonRow, StimulusRow, TurnRow, TurnStatus, WorldRow
from db.transaction import Tx
from troupe.worlds.action import Done, FloorChoice, React, Talk, Think
from troupe.worlds.outbox import RowKind
from troupe.worlds.speech import split_speech
from troupe.worlds.transcript import Delivery, EventKind
from troupe.worlds.turn import Outcome

_NUMBER = re.compile(r"#?\s*(\d{1,18})")


def perform(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow, outcome: Outcome) -> None:
    """Carry out what was decided and end the turn, all in the present transaction.

    The floor choice rules whatever the actions say: `silent` posts nothing, `react` no speech.
    """
    choice = outcome.floor
    for action in outcome.actions:
        match action:
            case Talk():
                if choice is FloorChoice.SPEAK and action.content.strip():
                    _talk(tx, world, turn, person, action, outcome)
            case Think():
                if action.content.strip():
                    _think(tx, world, turn, person, action, outcome)
            case React():
                if choice is not FloorChoice.SILENT and action.content.strip():
                    _react(tx, world, turn, person, action, outcome)
            case Done():
                pass
            case _:
                assert_never(action)
    person.state = outcome.state
    consume(tx, turn)
    turn.choice = choice.value
    turn.provenance = outcome.provenance
    end_turn(tx, turn, TurnStatus.COMMITTED)


def consume(tx: Tx, turn: TurnRow) -> None:
    """What the turn claimed has been read."""
    tx.db_session.exec(
        update(StimulusRow)
        .where(
            col(StimulusRow.tenant) == tx.tenant,
            col(StimulusRow.turn_id) == turn.id,
            col(StimulusRow.read_at).is_(None),
            col(StimulusRow.withdrawn_at).is_(None),
        )
        .values(read_at=tx.now)
    )


def _talk(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow, action: Talk, outcome: Outcome) -> None:
    text = action.content.strip()
    headless = world.channel_id is None
    event = append(
        tx,
        world,
        EventKind.SAID,
        author_of(person),
        text=text,
        place=turn.place,
        target=turn.trigger_id,
        delivery=Delivery.SENT if headless else Delivery.PENDING,
        stand_in=outcome.provenance.stand_in,
        turn_id=turn.id,
    )
    if headless:
        perceive(tx, world, event)
        return
    parts = split_speech(text)
    linked = _message_to_link(tx, turn)
    for number, part in enumerate(parts):
        enqueue(
            tx,
            world,
            event,
            RowKind.SAY,
            part,
            person=person,
            part=number,
            parts=len(parts),
            target_message=linked if number == 0 else None,
        )


def _think(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow, action: Think, outcome: Outcome) -> None:
    event = append(
        tx,
        world,
        EventKind.THOUGHT,
        author_of(person),
        text=action.content.strip(),
        place=turn.place,
        stand_in=outcome.provenance.stand_in,
        turn_id=turn.id,
    )
    hear(world, event)


def _react(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow, action: React, outcome: Outcome) -> None:
    """A reaction to a line that cannot be found any more stays in the record as failed."""
    target = _line(tx, world, action.target, turn)
    headless = world.channel_id is None
    sendable = target is not None and target.message_id is not None and not target.erased
    delivery = Delivery.PENDING if sendable else Delivery.FAILED
    event = append(
        tx,
        world,
        EventKind.REACTED,
        author_of(person),
        text=action.content.strip(),
        place=turn.place if target is None else target.place,
        target=None if target is None else target.id,
        delivery=Delivery.SENT if headless else delivery,
        stand_in=outcome.provenance.stand_in,
        turn_id=turn.id,
    )
    if headless:
        perceive(tx, world, event, awaits_answer=False)
    elif target is not None and sendable:
        enqueue(
            tx,
            world,
            event,
            RowKind.REACT,
            action.content.strip(),
            person=person,
            target_message=target.message_id,
        )


def _line(tx: Tx, world: WorldRow, shown: str, turn: TurnRow) -> EventRow | None:
    """The event of a line number as shown in the history (`#12`), else the turn's trigger."""
    number = _NUMBER.fullmatch(shown.strip())
    if number is not None:
        query = select(EventRow).where(
            EventRow.tenant == tx.tenant,
            EventRow.world_id == world.id,
            EventRow.heard == int(number[1]),
            EventRow.kind == EventKind.SAID.value,
        )
        if (found := tx.db_session.exec(query).first()) is not None:
            return found
    return None if turn.trigger_id is None else tx.db_session.get(EventRow, turn.trigger_id)


def _message_to_link(tx: Tx, turn: TurnRow) -> str | None:
    """The message answered, if someone else's came in between, so that readers can tell what is answered."""
    trigger = None if turn.trigger_id is None else tx.db_session.get(EventRow, turn.trigger_id)
    if trigger is None or trigger.heard is None or trigger.message_id is None or trigger.erased:
        return None
    between = select(EventRow.id).where(
        EventRow.tenant == tx.tenant,
        EventRow.world_id == turn.world_id,
        EventRow.place == turn.place,
        EventRow.kind == EventKind.SAID.value,
        col(EventRow.heard) > trigger.heard,
        EventRow.author_id != trigger.author_id,
        EventRow.author_id != turn.person_id,
    )
    return trigger.message_id if tx.db_session.exec(between.limit(1)).first() is not None else None
