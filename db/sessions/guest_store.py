"""Guests of sessions as a store: see troupe.ports.SessionGuests."""

from db.schema.tables.guest_tables import GuestVoteRow
from db.sessions import guest_answering, guest_membership
from db.sessions.admission import open_move
from db.sessions.guest_reading import guests_of, joined, sessions_joined, to_guest
from db.sessions.session_reading import session_row
from db.tx.transaction import Tenancy, Tx
from troupe.core.errors import Conflict
from troupe.worlds.sessions.session_guest import NewGuest, SessionGuest
from troupe.worlds.sessions.session_move import MoveKind
from troupe.worlds.sessions.vote import Vote


class SqlSessionGuests:
    """See troupe.ports.SessionGuests."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def join(self, session_id: str, new: NewGuest) -> SessionGuest:
        return await self._tenancy.write(lambda tx: guest_membership.join(tx, session_id, new))

    async def withdraw(self, session_id: str, user_id: str) -> bool:
        return await self._tenancy.write(lambda tx: guest_membership.withdraw(tx, session_id, user_id))

    async def joined_by(self, user_id: str) -> tuple[str, ...]:
        return await self._tenancy.read(lambda tx: sessions_joined(tx, user_id))

    async def of(self, session_id: str) -> tuple[SessionGuest, ...]:
        return await self._tenancy.read(lambda tx: tuple(map(to_guest, guests_of(tx, session_id))))

    async def answer(self, session_id: str, user_id: str, place: tuple[str, int], text: str) -> bool:
        return await self._tenancy.write(lambda tx: guest_answering.answer(tx, session_id, user_id, place, text))

    async def vote(self, session_id: str, user_id: str, vote: Vote) -> None:
        await self._tenancy.write(lambda tx: _vote(tx, session_id, user_id, vote))

    async def close(self, session_id: str, number: int) -> bool:
        return await self._tenancy.write(lambda tx: guest_answering.close(tx, session_id, number))

    async def reveal(self, session_id: str, number: int) -> bool:
        return await self._tenancy.write(lambda tx: guest_answering.reveal(tx, session_id, number))


def _vote(tx: Tx, session_id: str, user_id: str, vote: Vote) -> None:
    session = session_row(tx, session_id, locked=True)
    guest = joined(tx, session_id, user_id)
    move = open_move(tx, session)
    if move is None or move.kind != MoveKind.POLL.value or move.step != vote.ballot:
        raise Conflict("This vote is over; yours came too late for it.")
    if guest.id not in move.guests:
        raise Conflict("You joined after this vote had begun. The next one is yours, too.")
    values = {
        "guest_id": guest.id,
        "ballot": vote.ballot,
        "tenant": tx.tenant,
        "chosen": vote.chosen,
        "number": vote.number,
        "best": vote.best,
        "worst": vote.worst,
        "prices": vote.prices,
        "reason": vote.reason,
        "words": vote.words,
        "at": tx.now,
    }
    if not tx.insert_if_missing(GuestVoteRow, values):
        raise Conflict("You have voted in this already.")
    tx.tell_others()
