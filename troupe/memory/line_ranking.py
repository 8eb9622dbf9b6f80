"""The lines of a conversation that answer a question best.

For a line i and the terms t of the question, with s_t(i) the weight of t in i by BM25,

    fit(i)   = sum over t of  w_t * max over d of  a_d * s_t(i + d)
    score(i) = fit(i) * (1 - C + C * share(i))  + speaker(i) + telling(i) + time(i) + recency(i)
               + S * stretch(i)

- a_d is 1 for the line itself, NEXT and AFTER_NEXT for its neighbours one and two away in the same stretch of
  talk, ANSWER for the line that follows a question: who is asked rarely repeats what they were asked about. The
  maximum, not the sum: a row of lines that all say the word is no better an answer than one.
- w_t is 1, and NAME for the name of somebody who speaks here.
- share is how much of the question, by idf, the line and its neighbours cover.
- speaker(i) is SPEAKER times the idf of that speaker, if the question names them or means them by "I" or "you".
- telling(i) is WHEN or HOW_MANY where that is asked and the line has a time or a number.
- time(i) is IN_TIME for a line of a time that is named, half of it in the week after, when people tell of it.
- stretch(i) is the mean of what the BEST best lines of its stretch have: what was talked about for a while.
- recency(i) is RECENT, halved with every FADING that has passed.

Only lines that fit at all are ranked; if the question has nothing to look for but names, those of the named.
The constants were set on one half of LoCoMo; what came of all else is told in docs/decisions/024-retrieval.md.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from troupe.memory.memory_question import MemoryQuestion, name_words, tells_number, tells_time

K1, B = 1.2, 0.5
"""BM25's saturation (as usual) and regard for length: less than the usual 0.75, since lines of talk are short."""
NEXT, AFTER_NEXT, ANSWER = 0.6, 0.3, 0.85
NAME = 0.5
SPEAKER = 0.5
COVERAGE = 0.5
STRETCH, BEST = 0.3, 3
WHEN, HOW_MANY = 1.0, 0.5
IN_TIME, TOLD_WITHIN = 2.0, timedelta(days=7)
RECENT, FADING = 0.1, timedelta(days=30)
PAUSE = timedelta(hours=1)
"""A silence of this length ends a stretch of talk."""
_ASKING = ("?", "？", "؟")
_ASKED_AT_THE_END = 12
"""Characters at the end of a line in which a question mark makes it a question: an emoji may follow it."""


