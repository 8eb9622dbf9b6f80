"""The guests of sessions as they stand in the rows: who joined, what they answered, what they voted."""

from collections.abc import Sequence

from sqlmodel import col, select

from db.schema.tables.guest_tables import GuestAnswerRow, GuestVoteRow, SessionGuestRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import NotFound
from troupe.worlds.sessions.session_guest import GuestAnswer, SessionGuest
from troupe.worlds.sessions.vote import Vote

_OF_SESSION = (
    select(SessionGuestRow)
    .where(SessionGuestRow.tenant == given("tenant"), SessionGuestRow.session_id == given("session"))
    .order_by(col(SessionGuestRow.number))
)
_MEMBER = _OF_SESSION.where(SessionGuestRow.user_id == given("user"))
_EVERYWHERE = (
    select(SessionGuestRow)
    .where(SessionGuestRow.tenant == given("tenant"), SessionGuestRow.user_id == given("user"))
    .order_by(col(SessionGuestRow.session_id))
)
_IDS = select(SessionGuestRow.id).where(
    SessionGuestRow.tenant == given("tenant"), SessionGuestRow.session_id == given("session")
)
_ANSWERS = (
    select(GuestAnswerRow)
    .where(GuestAnswerRow.tenant == given("tenant"), col(GuestAnswerRow.guest_id).in_(_IDS))
    .order_by(col(GuestAnswerRow.at), col(GuestAnswerRow.guest_id))
)
_ANSWER = select(GuestAnswerRow).where(
    GuestAnswerRow.tenant == given("tenant"),
    GuestAnswerRow.guest_id == given("guest"),
    GuestAnswerRow.step == given("step"),
    GuestAnswerRow.probe == given("probe"),
)
_VOTES = (
    select(GuestVoteRow)
    .where(GuestVoteRow.tenant == given("tenant"), col(GuestVoteRow.guest_id).in_(_IDS))
    .order_by(col(GuestVoteRow.at), col(GuestVoteRow.guest_id))
)


def guests_of(tx: Tx, session_id: str) -> Sequence[SessionGuestRow]:
    """All who ever joined, by number."""
    return tx.all(_OF_SESSION, session=session_id)


def guest_of(tx: Tx, session_id: str, user_id: str) -> SessionGuestRow | None:
    """The member as a guest of this session; None if they never joined, or have withdrawn."""
    return tx.first(_MEMBER, session=session_id, user=user_id)


def joined(tx: Tx, session_id: str, user_id: str) -> SessionGuestRow:
    """The same. Raises NotFound if they do not take part."""
    guest = guest_of(tx, session_id, user_id)
    if guest is None:
        raise NotFound("You do not take part in this. *Join* under its first message.", field="guest")
    return guest


def sessions_joined(tx: Tx, user_id: str) -> tuple[str, ...]:
    """The ids of the sessions in which this member takes part."""
    return tuple(row.session_id for row in tx.all(_EVERYWHERE, user=user_id))


def answer_row(tx: Tx, guest_id: str, step: str, probe: int) -> GuestAnswerRow | None:
    return tx.first(_ANSWER, guest=guest_id, step=step, probe=probe)


def answers_of(tx: Tx, session_id: str) -> Sequence[GuestAnswerRow]:
    """The answers of all guests, in the order of answering."""
    return tx.all(_ANSWERS, session=session_id)


def guest_votes_of(tx: Tx, session_id: str) -> tuple[Vote, ...]:
    """The votes of all guests, with their ids as participants."""
    return tuple(
        Vote(
            ballot=row.ballot,
            participant=row.guest_id,
            chosen=row.chosen,
            number=row.number,
            best=row.best,
            worst=row.worst,
            prices=row.prices,
            reason=row.reason,
            words=row.words,
        )
        for row in tx.all(_VOTES, session=session_id)
    )


def to_guest(row: SessionGuestRow) -> SessionGuest:
    return SessionGuest(
        id=row.id,
        number=row.number,
        name=row.name,
        user_id=row.user_id,
        consent=row.consent,
        joined_at=row.joined_at,
        left_at=row.left_at,
    )


def to_answer(row: GuestAnswerRow) -> GuestAnswer:
    return GuestAnswer(guest=row.guest_id, step=row.step, probe=row.probe, text=row.text, events=row.events)
