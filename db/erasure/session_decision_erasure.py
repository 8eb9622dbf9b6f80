"""The decisions of moderator persons, whose words leave with the first of the events that they were made from;
and what was asked by them in words that are erased."""

from collections.abc import Iterator

from sqlmodel import col, delete, select

from db.schema.tables.event_tables import EventRow, EventTextRow
from db.schema.tables.session_decision_tables import SessionDecisionSourceRow, SessionDecisionWordsRow
from db.schema.tables.session_tables import SessionMoveRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.text.quoted_words import Stretches, stretches

_FROM = (
    select(SessionDecisionSourceRow)
    .where(SessionDecisionSourceRow.tenant == given("tenant"), SessionDecisionSourceRow.event_id == given("event"))
    .order_by(col(SessionDecisionSourceRow.session_id), col(SessionDecisionSourceRow.number))
)
_WORDS = delete(SessionDecisionWordsRow).where(
    col(SessionDecisionWordsRow.tenant) == given("tenant"),
    col(SessionDecisionWordsRow.session_id) == given("session"),
    col(SessionDecisionWordsRow.number) == given("number"),
)
_MOVE = select(SessionMoveRow).where(
    SessionMoveRow.tenant == given("tenant"),
    SessionMoveRow.session_id == given("session"),
    SessionMoveRow.number == given("number"),
)


def erase_session_decisions(tx: Tx, event_id: str) -> None:
    """Erase the questions and reasons that an event went into. That there was a decision stays."""
    for source in tx.all(_FROM, event=event_id):
        tx.run(_WORDS, session=source.session_id, number=source.number)


def asked_in_words_of(tx: Tx, event_id: str, words: Stretches) -> Iterator[EventRow]:
    """The lines of a moderator person that were made from an event and repeat five of these words in a row."""
    for source in tx.all(_FROM, event=event_id):
        move = tx.first(_MOVE, session=source.session_id, number=source.number)
        for line in () if move is None else move.posted:
            text = tx.get(EventTextRow, line.event)
            if text is not None and not words.isdisjoint(stretches(text.text)):
                yield tx.must(EventRow, line.event)
