"""The admission of humans to the record of a session: guests under their pseudonym, whoever runs it as
moderator."""

from collections.abc import Sequence

from sqlmodel import col, select

from db.schema.tables.guest_tables import GuestAnswerRow
from db.schema.tables.session_note_table import SessionNoteRow
from db.schema.tables.session_tables import SessionMoveRow, SessionRow, SessionWorldRow
from db.schema.tables.world_tables import WorldRow
from db.sessions.guest_reading import answer_row, guest_of, to_guest
from db.sessions.session_reading import move_row
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.sessions.moderator import MODERATOR
from troupe.worlds.sessions.session_guest import SessionGuest
from troupe.worlds.sessions.session_move import MoveKind
from troupe.worlds.sessions.session_note import NoteKind
from troupe.worlds.transcript import HumanAuthor

_SESSION_OF = (
    select(SessionRow)
    .join(SessionWorldRow, col(SessionWorldRow.session_id) == col(SessionRow.id))
    .where(
        SessionWorldRow.tenant == given("tenant"),
        SessionWorldRow.world_id == given("world"),
        SessionRow.tenant == given("tenant"),
    )
)

_MODERATOR = select(SessionNoteRow).where(
    SessionNoteRow.tenant == given("tenant"),
    SessionNoteRow.session_id == given("session"),
    SessionNoteRow.kind == NoteKind.MODERATOR.value,
    SessionNoteRow.by_id == given("human"),
)


def admitted(tx: Tx, world: WorldRow, author: HumanAuthor) -> HumanAuthor | None:
    """The member as the people of a session know them; None if they are not heard. A guest is one whatever else
    they may do; whoever planned or began the session is its moderator. In any other world everyone is heard, as
    who they are."""
    if not world.by_invitation:
        return author
    session = tx.first(_SESSION_OF, world=world.id)
    if session is None:
        return None
    guest = guest_of(tx, session.id, author.id)
    if guest is not None:
        return to_guest(guest).author
    if session.asked_for == author.id or tx.first(_MODERATOR, session=session.id, human=author.id) is not None:
        return HumanAuthor(id=author.id, name=MODERATOR.name)
    return None


def note_line(tx: Tx, world: WorldRow, member_id: str, event_id: str) -> None:
    """A line that a guest wrote in front is their answer, while the question is open to them."""
    session = tx.first(_SESSION_OF, world=world.id) if world.by_invitation else None
    guest = None if session is None else guest_of(tx, session.id, member_id)
    if session is None or guest is None:
        return
    move = open_move(tx, session)
    if move is not None and move.kind == MoveKind.ASK.value and guest.id in move.guests:
        keep_answer(tx, to_guest(guest), move, events=(event_id,))


def open_move(tx: Tx, session: SessionRow) -> SessionMoveRow | None:
    """The question or ballot that is open to guests."""
    move = move_row(tx, session.id, session.moves - 1)
    over = move is None or move.closed or (move.due_at is not None and move.due_at <= tx.now)
    return None if over or session.ended_at is not None else move


def keep_answer(
    tx: Tx, guest: SessionGuest, move: SessionMoveRow, *, text: str | None = None, events: Sequence[str] = ()
) -> None:
    """Keep an answer, or what is added to it; `text` takes the place of what is kept for the reveal."""
    row = answer_row(tx, guest.id, move.step, move.probe)
    if row is None:
        row = tx.add(
            GuestAnswerRow(
                guest_id=guest.id,
                step=move.step,
                probe=move.probe,
                tenant=tx.tenant,
                text="",
                events=(),
                at=tx.now,
            )
        )
    row.events = (*row.events, *events)
    if text is not None:
        row.text = text
    tx.tell_others()