@dataclass(frozen=True, slots=True)
class MemoryLine:
    """A line that somebody witnessed. `place` counts the lines of the conversation: neighbours differ by one. One
    that has none of the words that are asked for, a neighbour, may come without its terms."""

    id: str
    place: int
    speaker: str
    at: datetime
    text: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankedLine:
    """A line with its score; scores of different questions cannot be compared."""

    line: MemoryLine
    score: float


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Of the whole conversation, where only a part of it is ranked: how many lines it has, and in how many each
    stem stands."""

    lines: int
    by_stem: Mapping[str, int]


def ranked(
    lines: Sequence[MemoryLine], question: MemoryQuestion, now: datetime, counts: TermCounts | None = None
) -> list[RankedLine]:
    """All lines that fit, the best first; of equals the newer one. `lines` are in the order of their places."""
    if not lines:
        return []
    ranking = _Ranking(lines, question, counts)
    scores = ranking.scores(now)
    order = sorted(scores, key=lambda number: (-scores[number], -lines[number].place))
    return [RankedLine(lines[number], scores[number]) for number in order]


class _Ranking:
    """The lines by number, with the strength of each term in each of them."""

    def __init__(self, lines: Sequence[MemoryLine], question: MemoryQuestion, counts: TermCounts | None) -> None:
        self._lines = lines
        self._question = question
        self._counts = counts
        self._size = max(len(lines), 0 if counts is None else counts.lines)
        self._stretches = _stretches(lines)
        self._around: dict[int, tuple[tuple[int, float], ...]] = {}
        self._names = name_words({line.speaker for line in lines})

    def scores(self, now: datetime) -> dict[int, float]:
        """What each line has that fits."""
        fits: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        whole = 0.0
        for strength, idf, weight in self._strengths():
            whole += weight * idf
            for number, value in self._spread(strength).items():
                fits[number] += weight * value
                covered[number] += weight * min(idf, value)
        for number in fits:
            fits[number] *= 1 - COVERAGE + COVERAGE * covered[number] / whole
        return self._with_all_else(fits, now)

    def _with_all_else(self, fits: dict[int, float], now: datetime) -> dict[int, float]:
        """What fits, with what speaks for it beside its words."""
        fields = self._speakers()
        if not fits:
            fits = {number: 0.0 for number, line in enumerate(self._lines) if line.speaker in fields}
        scores = {number: fit + self._beside(self._lines[number], fields, now) for number, fit in fits.items()}
        best: dict[int, list[float]] = defaultdict(list)
        for number in sorted(scores, key=lambda number: -scores[number]):
            best[self._stretches[number]].append(scores[number])
        if len(best) > 1:
            for number in scores:
                scores[number] += STRETCH * sum(best[self._stretches[number]][:BEST]) / BEST
        return scores

    def _strengths(self) -> Iterable[tuple[dict[int, float], float, float]]:
        """Of each term that stands anywhere: its strength in the lines that have it, its idf and its weight."""
        terms = self._question.terms
        places = {stem: place for place, term in reversed(list(enumerate(terms))) for stem in term.stems}
        uses: list[Counter[int]] = [Counter() for _ in terms]
        for number, line in enumerate(self._lines):
            for stem in line.terms:
                if (place := places.get(stem)) is not None:
                    uses[place][number] += 1
        lengths = [len(line.terms) for line in self._lines if line.terms]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        for term, use in zip(terms, uses, strict=True):
            if use:
                idf = self._idf(max(len(use), self._count(term.stems)))
                yield self._bm25(use, idf, mean), idf, NAME if term.word in self._names else 1.0

    def _bm25(self, use: Mapping[int, int], idf: float, mean: float) -> dict[int, float]:
        return {
            number: idf * n * (K1 + 1) / (n + K1 * (1 - B + B * len(self._lines[number].terms) / mean))
            for number, n in use.items()
        }

    def _count(self, stems: Iterable[str]) -> int:
        return 0 if self._counts is None else sum(self._counts.by_stem.get(stem, 0) for stem in stems)

    def _idf(self, having: int) -> float:
        having = min(having, self._size)
        return math.log(1 + (self._size - having + 0.5) / (having + 0.5))

    def _spread(self, strength: Mapping[int, float]) -> dict[int, float]:
        """The strength of a term in each line or the lines around it."""
        spread = dict(strength)
        for number, value in strength.items():
            if number not in self._around:
                self._around[number] = tuple(self._neighbours(number))
            for other, share in self._around[number]:
                if share * value > spread.get(other, 0.0):
                    spread[other] = share * value
        return spread

    def _neighbours(self, number: int) -> Iterable[tuple[int, float]]:
        """The lines around one, each with the share it has in it."""
        line = self._lines[number]
        for step in (-2, -1, 1, 2):
            other = number + step
            if not 0 <= other < len(self._lines) or self._stretches[other] != self._stretches[number]:
                continue
            away = abs(self._lines[other].place - line.place)
            if away > 2:
                continue
            if away == 1 and step > 0 and _asks(line.text):
                yield other, ANSWER
            else:
                yield other, NEXT if away == 1 else AFTER_NEXT

    def _speakers(self) -> dict[str, float]:
        """Who is named or meant, each with what their lines have of it."""
        mentions = (self._names.get(term.word, frozenset[str]()) for term in self._question.terms)
        asked = self._question.about.union(*mentions)
        said = Counter(line.speaker for line in self._lines)
        # Of a part of the conversation, the share that somebody has in it stands for the share in all.
        scale = self._size / len(self._lines)
        return {name: SPEAKER * self._idf(round(said[name] * scale)) for name in asked if name in said}

    def _beside(self, line: MemoryLine, fields: Mapping[str, float], now: datetime) -> float:
        question = self._question
        extra = fields.get(line.speaker, 0.0)
        if question.asks_when and tells_time(line.text):
            extra += WHEN
        if question.asks_how_many and tells_number(line.text):
            extra += HOW_MANY
        if any(span.start <= line.at < span.end for span in question.times):
            extra += IN_TIME
        elif any(span.start <= line.at < span.end + TOLD_WITHIN for span in question.times):
            extra += IN_TIME / 2
        return extra + RECENT * 0.5 ** (max(now - line.at, timedelta(0)) / FADING)


def _asks(text: str) -> bool:
    return any(mark in text[-_ASKED_AT_THE_END:] for mark in _ASKING)


def _stretches(lines: Sequence[MemoryLine]) -> list[int]:
    """The stretch of talk of each line, counted from the first."""
    stretches, current = [0], 0
    for before, line in pairwise(lines):
        current += line.at - before.at > PAUSE
        stretches.append(current)
    return stretches
