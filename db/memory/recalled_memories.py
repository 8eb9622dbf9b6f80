"""The memories that come back to a person at a question: found by the index of words, ranked as lines are, and
each told as it holds now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from math import log

from sqlalchemy import bindparam, or_
from sqlmodel import col
from sqlmodel import select as select_rows

from db.memory.memory_rows import to_memories
from db.memory.outdated_memories import newest_of, outdated, with_since
from db.record.line_index import speaker_term, term_key
from db.schema.tables.event_tables import LineTermRow
from db.schema.tables.memory_tables import MemoryRow
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.memory.line_ranking import SPEAKER, MemoryLine, TermCounts, ranked
from troupe.memory.line_terms import line_terms, raw_words
from troupe.memory.memory_question import MemoryQuestion
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.scene import RecalledMemory

MOST = 200
"""Memories looked at of one term, the newest."""
READ = 24
"""Memories that are read, those with the most terms."""
PINNED = 6
_APART = 3
"""Places between two memories: none is the neighbour of another, as lines of a talk are."""
_POSTINGS = (
    select_rows(col(LineTermRow.heard))
    .where(LineTermRow.tenant == given("tenant"), LineTermRow.key == given("key"))
    .order_by(col(LineTermRow.heard).desc())
    .limit(given("limit"))
)
_OF_PERSON = select_rows(MemoryRow).where(
    MemoryRow.tenant == given("tenant"), MemoryRow.person_id == given("person")
)
_NUMBERED = _OF_PERSON.where(
    col(MemoryRow.number).in_(bindparam("given_numbers", expanding=True)),
    or_(col(MemoryRow.newest) < given("before"), col(MemoryRow.edited_by).is_not(None)),
)
_PINNED = (
    _OF_PERSON.where(col(MemoryRow.pinned), col(MemoryRow.superseded_by).is_(None))
    .order_by(col(MemoryRow.number).desc())
    .limit(given("limit"))
)
_FORMER = (
    _OF_PERSON.where(MemoryRow.superseded_by == given("memory")).order_by(col(MemoryRow.number).desc()).limit(1)
)


def recalled_memories(
    tx: Tx, person: PersonRow, question: MemoryQuestion | None, limit: int, before: int, lines: Iterable[str] = ()
) -> tuple[RecalledMemory, ...]:
    """Those pinned, then those that tell what has become of `lines` that come back (by event id), then those that
    answer the question best, of what they rest on before a place. Costs nothing where a person has no memories."""
    if person.memories == 0:
        return ()
    rows = list(tx.all(_PINNED, person=person.id, limit=PINNED))
    rows += outdated(tx, person, set(lines))
    if question is not None:
        rows += _best(tx, person, question, before)[:limit]
    return _as_they_hold(tx, person, rows)[: PINNED + limit]


def _best(tx: Tx, person: PersonRow, question: MemoryQuestion, before: int) -> list[MemoryRow]:
    stems: dict[str, int] = {}
    scores: dict[int, float] = defaultdict(float)
    for term in question.terms:
        postings = {stem: _postings(tx, person, stem) for stem in term.stems}
        stems.update((stem, len(numbers)) for stem, numbers in postings.items())
        numbers = set[int]().union(*postings.values())
        for number in numbers:
            scores[number] += log(1 + person.memories / (1 + len(numbers)))
    meant = {word for name in question.about for word in raw_words(name)} | {t.word for t in question.terms}
    for number in {n for word in sorted(meant) for n in _postings(tx, person, speaker_term(word))}:
        scores[number] += SPEAKER
    numbers = nlargest(READ, scores, key=lambda number: (scores[number], number))
    rows = {row.id: row for row in _numbered(tx, person, numbers, before)}
    places = sorted(rows.values(), key=lambda row: row.number)
    counts = TermCounts(person.memories, stems)
    best = [item for item in ranked([_line(row) for row in places], question, tx.now, counts) if item.score > 0]
    return [rows[item.line.id] for item in best if item.score >= best[0].score / 2]


def _numbered(tx: Tx, person: PersonRow, numbers: Sequence[int], before: int) -> Sequence[MemoryRow]:
    if not numbers:
        return ()
    # One length of list: for each other one a query would be built anew.
    filled = [*numbers, *[numbers[-1]] * (READ - len(numbers))]
    return tx.all(_NUMBERED, person=person.id, numbers=filled, before=before)


def _postings(tx: Tx, person: PersonRow, term: str) -> Sequence[int]:
    return tx.values(_POSTINGS, key=term_key(person.id, term), limit=MOST)


def _line(row: MemoryRow) -> MemoryLine:
    text = f"{row.text} {row.topic} {row.about}"
    return MemoryLine(row.id, _APART * row.number, row.about or row.said_by, row.at, text, line_terms(text))


def _as_they_hold(tx: Tx, person: PersonRow, rows: Iterable[MemoryRow]) -> tuple[RecalledMemory, ...]:
    """Each once, as what has taken its place, with what that took the place of."""
    pairs: dict[str, tuple[MemoryRow, MemoryRow | None]] = {}
    for row in rows:
        now, former = newest_of(tx, person, row)
        if former is None:
            former = tx.first(_FORMER, person=person.id, memory=now.id)
        # What was only put in other words was never different.
        pairs.setdefault(now.id, (now, None if now.edited_by is not None else former))
    values = {
        memory.id: memory for memory in to_memories(tx, [row for pair in pairs.values() for row in pair if row])
    }
    told = [
        RecalledMemory(memory=values[now.id], former=None if former is None else values[former.id])
        for now, former in pairs.values()
    ]
    return with_since(tx, person, told)


def shown_memories(recalled: Iterable[RecalledMemory]) -> list[KeptMemory]:
    """All memories that stand in a prompt where these do."""
    return [memory for item in recalled for memory in item.shown]
