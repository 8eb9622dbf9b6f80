"""Notes on sessions as a store: see troupe.ports.SessionNotes."""

from sqlmodel import col, delete, select

from db.record.event_appending import append, author_of
from db.schema.tables.session_note_table import SessionNoteRow
from db.schema.tables.session_tables import SessionRow
from db.schema.tables.world_tables import PersonRow
from db.sessions.session_reading import insert_step, session_row, worlds_of
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx
from troupe.core.errors import Conflict, NotFound
from troupe.worlds.events.author import HumanAuthor
from troupe.worlds.events.thought import Thought
from troupe.worlds.sessions.session_note import NewNote, NoteKind, SessionNote
from troupe.worlds.sessions.study_session import SessionStatus

_NOTES = (
    select(SessionNoteRow)
    .where(SessionNoteRow.tenant == given("tenant"), SessionNoteRow.session_id == given("session"))
    .order_by(col(SessionNoteRow.number))
)
_NOTE = select(SessionNoteRow).where(SessionNoteRow.tenant == given("tenant"), SessionNoteRow.id == given("note"))
_LOCKED = _NOTE.with_for_update()
_OF_HUMAN = delete(SessionNoteRow).where(
    col(SessionNoteRow.tenant) == given("tenant"), col(SessionNoteRow.by_id) == given("human")
)


class SqlSessionNotes:
    """See troupe.ports.SessionNotes."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def add(self, session_id: str, new: NewNote) -> SessionNote:
        return await self._tenancy.write(lambda tx: _add(tx, session_id, new))

    async def of(self, session_id: str, *kinds: NoteKind) -> tuple[SessionNote, ...]:
        def read(tx: Tx) -> tuple[SessionNote, ...]:
            notes = map(to_note, tx.all(_NOTES, session=session_id))
            return tuple(note for note in notes if not kinds or note.kind in kinds)

        return await self._tenancy.read(read)

    async def get(self, note_id: str) -> SessionNote:
        return await self._tenancy.read(lambda tx: to_note(_row(tx, note_id)))

    async def settle(self, note_id: str) -> SessionNote:
        def mark(tx: Tx) -> SessionNote:
            row = _row(tx, note_id, locked=True)
            row.settled = True
            tx.tell_others()
            return to_note(row)

        return await self._tenancy.write(mark)

    async def ask(self, note_id: str, step: str) -> bool:
        return await self._tenancy.write(lambda tx: _ask(tx, note_id, step))

    async def whisper(self, session_id: str, new: NewNote) -> SessionNote:
        return await self._tenancy.write(lambda tx: _whisper(tx, session_id, new))

    async def forget(self, human_id: str) -> int:
        return await self._tenancy.write(lambda tx: tx.run(_OF_HUMAN, human=human_id))


def keep_note(tx: Tx, session: SessionRow, new: NewNote) -> SessionNoteRow:
    """Keep a note on a session whose row is locked."""
    notes = tx.all(_NOTES, session=session.id)
    return tx.add(
        SessionNoteRow(
            id=tx.ids(),
            session_id=session.id,
            number=max((note.number for note in notes), default=0) + 1,
            tenant=tx.tenant,
            kind=new.kind.value,
            by_id=new.by.id,
            by_name=new.by.name,
            text=new.text,
            event_id=new.event,
            person_id=new.person,
            at=tx.now,
        )
    )


def to_note(row: SessionNoteRow) -> SessionNote:
    return SessionNote(
        id=row.id,
        session_id=row.session_id,
        kind=NoteKind(row.kind),
        by=HumanAuthor(id=row.by_id, name=row.by_name),
        text=row.text,
        event=row.event_id,
        person=row.person_id,
        at=row.at,
        settled=row.settled,
    )


def _add(tx: Tx, session_id: str, new: NewNote) -> SessionNote:
    session = session_row(tx, session_id, locked=True)
    if new.kind is NoteKind.PREDICTION and session.status != SessionStatus.PLANNED.value:
        raise Conflict("predictions are written before the start", field="session")
    before = next((row for row in tx.all(_NOTES, session=session.id) if _same(row, new)), None)
    tx.tell_others()
    return to_note(keep_note(tx, session, new) if before is None else before)


def _same(row: SessionNoteRow, new: NewNote) -> bool:
    """Whether the note is there already."""
    if row.kind != new.kind.value or row.settled:
        return False
    match new.kind:
        case NoteKind.QUOTE:
            return row.event_id == new.event
        case NoteKind.OBSERVER | NoteKind.MODERATOR:
            return row.by_id == new.by.id
        case NoteKind.PREDICTION | NoteKind.SUGGESTION | NoteKind.THOUGHT | NoteKind.GOAL | NoteKind.EDIT:
            return False


def _whisper(tx: Tx, session_id: str, new: NewNote) -> SessionNote:
    worlds = {link.world_id for link in worlds_of(tx, session_row(tx, session_id).id)}
    person = None if new.person is None else tx.get(PersonRow, new.person)
    if person is None or person.world_id not in worlds or person.left_at is not None:
        raise NotFound("nobody of that name sits in this session", field="person")
    world = tx.lock_world(person.world_id)
    session = session_row(tx, session_id, locked=True)
    if session.ended_at is not None:
        raise Conflict("it has ended", field="session")
    words = f"What I want from now on: {new.text}" if new.kind is NoteKind.GOAL else new.text
    event = append(tx, world, Thought, author_of(person), text=words)
    return to_note(keep_note(tx, session, new.model_copy(update={"event": event.id})))


def _row(tx: Tx, note_id: str, *, locked: bool = False) -> SessionNoteRow:
    row = tx.first(_LOCKED if locked else _NOTE, note=note_id)
    if row is None:
        raise NotFound("there is no such note", field="note")
    return row


def _ask(tx: Tx, note_id: str, step: str) -> bool:
    note = _row(tx, note_id, locked=True)
    if note.settled:
        return False
    insert_step(tx, note.session_id, step)
    note.settled = True
    return True
