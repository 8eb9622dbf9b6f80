"""Votes: kept once for a ballot and person, their words apart, with the events that these came of."""

from collections import defaultdict
from collections.abc import Mapping

from sqlmodel import col, select

from db.jobs.job_claim import ours
from db.schema.tables.job_tables import JobSourceRow
from db.schema.tables.session_tables import SessionVoteRow, SessionVoteSourceRow, SessionVoteWordsRow
from db.sessions.session_reading import session_row
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.jobs.job import Job
from troupe.worlds.sessions.vote import Vote

REASON, WORDS = "reason", "words"
_VOTES = (
    select(SessionVoteRow)
    .where(SessionVoteRow.tenant == given("tenant"), SessionVoteRow.session_id == given("session"))
    .order_by(col(SessionVoteRow.at), col(SessionVoteRow.ballot), col(SessionVoteRow.person_id))
)
_WORDS = select(SessionVoteWordsRow).where(
    SessionVoteWordsRow.tenant == given("tenant"), SessionVoteWordsRow.session_id == given("session")
)
_SOURCES = select(JobSourceRow).where(JobSourceRow.tenant == given("tenant"), JobSourceRow.job_id == given("job"))


def keep_vote(tx: Tx, job: Job, session_id: str, vote: Vote) -> bool:
    """See troupe.ports.Sessions.vote."""
    row = ours(tx, job)
    if row is None:
        return False
    session = session_row(tx, session_id)
    if _keep(tx, session.id, vote):
        key = _key(session.id, vote)
        sources = tx.all(_SOURCES, job=row.id)
        tx.insert(
            SessionVoteSourceRow,
            *({**key, "event_id": source.event_id, "tenant": tx.tenant} for source in sources),
        )
    tx.tell_others()
    return True


def keep_missing(tx: Tx, session_id: str, vote: Vote) -> None:
    """See troupe.ports.Sessions.miss."""
    _keep(tx, session_row(tx, session_id).id, vote)
    tx.tell_others()


def _keep(tx: Tx, session_id: str, vote: Vote) -> bool:
    values: Mapping[str, object] = {
        **_key(session_id, vote),
        "tenant": tx.tenant,
        "chosen": vote.chosen,
        "number": vote.number,
        "best": vote.best,
        "worst": vote.worst,
        "prices": vote.prices,
        "mapped": vote.mapped,
        "missing": vote.missing,
        "at": tx.now,
    }
    if not tx.insert_if_missing(SessionVoteRow, values):
        return False
    parts = {REASON: vote.reason, WORDS: vote.words}
    tx.insert(
        SessionVoteWordsRow,
        *(
            {**_key(session_id, vote), "part": part, "tenant": tx.tenant, "text": text}
            for part, text in parts.items()
            if text
        ),
    )
    return True


def _key(session_id: str, vote: Vote) -> dict[str, object]:
    return {"session_id": session_id, "ballot": vote.ballot, "person_id": vote.participant}


def votes_of(tx: Tx, session_id: str) -> tuple[Vote, ...]:
    """All votes of a session, with the ids of people as participants."""
    words: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in tx.all(_WORDS, session=session_id):
        words[row.ballot, row.person_id][row.part] = row.text
    return tuple(
        Vote(
            ballot=row.ballot,
            participant=row.person_id,
            chosen=row.chosen,
            number=row.number,
            best=row.best,
            worst=row.worst,
            prices=row.prices,
            words=words[row.ballot, row.person_id].get(WORDS, ""),
            mapped=row.mapped,
            reason=words[row.ballot, row.person_id].get(REASON, ""),
            missing=row.missing,
        )
        for row in tx.all(_VOTES, session=session_id)
    )
