"""The words of votes, which leave with the first of the events that they were made from."""

from sqlmodel import col, delete, select

from db.schema.tables.session_tables import SessionVoteSourceRow, SessionVoteWordsRow
from db.tx.entities import given
from db.tx.transaction import Tx

_FROM = (
    select(SessionVoteSourceRow)
    .where(SessionVoteSourceRow.tenant == given("tenant"), SessionVoteSourceRow.event_id == given("event"))
    .order_by(col(SessionVoteSourceRow.session_id), col(SessionVoteSourceRow.ballot))
)
_WORDS = delete(SessionVoteWordsRow).where(
    col(SessionVoteWordsRow.tenant) == given("tenant"),
    col(SessionVoteWordsRow.session_id) == given("session"),
    col(SessionVoteWordsRow.ballot) == given("ballot"),
    col(SessionVoteWordsRow.person_id) == given("person"),
)


def erase_vote_words(tx: Tx, event_id: str) -> None:
    """Erase the reasons and open answers that an event went into. What was chosen stays: it is an option of the
    guide, or a number, and repeats nobody's words."""
    for source in tx.all(_FROM, event=event_id):
        tx.run(_WORDS, session=source.session_id, ballot=source.ballot, person=source.person_id)
