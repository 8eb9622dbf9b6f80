"""A session handed over to a moderator person, or taken over by humans, while it is planned, runs or pauses."""

from db.record.event_appending import post_notice
from db.sessions.session_moving import lock_worlds
from db.sessions.session_reading import PLAN, session_row, steps_begun, to_session, word_row
from db.tx.transaction import Tx
from troupe.core.errors import Conflict
from troupe.worlds.sessions.study_session import StudySession
from troupe.worlds.world import WorldStatus


def hand_over(tx: Tx, session_id: str, plan: str | None, told: str) -> StudySession:
    """See troupe.ports.Sessions.hand_over."""
    worlds = lock_worlds(tx, session_id)
    row = session_row(tx, session_id, locked=True)
    words = word_row(tx, row.id, PLAN)
    if row.ended_at is not None or words is None:
        raise Conflict("it has ended", field="session")
    if plan is None and not row.chaired:
        return to_session(row)
    if plan is not None and row.chaired and words.text == plan:
        return to_session(row)
    row.chaired = plan is not None
    row.released = None if plan is not None else steps_begun(tx, row.id)
    if plan is not None:
        words.text = plan
    for world in worlds.values():
        if told and world.channel_id is not None and world.status != WorldStatus.CLOSED.value:
            post_notice(tx, world, told)
    tx.tell_others()
    return to_session(row)
