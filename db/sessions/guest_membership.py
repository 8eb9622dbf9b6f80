"""Joining a session as a guest, and withdrawing: all that was theirs leaves the study, and what was made from
it."""

from sqlalchemy import select as select_columns
from sqlmodel import col, delete

from db.casts.persona_updates import lock_with_lives
from db.erasure.member_forgetting import forget_in
from db.jobs.job_ending import begin_anew
from db.schema.tables.event_tables import EventRow
from db.schema.tables.guest_tables import GuestAnswerRow, GuestVoteRow, SessionGuestRow
from db.schema.tables.job_tables import JobRow, JobSourceRow
from db.sessions.guest_reading import guest_of, guests_of, to_guest
from db.sessions.session_moving import lock_worlds
from db.sessions.session_reading import session_row, worlds_of
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.errors import Conflict
from troupe.worlds.jobs.job import ScopeKind
from troupe.worlds.sessions.moderator import MODERATOR
from troupe.worlds.sessions.session_guest import NewGuest, SessionGuest

_SOURCE, _EVENT, _JOB = table_of(JobSourceRow).c, table_of(EventRow).c, table_of(JobRow).c
_READ = (
    select_columns(_SOURCE.event_id)
    .join(table_of(EventRow), _EVENT.id == _SOURCE.event_id)
    .join(table_of(JobRow), _JOB.id == _SOURCE.job_id)
    .where(
        _SOURCE.tenant == given("tenant"),
        _EVENT.world_id == given("world"),
        _JOB.scope != ScopeKind.WORLD.value,
    )
    .distinct()
    .order_by(_SOURCE.event_id)
)
"""The lines of a world that something was made from which belongs to no world: readings of the whole study."""
_ANSWERS = delete(GuestAnswerRow).where(
    col(GuestAnswerRow.tenant) == given("tenant"), col(GuestAnswerRow.guest_id) == given("guest")
)
_VOTES = delete(GuestVoteRow).where(
    col(GuestVoteRow.tenant) == given("tenant"), col(GuestVoteRow.guest_id) == given("guest")
)


def join(tx: Tx, session_id: str, new: NewGuest) -> SessionGuest:
    """See troupe.ports.SessionGuests.join."""
    lock_worlds(tx, session_id)
    session = session_row(tx, session_id, locked=True)
    if session.ended_at is not None:
        raise Conflict("This is over; nobody can join it any more.")
    before = guest_of(tx, session_id, new.user_id)
    if before is not None:
        return to_guest(before)
    others = guests_of(tx, session_id)
    number = len(others) + 1
    name = new.name or f"Guest {number}"
    taken = {MODERATOR.name, *new.taken, *(row.name for row in others)}
    if name.casefold() in {other.casefold() for other in taken}:
        raise Conflict(f"{name} is the name of somebody else here. Choose another one.", field="name")
    row = tx.add(
        SessionGuestRow(
            id=tx.ids(),
            tenant=tx.tenant,
            session_id=session_id,
            number=number,
            name=name,
            user_id=new.user_id,
            consent=new.consent,
            joined_at=tx.now,
        )
    )
    tx.tell_others()
    return to_guest(row)


def withdraw(tx: Tx, session_id: str, user_id: str) -> bool:
    """See troupe.ports.SessionGuests.withdraw."""
    worlds = [link.world_id for link in worlds_of(tx, session_id)]
    for world_id in sorted(worlds):
        lock_with_lives(tx, world_id)
    session_row(tx, session_id, locked=True)
    guest = guest_of(tx, session_id, user_id)
    if guest is None:
        return False
    for world_id in worlds:
        forget_in(tx, world_id, to_guest(guest).author.id)
        for row in tx.rows(_READ, world=world_id):
            begin_anew(tx, row.event_id)
    tx.run(_ANSWERS, guest=guest.id)
    tx.run(_VOTES, guest=guest.id)
    guest.user_id, guest.name, guest.left_at = None, "", tx.now
    tx.tell_others()
    return True
