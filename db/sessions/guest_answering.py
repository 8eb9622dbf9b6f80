"""Answers of guests: kept for the reveal or said at once, and revealed together with those of the people."""

from collections.abc import Iterable

from sqlmodel import col, delete

from db.cycle.roundtable_reveal import settle_round
from db.cycle.turn_ending import open_round
from db.record.event_appending import append, enqueue
from db.record.offer_withdrawal import OF_A_QUESTION, withdraw_offers
from db.schema.tables.guest_tables import GuestAnswerRow
from db.schema.tables.session_tables import SessionMoveRow, SessionRow
from db.schema.tables.world_tables import WorldRow
from db.sessions.admission import keep_answer, open_move
from db.sessions.guest_reading import answers_of, guest_votes_of, guests_of, joined, to_guest
from db.sessions.session_moving import lock_worlds
from db.sessions.session_reading import move_row, session_row
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import Conflict
from troupe.worlds.events.said import Said
from troupe.worlds.outbox.guest_row import GuestRow
from troupe.worlds.sessions.session_guest import SessionGuest
from troupe.worlds.sessions.session_move import MoveKind
from troupe.worlds.text.speech_parts import split_speech
from troupe.worlds.transcript import Delivery
from troupe.worlds.world import WorldStatus

_FORGET = delete(GuestAnswerRow).where(
    col(GuestAnswerRow.tenant) == given("tenant"),
    col(GuestAnswerRow.guest_id) == given("guest"),
    col(GuestAnswerRow.step) == given("step"),
    col(GuestAnswerRow.probe) == given("probe"),
)
OVER = "This question is over; your answer came too late for it."


def answer(tx: Tx, session_id: str, user_id: str, place: tuple[str, int], text: str) -> bool:
    """See troupe.ports.SessionGuests.answer."""
    worlds = lock_worlds(tx, session_id)
    session = session_row(tx, session_id, locked=True)
    guest = to_guest(joined(tx, session_id, user_id))
    move = open_move(tx, session)
    if move is None or move.kind != MoveKind.ASK.value or (move.step, move.probe) != place:
        raise Conflict(OVER)
    if guest.id not in move.guests:
        raise Conflict("You joined after this was asked, or somebody else was called. The next question is yours.")
    front = _front(worlds)
    if front is None or front.reveal_held:
        keep_answer(tx, guest, move, text=text)
        return False
    if front.status != WorldStatus.OPEN.value:
        raise Conflict("Everyone here is silent for now. Try again when it goes on.")
    keep_answer(tx, guest, move, events=(_say(tx, front, guest, text),))
    return True


def close(tx: Tx, session_id: str, number: int) -> bool:
    """See troupe.ports.SessionGuests.close."""
    worlds = lock_worlds(tx, session_id)
    session = session_row(tx, session_id, locked=True)
    move = move_row(tx, session_id, number)
    if session.moves != number + 1 or move is None or move.closed:
        return False
    move.closed = True
    for world in worlds.values():
        withdraw_offers(tx, world, OF_A_QUESTION)
    tx.tell_others()
    return True


def release(tx: Tx, session_id: str) -> SessionRow:
    """See troupe.ports.Sessions.release."""
    worlds = lock_worlds(tx, session_id)
    session = session_row(tx, session_id, locked=True)
    if _close_question(tx, session):
        for world in worlds.values():
            withdraw_offers(tx, world, OF_A_QUESTION)
    elif session.released is not None:
        session.released += 1
    tx.tell_others()
    return session


def _close_question(tx: Tx, session: SessionRow) -> bool:
    """Wait no longer for guests; whether any were waited for."""
    move = open_move(tx, session)
    if move is None or not move.guests:
        return False
    here = {guest.id for guest in guests_of(tx, session.id) if guest.left_at is None}
    if move.kind == MoveKind.POLL.value:
        done = {vote.participant for vote in guest_votes_of(tx, session.id) if vote.ballot == move.step}
    else:
        answers = answers_of(tx, session.id)
        done = {row.guest_id for row in answers if (row.step, row.probe) == (move.step, move.probe)}
    awaited = here.intersection(move.guests) - done
    move.closed = bool(awaited)
    return move.closed


def reveal(tx: Tx, session_id: str, number: int) -> bool:
    """See troupe.ports.SessionGuests.reveal."""
    worlds = lock_worlds(tx, session_id)
    session = session_row(tx, session_id, locked=True)
    front = _front(worlds)
    move = move_row(tx, session_id, number)
    if session.moves != number + 1 or move is None or front is None or not front.reveal_held:
        return False
    move.closed = True
    withdraw_offers(tx, front, OF_A_QUESTION)
    let_go(tx, front)
    guests = {row.id: to_guest(row) for row in guests_of(tx, session_id)}
    for row in answers_of(tx, session_id):
        if row.text and (row.step, row.probe) == (move.step, move.probe):
            row.events = (*row.events, _say(tx, front, guests[row.guest_id], row.text))
            row.text = ""
    tx.tell_others()
    return True


def drop_answers(tx: Tx, session_id: str, moves: Iterable[SessionMoveRow]) -> tuple[str, ...]:
    """Delete what guests have answered to the questions of these moves, and close the questions; returns the
    events that told it."""
    asked = set[tuple[str, str, int]]()
    for move in moves:
        move.closed = True
        asked |= {(guest, move.step, move.probe) for guest in move.guests}
    rows = [row for row in answers_of(tx, session_id) if (row.guest_id, row.step, row.probe) in asked]
    for row in rows:
        tx.run(_FORGET, guest=row.guest_id, step=row.step, probe=row.probe)
    return tuple(event for row in rows for event in row.events)


def let_go(tx: Tx, world: WorldRow) -> None:
    """Keep answers of the people back no longer."""
    world.reveal_held = False
    table = open_round(tx, world)
    settle_round(tx, world, None if table is None else table.id)


def _front(worlds: dict[int, WorldRow]) -> WorldRow | None:
    return next((world for world in worlds.values() if world.channel_id is not None), None)


def _say(tx: Tx, world: WorldRow, guest: SessionGuest, text: str) -> str:
    """Put a guest's words into the record and on their way to the channel; returns the event."""
    event = append(tx, world, Said, guest.author, text=text, delivery=Delivery.PENDING)
    enqueue(tx, world, event, GuestRow, split_speech(f"👤 **{guest.name}:** {text}"))
    return event.id
