"""A turn's outcome put into effect: speech, thoughts and reactions in the record, what goes out, the new state."""

import re
from typing import assert_never

from sqlalchemy import exists, select

from db.cycle.turn_ending import end_turn
from db.minds.mind_keeping import keep_state
from db.record.event_appending import append, author_of, enqueue
from db.record.event_reading import KEYS, event_of, known
from db.record.speech_prints import keep_prints
from db.schema.kind_filters import SPOKEN, one_of
from db.schema.tables.event_tables import EventRow
from db.schema.tables.turn_tables import TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.action import AnyRecorded, Done, React, Recall, RecordedAction
from troupe.worlds.events.declined import Declined
from troupe.worlds.events.reacted import Reacted
from troupe.worlds.outbox.react_row import ReactRow
from troupe.worlds.text.speech_parts import split_speech
from troupe.worlds.transcript import EVENT_KINDS, Delivery, Event
from troupe.worlds.turn import Outcome

_NUMBER = re.compile(r"#?\s*(\d{1,18})")
_EVENT = table_of(EventRow).c
_BY_NUMBER = KEYS.where(
    _EVENT.world_id == given("world"), _EVENT.heard == given("heard"), one_of(_EVENT.kind, SPOKEN)
)
_LATER = table_of(EventRow).alias("later").c
_OVERTAKEN = select(_EVENT.message_id).where(
    _EVENT.tenant == given("tenant"),
    _EVENT.id == given("trigger"),
    _EVENT.erased.is_(False),
    exists().where(
        _LATER.tenant == given("tenant"),
        _LATER.world_id == _EVENT.world_id,
        _LATER.place == given("place"),
        one_of(_LATER.kind, SPOKEN),
        _LATER.heard > _EVENT.heard,
        _LATER.author_id != _EVENT.author_id,
        _LATER.author_id != given("speaker"),
    ),
)
"""The message of an event, if someone else spoke after it."""


def perform(
    tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow, outcome: Outcome, trigger: Event | None = None
) -> None:
    """Carry out what was decided and end the turn, all in the present transaction. `trigger` is what it answers,
    if it is known.

    The floor choice rules whatever the actions say: `silent` posts nothing, `react` no speech.
    """
    choice = outcome.floor
    newest = trigger is not None and trigger.heard == world.heard
    for action in outcome.actions:
        if choice not in action.facets.floors:
            continue
        match action:
            case RecordedAction():
                if action.content.strip():
                    _record(tx, world, turn, person, action, outcome, newest=newest)
            case React():
                if action.content.strip():
                    _react(tx, world, turn, person, action, outcome)
            case Recall() | Done():
                pass
            case _:
                assert_never(action)
    if outcome.refusal:
        append(
            *(tx, world, Declined, author_of(person)),
            text=outcome.refusal,
            place=turn.place,
            target=turn.trigger_id,
            turn_id=turn.id,
        )
    if person.fence == turn.fence:  # else something that may have gone into it was erased meanwhile
        keep_state(tx, world, person, outcome.state, turn.fence)
    turn.choice = choice.value
    turn.provenance = outcome.provenance
    end_turn(tx, turn, TurnStatus.COMMITTED)


def _record(
    tx: Tx,
    world: WorldRow,
    turn: TurnRow,
    person: PersonRow,
    action: AnyRecorded,
    outcome: Outcome,
    *,
    newest: bool,
) -> None:
    """Append what was said, thought or done in these words. What goes to the channel waits until it is there.
    `newest`: nobody has spoken after what is answered."""
    text = action.content.strip()
    row = None if world.channel_id is None else action.row
    event = append(
        tx,
        world,
        EVENT_KINDS[action.event.word()],
        author_of(person),
        text=text,
        place=turn.place,
        target=None if action.facets.inner else turn.trigger_id,
        delivery=None if action.row is None else Delivery.SENT if row is None else Delivery.PENDING,
        stand_in=outcome.provenance.stand_in,
        turn_id=turn.id,
    )
    if not action.facets.inner:
        keep_prints(tx, world, event)
    if row is not None:
        link = None if newest else _message_to_link(tx, turn)
        enqueue(tx, world, event, row, split_speech(text), person=person, target_message=link)


def _react(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow, action: React, outcome: Outcome) -> None:
    """A reaction to a line that cannot be found any more stays in the record as failed."""
    emoji = action.content.strip()
    target = _line(tx, world, action.target, turn)
    message_id = None if target is None or target.erased else target.message_id
    headless = world.channel_id is None
    delivery = Delivery.PENDING if message_id is not None else Delivery.FAILED
    event = append(
        tx,
        world,
        Reacted,
        author_of(person),
        text=emoji,
        place=turn.place if target is None else target.place,
        target=None if target is None else target.id,
        delivery=Delivery.SENT if headless else delivery,
        stand_in=outcome.provenance.stand_in,
        turn_id=turn.id,
    )
    if message_id is not None and not headless:
        enqueue(tx, world, event, ReactRow, (emoji,), person=person, target_message=message_id)


def _line(tx: Tx, world: WorldRow, shown: str, turn: TurnRow) -> Event | None:
    """The event of a line number as shown in the history (`#12`), else the turn's trigger."""
    number = _NUMBER.fullmatch(shown.strip())
    if number is not None and (rows := tx.rows(_BY_NUMBER, world=world.id, heard=int(number[1]))):
        return known(tx, rows)[0]
    return None if turn.trigger_id is None else event_of(tx, turn.trigger_id)


def _message_to_link(tx: Tx, turn: TurnRow) -> str | None:
    """The message answered, if someone else's came in between, so that readers can tell what is answered."""
    if turn.trigger_id is None:
        return None
    return tx.value(_OVERTAKEN, trigger=turn.trigger_id, place=turn.place, speaker=turn.person_id)
