"""Searching what one person witnessed: candidates by the index, ranked by the rules of `troupe.memory`.

The index tells in which lines each term stands. The best places by that alone are read, with the two lines on
either side of each, and ranked as the whole conversation would be. So a search reads some hundred numbers a
term and some hundred lines, however long the conversation.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import TypeVar

from sqlalchemy import and_, bindparam, or_, select

from db.perception.witnessing import IN_WORLD, ONE, as_hearer, own, passed_over, told
from db.record.event_reading import KEYS, known
from db.record.line_index import newest_places, speaker_term, term_key
from db.record.muted_members import muted_in
from db.schema.kind_filters import SPOKEN, one_of
from db.schema.tables.event_tables import EventRow, EventTextRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.transaction import Tx, table_of
from troupe.memory.line_ranking import NEXT, SPEAKER, MemoryLine, RankedLine, TermCounts, ranked
from troupe.memory.line_terms import line_terms, raw_words
from troupe.memory.memory_question import MemoryQuestion
from troupe.worlds.muted_view import heard_by_all
from troupe.worlds.remembered_line import RememberedLine

MOST = 300
"""Places read of one term, the newest: what stands in more lines than that tells little of any."""
PLACES = 24
"""Places whose lines are read."""
V = TypeVar("V")
ENOUGH = 300
"""Places that rarer terms have led to, from which on others lead to no further ones."""
_NEAR = ((0, 1.0), (1, NEXT), (-1, NEXT))
"""What a term adds to the places around it, the greatest first, while places are chosen."""
_AROUND = (-2, -1, 0, 1, 2)
_TOGETHER = (40, 120)
"""So many places are asked for by one query, a few or many."""
_EVENT, _TEXT = table_of(EventRow).c, table_of(EventTextRow).c
_LINES = (
    select(_EVENT.id, _EVENT.heard, _EVENT.author_name, _EVENT.at, _TEXT.text)
    .select_from(table_of(EventRow).join(table_of(EventTextRow)))
    .where(
        *IN_WORLD,
        _EVENT.heard.in_(bindparam("given_places", expanding=True)),
        one_of(_EVENT.kind, SPOKEN),
        or_(own(ONE), and_(told(ONE), ~passed_over(ONE))),
    )
    .order_by(_EVENT.heard)
)
_BY_ID = KEYS.where(_EVENT.id.in_(bindparam("given_ids", expanding=True)))


def remembered(
    tx: Tx, world: WorldRow, person: PersonRow, question: MemoryQuestion, limit: int, through: int | None = None
) -> tuple[RememberedLine, ...]:
    """What this person remembers that answers the question, of what has its place up to `through`; the best
    first. Nothing by members who have muted the people of this world."""
    hearer = as_hearer(person) if through is None else as_hearer(person, through=through)
    search = _Search(tx, world, hearer, question)
    best = [item for item in search.ranked() if item.score > 0][: 2 * limit]
    if not best:
        return ()
    rows = (row for part in _parts([item.line.id for item in best]) for row in tx.rows(_BY_ID, ids=part))
    events = {event.id: event for event in known(tx, list(rows))}
    audible = {event.id for event in heard_by_all(events.values(), muted_in(tx, world))}
    lines = (item for item in best if item.line.id in audible)
    return tuple(RememberedLine(event=events[item.line.id], score=item.score) for item in lines)[:limit]


@dataclass(frozen=True, slots=True)
class _Search:
    """One search of one hearer."""

    tx: Tx
    world: WorldRow
    hearer: Mapping[str, object]
    question: MemoryQuestion

    def ranked(self) -> list[RankedLine]:
        """All lines read, ranked."""
        size, postings = self._size(), self._postings()
        scores: dict[int, float] = {}
        stems: dict[str, int] = {}
        terms: list[tuple[int, set[int]]] = []
        for term in self.question.terms:
            counts = {stem: self._count(postings[stem]) for stem in term.stems}
            stems.update(counts)
            terms.append((sum(counts.values()), set[int]().union(*(postings[stem] for stem in term.stems))))
        for count, places in sorted(terms, key=lambda term: term[0]):
            _add(scores, places, log(1 + size / (1 + count)))
        by_speakers = set[int]().union(*(postings[term] for term in self._speakers()))
        for place in scores.keys() & by_speakers:
            scores[place] += SPEAKER
        best = nlargest(PLACES, scores, key=lambda place: (scores[place], place)) or nlargest(PLACES, by_speakers)
        lines = self._lines(best, set[int]().union(*(places for _, places in terms)))
        return ranked(lines, self.question, self.tx.now, TermCounts(size, stems))

    def _size(self) -> int:
        """About how many lines the person witnessed."""
        first, last = self._bounds()
        return max(1, last - first + 1)

    def _bounds(self) -> tuple[int, int]:
        first, last = self.hearer["hears_from"], self.hearer["hears_through"]
        if not isinstance(first, int) or not isinstance(last, int):
            raise TypeError("a hearer hears from one number through another")
        return max(first, 1), min(last, self.world.heard)

    def _postings(self) -> dict[str, Sequence[int]]:
        """Where each term stands that the question asks for, the newest places first."""
        terms = {stem for term in self.question.terms for stem in term.stems}.union(self._speakers())
        keys = {term: term_key(self.world.id, term) for term in sorted(terms)}
        since, through = self._bounds()
        places = newest_places(self.tx, sorted(set(keys.values())), since, through, MOST)
        return {term: places.get(key, ()) for term, key in keys.items()}

    def _count(self, postings: Sequence[int]) -> int:
        """In how many lines a term stands; where not all were read, as many as there are at the same rate."""
        if len(postings) < MOST:
            return len(postings)
        first, last = self._bounds()
        return round(MOST * (last - first + 1) / (last - postings[-1] + 1))

    def _speakers(self) -> set[str]:
        """The terms for lines by those whom the question names or means."""
        words = {term.word for term in self.question.terms}
        return {speaker_term(word) for word in words.union(*map(raw_words, self.question.about))}

    def _lines(self, places: Collection[int], having: Collection[int]) -> list[MemoryLine]:
        """The lines of these places, and around them. Only of those that have a term are the terms looked at."""
        around = sorted({place + step for place in places for step in _AROUND})
        if not around:
            return []
        rows = (row for part in _parts(around) for row in self.tx.rows(_LINES, places=part, **self.hearer))
        return [
            MemoryLine(
                *(row.id, row.heard, row.author_name or "", row.at, row.text),
                line_terms(row.text) if row.heard in having else (),
            )
            for row in rows
        ]


def _parts(values: Sequence[V]) -> Iterator[list[V]]:
    """The values in lists of one length, the last filled up: for each other length a query would be built anew."""
    size = next((size for size in _TOGETHER if len(values) <= size), _TOGETHER[-1])
    for start in range(0, len(values), size):
        part = list(values[start : start + size])
        yield part + part[-1:] * (size - len(part))


def _add(scores: dict[int, float], places: Collection[int], idf: float) -> None:
    """Add what a term that stands in these places is worth, there and around. Where rarer terms have led to enough
    places, it counts in these alone."""
    if len(scores) >= ENOUGH:
        for place in scores:
            near = next((share for step, share in _NEAR if place - step in places), 0.0)
            scores[place] += idf * near
        return
    shares: dict[int, float] = {}
    for step, share in _NEAR:
        for place in places:
            shares.setdefault(place + step, share)
    for place, share in shares.items():
        scores[place] = scores.get(place, 0.0) + idf * share
