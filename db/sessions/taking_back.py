"""Lines in front taken back: what the moderator said or showed, with all that was said in answer to it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, or_
from sqlmodel import col, select

from db.casts.persona_updates import lock_with_lives
from db.cycle.turn_ending import open_turns, void
from db.cycle.world_wakeup import wake_if_unread
from db.erasure.erasing import erase_events
from db.record.event_appending import enqueue
from db.record.event_reading import event_of
from db.record.speech_delivery import lines_of
from db.schema.kind_filters import HUMAN, MAKING_MESSAGES, REMOVABLE, one_of
from db.schema.tables.event_tables import EventRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.session_tables import SessionMoveRow
from db.schema.tables.turn_tables import TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.sessions.guest_answering import drop_answers, let_go
from db.sessions.session_reading import moves_of, session_row, worlds_of
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import NotFound
from troupe.worlds.events.exhibited import Exhibited
from troupe.worlds.outbox.remove_row import RemoveRow
from troupe.worlds.sessions.session_move import PostedLine
from troupe.worlds.transcript import Event

_OF_MESSAGE = (
    select(EventRow)
    .outerjoin(LineRow, (col(LineRow.event_id) == col(EventRow.id)) & one_of(col(LineRow.kind), MAKING_MESSAGES))
    .where(
        EventRow.tenant == given("tenant"),
        EventRow.world_id == given("world"),
        or_(col(EventRow.message_id) == given("message"), col(LineRow.message_id) == given("message")),
        col(EventRow.erased).is_(False),
    )
)
_ANSWERS = (
    select(EventRow)
    .join(TurnRow, col(TurnRow.id) == col(EventRow.turn_id))
    .where(
        EventRow.tenant == given("tenant"),
        EventRow.world_id == given("world"),
        one_of(col(EventRow.kind), REMOVABLE),
        col(TurnRow.trigger_id).in_(bindparam("given_lines", expanding=True)),
    )
)


def line_of(tx: Tx, session_id: str, message_id: str) -> Event | None:
    """See troupe.ports.Sessions.line."""
    for link in worlds_of(tx, session_row(tx, session_id).id):
        row = tx.first(_OF_MESSAGE, world=link.world_id, message=message_id)
        if row is not None:
            return event_of(tx, row.id)
    return None


def lines_to_go(tx: Tx, session_id: str, event_id: str) -> Mapping[str, Sequence[str]]:
    """The lines that go with this one, by the id of their world: all of a question's, in whichever world and to
    whomever it went. Raises NotFound for a line that is no human's and shows nothing."""
    worlds = {link.number: link.world_id for link in worlds_of(tx, session_row(tx, session_id).id)}
    event = tx.get(EventRow, event_id)
    if event is None or event.tenant != tx.tenant or event.world_id not in worlds.values():
        raise NotFound("that line is not of this session", field="line")
    if event.author_kind != HUMAN and event.kind != Exhibited.word():
        raise NotFound("only what the moderator said or showed is taken back; *Remove* takes out an answer")
    lines: dict[str, list[str]] = defaultdict(list)
    lines[event.world_id].append(event.id)
    for line in _of_same_question(moves_of(tx, session_id), event.id):
        if line.event not in lines[worlds[line.world]]:
            lines[worlds[line.world]].append(line.event)
    return lines


def _of_same_question(moves: Sequence[SessionMoveRow], event_id: str) -> Sequence[PostedLine]:
    """The lines of the question that this line puts; of one that is a later call of somebody, that line alone."""
    move = next((move for move in moves if any(line.event == event_id for line in move.posted)), None)
    if move is None:
        return ()
    same = [other for other in moves if (other.step, other.probe) == (move.step, move.probe)]
    whole = same if move.part == 0 else [move]
    return tuple(line for one in whole for line in one.posted)


def take_back(tx: Tx, session_id: str, world_id: str, lines: Collection[str]) -> int:
    """Erase these lines and their answers in a world, those of guests too, which may be kept for the reveal still;
    what is erased already counts for nothing. Nobody is waited for any longer, and nothing that was held back in
    answer to them is revealed. A member's own message is deleted as well."""
    world = lock_with_lives(tx, world_id)
    session = session_row(tx, session_id, locked=True)
    moves = [move for move in moves_of(tx, session.id) if any(line.event in lines for line in move.posted)]
    by_guests = [tx.must(EventRow, event) for event in drop_answers(tx, session.id, moves)]
    answers = tx.all(_ANSWERS, world=world.id, lines=list(lines))
    roots = [*(tx.must(EventRow, line) for line in lines), *by_guests]
    members = [row for row in roots if not row.erased and row.message_id is not None and not lines_of(tx, row.id)]
    erased = erase_events(tx, world, [*roots, *answers])
    for row in members:
        enqueue(tx, world, row, RemoveRow, ("",), target_message=row.message_id)
    _void_held(tx, world, lines)
    if any(move.number == session.moves - 1 for move in moves) or not world.reveal_held:
        let_go(tx, world)
    tx.tell_others()
    return erased


def _void_held(tx: Tx, world: WorldRow, lines: Collection[str]) -> None:
    """Void answers that wait for the reveal. After the erasure, which has to see who had read the lines."""
    held = [turn for turn in open_turns(tx, world) if turn.status == TurnStatus.HELD.value]
    for turn in held:
        if turn.trigger_id in lines:
            void(tx, turn, "what it answered was taken back")
            wake_if_unread(tx, world, tx.must(PersonRow, turn.person_id))
