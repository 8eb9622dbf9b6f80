"""Sessions found, their words, worlds and moves."""

from collections.abc import Sequence

from sqlmodel import col, delete, select

from db.schema.tables.session_tables import SessionMoveRow, SessionRow, SessionWordsRow, SessionWorldRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import Conflict, NotFound
from troupe.worlds.sessions.session_move import KeptMove, MoveKind
from troupe.worlds.sessions.study_session import PauseReason, SessionPlaces, SessionStatus, StudySession

PLAN = "plan"
EXTRA = "extra "
LIVE = "live_"
"""How the part begins that is a step put in between, before its number; and the key of such a step."""

OF_TENANT = select(SessionRow).where(SessionRow.tenant == given("tenant"))
_BY_ID = OF_TENANT.where(SessionRow.id == given("session"))
_LOCKED = _BY_ID.with_for_update()
_WORDS = select(SessionWordsRow).where(
    SessionWordsRow.tenant == given("tenant"), SessionWordsRow.session_id == given("session")
)
_ALL_WORDS = delete(SessionWordsRow).where(
    col(SessionWordsRow.tenant) == given("tenant"), col(SessionWordsRow.session_id) == given("session")
)
_WORLDS = (
    select(SessionWorldRow)
    .where(SessionWorldRow.tenant == given("tenant"), SessionWorldRow.session_id == given("session"))
    .order_by(col(SessionWorldRow.number))
)
_MOVES = (
    select(SessionMoveRow)
    .where(SessionMoveRow.tenant == given("tenant"), SessionMoveRow.session_id == given("session"))
    .order_by(col(SessionMoveRow.number))
)
_MOVE = _MOVES.where(SessionMoveRow.number == given("number"))


def session_row(tx: Tx, session_id: str, *, locked: bool = False) -> SessionRow:
    """The session, its row ours until the transaction ends if `locked`: after its worlds. Raises NotFound, as
    for another tenant's."""
    row = tx.first(_LOCKED if locked else _BY_ID, session=session_id)
    if row is None:
        raise NotFound("there is no such session", field="session")
    return row


def words_of(tx: Tx, session_id: str) -> dict[str, str]:
    """The words of a session, by their part."""
    return {row.part: row.text for row in tx.all(_WORDS, session=session_id)}


def word_row(tx: Tx, session_id: str, part: str) -> SessionWordsRow | None:
    return next((row for row in tx.all(_WORDS, session=session_id) if row.part == part), None)


def write_words(tx: Tx, row: SessionRow, part: str, text: str) -> None:
    """Keep words under a part that is not there yet."""
    tx.insert(SessionWordsRow, {"session_id": row.id, "part": part, "tenant": tx.tenant, "text": text})


def erase_words(tx: Tx, row: SessionRow) -> None:
    tx.run(_ALL_WORDS, session=row.id)


def extras_of(words: dict[str, str]) -> tuple[str, ...]:
    """The steps put in between, in the order of asking."""
    numbers = sorted(int(part.removeprefix(EXTRA)) for part in words if part.startswith(EXTRA))
    return tuple(words[f"{EXTRA}{number}"] for number in numbers)


def insert_step(tx: Tx, session_id: str, step: str) -> int:
    """See troupe.ports.Sessions.insert."""
    row = session_row(tx, session_id, locked=True)
    if row.ended_at is not None:
        raise Conflict("it has ended", field="session")
    number = len(extras_of(words_of(tx, row.id))) + 1
    write_words(tx, row, f"{EXTRA}{number}", step)
    tx.tell_others()
    return number


def worlds_of(tx: Tx, session_id: str) -> Sequence[SessionWorldRow]:
    """The worlds of a session, by number."""
    return tx.all(_WORLDS, session=session_id)


def moves_of(tx: Tx, session_id: str) -> Sequence[SessionMoveRow]:
    """The moves of a session, in order."""
    return tx.all(_MOVES, session=session_id)


def steps_begun(tx: Tx, session_id: str) -> int:
    """How many steps of the guide have begun, left out ones among them; what was put in between is none of
    them."""
    return len({move.step for move in moves_of(tx, session_id) if move.step and not move.step.startswith(LIVE)})


def move_row(tx: Tx, session_id: str, number: int) -> SessionMoveRow | None:
    return tx.first(_MOVE, session=session_id, number=number)


def to_session(row: SessionRow) -> StudySession:
    return StudySession(
        tenant=row.tenant,
        id=row.id,
        study_id=row.study_id or row.id,
        condition=row.condition,
        replicate=row.replicate,
        seed=row.seed,
        status=SessionStatus(row.status),
        pause=None if row.pause is None else PauseReason(row.pause),
        moves=row.moves,
        released=row.released,
        chaired=row.chaired,
        resumes=row.resumes,
        model=row.model,
        asked_for=row.asked_for,
        places=SessionPlaces(
            guild_id=row.guild_id,
            front=row.front,
            backstage=row.backstage,
            card=row.card,
            join_card=row.join_card,
            report=row.report,
            rooms=row.rooms,
        ),
        created_at=row.created_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        ended_early=row.ended_early,
    )


def to_move(row: SessionMoveRow) -> KeptMove:
    return KeptMove(
        number=row.number,
        kind=MoveKind(row.kind),
        step=row.step,
        probe=row.probe,
        part=row.part,
        asked=row.asked,
        posted=row.posted,
        answers=row.answers,
        note=row.note,
        guests=row.guests,
        due_at=row.due_at,
        closed=row.closed,
        at=row.at,
    )
