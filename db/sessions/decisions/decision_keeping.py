"""Decisions of a moderator person: kept once for a move, their words apart, with the events that these came of."""

from collections import defaultdict
from collections.abc import Mapping

from sqlmodel import col, delete, select

from db.jobs.job_claim import ours
from db.schema.tables.job_tables import JobSourceRow
from db.schema.tables.session_decision_tables import (
    SessionDecisionRow,
    SessionDecisionSourceRow,
    SessionDecisionWordsRow,
)
from db.schema.tables.session_tables import SessionRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.jobs.job import Job
from troupe.worlds.sessions.moderator_decision import DecisionKind, ModeratorDecision, NewDecision

BY, TEXT, REASON = "by", "text", "reason"
_DECISIONS = (
    select(SessionDecisionRow)
    .where(SessionDecisionRow.tenant == given("tenant"), SessionDecisionRow.session_id == given("session"))
    .order_by(col(SessionDecisionRow.number))
)
_WORDS = select(SessionDecisionWordsRow).where(
    SessionDecisionWordsRow.tenant == given("tenant"), SessionDecisionWordsRow.session_id == given("session")
)
_SOURCES = select(SessionDecisionSourceRow).where(
    SessionDecisionSourceRow.tenant == given("tenant"), SessionDecisionSourceRow.session_id == given("session")
)
_ALL_WORDS = delete(SessionDecisionWordsRow).where(
    col(SessionDecisionWordsRow.tenant) == given("tenant"),
    col(SessionDecisionWordsRow.session_id) == given("session"),
)
_MADE_FROM = select(JobSourceRow).where(
    JobSourceRow.tenant == given("tenant"), JobSourceRow.job_id == given("job")
)


def keep_decision(tx: Tx, job: Job, session_id: str, decision: NewDecision) -> bool:
    """See troupe.ports.Sessions.decide; the session is there."""
    row = ours(tx, job)
    if row is None:
        return False
    if _keep(tx, session_id, decision):
        key = {"session_id": session_id, "number": decision.number, "tenant": tx.tenant}
        sources = tx.all(_MADE_FROM, job=row.id)
        tx.insert(SessionDecisionSourceRow, *({**key, "event_id": source.event_id} for source in sources))
    tx.tell_others()
    return True


def keep_undecided(tx: Tx, session_id: str, number: int, note: str) -> None:
    """See troupe.ports.Sessions.leave_undecided; the session is there."""
    _keep(tx, session_id, NewDecision(number=number, note=note))
    tx.tell_others()


def _keep(tx: Tx, session_id: str, decision: NewDecision) -> bool:
    key = {"session_id": session_id, "number": decision.number, "tenant": tx.tenant}
    values: Mapping[str, object] = {
        **key,
        "kind": decision.kind.value,
        "step": decision.step,
        "person": decision.person,
        "lines": decision.lines,
        "note": decision.note,
        "stand_in": decision.stand_in,
        "at": tx.now,
    }
    if not tx.insert_if_missing(SessionDecisionRow, values):
        return False
    parts = {BY: decision.by, TEXT: decision.text, REASON: decision.reason}
    tx.insert(
        SessionDecisionWordsRow, *({**key, "part": part, "text": text} for part, text in parts.items() if text)
    )
    return True


def decisions_of(tx: Tx, session_id: str) -> tuple[ModeratorDecision, ...]:
    """All decisions of a session, by number."""
    rows = tx.all(_DECISIONS, session=session_id)
    words: dict[int, dict[str, str]] = defaultdict(dict)
    for row in tx.all(_WORDS, session=session_id) if rows else ():
        words[row.number][row.part] = row.text
    return tuple(
        ModeratorDecision(
            number=row.number,
            kind=DecisionKind(row.kind),
            step=row.step,
            person=row.person,
            lines=row.lines,
            by=words[row.number].get(BY, ""),
            text=words[row.number].get(TEXT, ""),
            reason=words[row.number].get(REASON, ""),
            note=row.note,
            stand_in=row.stand_in,
            at=row.at,
        )
        for row in rows
    )


def copy_decisions(
    tx: Tx, session: SessionRow, origin: str, moves: int, people: Mapping[str, str], events: Mapping[str, str]
) -> None:
    """Keep those for the first moves of another session as our own. Their words keep the lines that they came
    of: these are erased together."""
    rows = [row for row in tx.all(_DECISIONS, session=origin) if row.number < moves]
    ours_now = {"session_id": session.id}
    tx.insert(
        SessionDecisionRow,
        *(
            {
                **row.model_dump(),
                **ours_now,
                "person": None if row.person is None else people.get(row.person, row.person),
                "lines": tuple(events[line] for line in row.lines if line in events),
            }
            for row in rows
        ),
    )
    numbers = {row.number for row in rows}
    words = [row for row in tx.all(_WORDS, session=origin) if row.number in numbers]
    sources = [row for row in tx.all(_SOURCES, session=origin) if row.number in numbers]
    tx.insert(SessionDecisionWordsRow, *({**row.model_dump(), **ours_now} for row in words))
    tx.insert(SessionDecisionSourceRow, *({**row.model_dump(), **ours_now} for row in sources))


def erase_decision_words(tx: Tx, session_id: str) -> None:
    """Erase the words of all decisions of a session."""
    tx.run(_ALL_WORDS, session=session_id)
