"""The likeness of two biographies: the share of three-word runs that they have in common."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import chain
from zlib import crc32

from troupe.people.documents.frozen_json import FrozenJson, is_list, is_object
from troupe.people.persona.persona import Persona

MOST_ALIKE = 1 / 3
"""Jaccard similarity. Two people written by the same hand about the same things share a tenth or two; from about a
third on, sentences are the same."""

RUN = 3
"""Words."""

_TOLD = (
    "style", "voice", "beliefs", "preferences", "skills", "behaviors", "long_term_goals", "other_facts", "lore",
    "relationships", "health", "occupation",
)  # fmt: skip
"""What makes a biography; what the plan gives many people alike is not compared."""
_SKETCH = 24
"""So many of the smallest hashes stand for a text when it is looked for who might be alike (A. Broder, "On the
resemblance and containment of documents", 1997); only those are compared in full."""
_LIKELY = 0.25
"""The part of a sketch that must be shared for the full comparison. Of two texts as alike as MOST_ALIKE it is a
half on average, and less than this once in a hundred pairs."""


@dataclass(frozen=True, slots=True)
class Biography:
    """A text as the hashes of its runs of words, and the sketch it is looked for by."""

    runs: frozenset[int]
    sketch: tuple[int, ...]


class Biographies:
    """Those accepted so far."""

    def __init__(self) -> None:
        self._known: list[Biography] = []
        self._numbers: list[int] = []
        self._with: dict[int, list[int]] = {}

    def nearest(self, life: Biography) -> tuple[float, int]:
        """How alike the most alike of them is, and its number in the sample; 0 and -1 if none comes near."""
        shared = Counter(chain.from_iterable(self._with.get(part, ()) for part in life.sketch))
        likely = [at for at, number in shared.items() if number >= _SKETCH * _LIKELY]
        scores = [(similarity(life.runs, self._known[at].runs), -self._numbers[at]) for at in likely]
        best, number = max(scores, default=(0.0, 1))
        return best, -number

    def add(self, life: Biography, number: int) -> None:
        """Take one in."""
        for part in life.sketch:
            self._with.setdefault(part, []).append(len(self._known))
        self._known.append(life)
        self._numbers.append(number)


def similarity(first: frozenset[int], second: frozenset[int]) -> float:
    """The Jaccard similarity of two sets, 0 to 1; of two empty ones 0."""
    both = len(first & second)
    return both / (len(first) + len(second) - both) if both else 0.0


def biography(persona: Persona, given: Mapping[str, FrozenJson] | None = None) -> Biography:
    """What makes this persona's biography, so that it can be compared. `given` is what the plan says of them:
    it says the same of many, and is left out."""
    texts: list[str] = []
    planned: list[str] = []
    for key in _TOLD:
        _gather(persona.document.get(key), texts)
        _gather((given or {}).get(key), planned)
    if planned:
        texts = [text for text in texts if text not in planned]
    runs = frozenset(chain.from_iterable(_runs(text) for text in texts))
    return Biography(runs, tuple(nsmallest(_SKETCH, runs)))


@lru_cache(maxsize=20_000)
def _runs(text: str) -> tuple[int, ...]:
    """The runs of one text, as hashes; a shorter text is one run."""
    words = re.findall(r"\w+", text.casefold())
    return tuple(crc32(" ".join(words[at : at + RUN]).encode()) for at in range(max(1, len(words) - RUN + 1)))


def _gather(value: object, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif is_object(value):
        for key, inner in value.items():
            if key != "keys":
                _gather(inner, texts)
    elif is_list(value):
        for inner in value:
            _gather(inner, texts)
