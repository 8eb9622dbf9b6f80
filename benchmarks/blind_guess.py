"""Guessing who wrote a line: naive Bayes over its words and its runs of three characters. Pure."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

Line = tuple[str, str]
"""Who said it and what."""

SMOOTHING = 0.3
"""Counted for every feature beforehand, so that an unknown one decides nothing by itself (Lidstone)."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[!?…,;:]")


class Guesser:
    """Knows each speaker by the lines it was given. Multinomial naive Bayes with Lidstone's correction, all
    speakers taken to be equally likely; see Manning, Raghavan and Schütze, Introduction to Information Retrieval,
    ch. 13."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for who, text in lines:
            self._counts[who].update(features(text))
        self._known = len({feature for counts in self._counts.values() for feature in counts})
        self._totals = {who: counts.total() for who, counts in self._counts.items()}

    def guess(self, text: str) -> str:
        """The likeliest speaker."""
        found = features(text)
        return max(sorted(self._counts), key=lambda who: self._likelihood(who, found))

    def _likelihood(self, who: str, found: Sequence[str]) -> float:
        counts, room = self._counts[who], self._totals[who] + SMOOTHING * (self._known + 1)
        return sum(math.log((counts[feature] + SMOOTHING) / room) for feature in found)


def features(text: str) -> list[str]:
    """What a line is told by: its words and marks as written, and its runs of three characters."""
    padded = f" {text} "
    return [*_WORD.findall(text), *(f"_{padded[at : at + 3]}" for at in range(len(padded) - 2))]
