"""The index by which lines are found again: which words stand in which line of a world.

It is a table of numbers, the same on both databases. A key is made of the world and a stem (or the name of whoever
spoke, after an @), so one world's lines lie together, no search reads another world's, and no word is in it. It is
written in the transaction that has a line perceived, revised or erased. The full-text indexes of the databases
would do less: each ranks in its own way and counts words across all worlds, and SQLite's keeps the bytes of words
that were taken out of it (docs/decisions/025-line-index.md).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import CompoundSelect, bindparam, select, union_all
from sqlmodel import col, delete

from db.schema.kind_filters import SPOKEN
from db.schema.tables.event_tables import EventRow, EventTextRow, LineTermRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.word_tokens import fold
from troupe.memory.line_terms import line_terms, raw_words

_TERM = table_of(LineTermRow).c
_TOGETHER = (8, 16, 32)
"""So many terms are looked for by one query: for each other number one would be built anew."""
_NO_TERM = -1
"""A key that no term has."""
_TAKE_OUT = delete(LineTermRow).where(
    col(LineTermRow.tenant) == given("tenant"),
    col(LineTermRow.heard) == given("heard"),
    col(LineTermRow.key).in_(bindparam("given_keys", expanding=True)),
)


def index_line(tx: Tx, kind: str, world_id: str, heard: int | None, speaker: str, text: str) -> None:
    """Let a line be found that its hearers perceive from now on."""
    if heard is not None and text and kind in SPOKEN:
        keys = sorted(line_keys(world_id, speaker, text))
        tx.insert(LineTermRow, *({"key": key, "heard": heard, "tenant": tx.tenant} for key in keys))


def index_text(tx: Tx, event: EventRow) -> None:
    """Let a line be found that was appended before and is perceived only now."""
    stored = tx.get(EventTextRow, event.id)
    if stored is not None:
        index_line(tx, event.kind, event.world_id, event.heard, event.author_name or "", stored.text)


def index_again(tx: Tx, event: EventRow, before: str, text: str) -> None:
    """Let a line be found by what it says now, and by nothing that it said before."""
    _take_out(tx, event, before)
    index_line(tx, event.kind, event.world_id, event.heard, event.author_name or "", text)


def take_out(tx: Tx, event: EventRow) -> None:
    """Forget a line, while its text is still there."""
    stored = tx.get(EventTextRow, event.id)
    if stored is not None:
        _take_out(tx, event, stored.text)


def _take_out(tx: Tx, event: EventRow, text: str) -> None:
    keys = sorted(line_keys(event.world_id, event.author_name or "", text))
    if event.heard is not None and keys:
        tx.run(_TAKE_OUT, heard=event.heard, keys=keys)


def line_keys(world_id: str, speaker: str, text: str) -> set[int]:
    """The keys of a line: of its terms, and of the words of its speaker's name."""
    names = (speaker_term(word) for word in raw_words(speaker))
    return {term_key(world_id, term) for term in {*line_terms(text), *names}}


def speaker_term(word: str) -> str:
    """The term under which the lines of somebody with this word in their name are found."""
    return f"@{fold(word)}"


def term_key(world_id: str, term: str) -> int:
    """The key of a term in a world: 63 bits. Two terms that shared one would be looked at in vain, no more."""
    return _number(world_id) >> 1 << 32 | _number(term)


def newest_places(
    tx: Tx, keys: Sequence[int], since: int, through: int, limit: int
) -> Mapping[int, Sequence[int]]:
    """Where the terms of these keys stand, of each so many places at most, the newest first."""
    places: dict[int, list[int]] = {}
    for start in range(0, len(keys), _TOGETHER[-1]):
        part = keys[start : start + _TOGETHER[-1]]
        size = next(size for size in _TOGETHER if len(part) <= size)
        wanted = {f"key_{number}": part[number] if number < len(part) else _NO_TERM for number in range(size)}
        for row in tx.rows(_postings(size), since=since, through=through, limit=limit, **wanted):
            places.setdefault(row.key, []).append(row.heard)
    return {key: sorted(heard, reverse=True) for key, heard in places.items()}


@lru_cache
def _postings(size: int) -> CompoundSelect[int, int]:
    """The query for so many keys at once. Each is looked for by itself, since only so the index gives the newest
    places of a frequent term without all the others."""
    parts = (
        select(_TERM.key, _TERM.heard)
        .where(
            _TERM.tenant == given("tenant"),
            _TERM.key == given(f"key_{number}"),
            _TERM.heard >= given("since"),
            _TERM.heard <= given("through"),
        )
        .order_by(_TERM.heard.desc())
        .limit(given("limit"))
        .subquery()
        for number in range(size)
    )
    return union_all(*(select(part.c.key, part.c.heard) for part in parts))


def _number(text: str) -> int:
    """32 bits of a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest())
