"""What is counted in a long talk: repetitions, pairs who keep others out, and stretches without a rest. Pure."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence

ALIKE = 0.6
"""Lines that share at least this much of their word triples (Jaccard) are near duplicates."""
RECENT = 60
"""Lines within which a repetition is noticed: as many as a person always has before them (see
db/cycle/turn_scene.py)."""
SHORT = 4
"""Words; shorter lines ("true enough.") are not counted as near duplicates: people do repeat those."""
PAIR_WINDOW = 30
PAIR_SHARE = 0.9
"""Two people who say so much of a window of lines leave the others out."""

Line = tuple[str, str]
"""Who said it and what."""
Triples = frozenset[tuple[str, str, str]]


def exact_duplicates(lines: Sequence[Line], within: int | None = None) -> int:
    """How many lines were said before word for word, by whomever (among so many lines before)."""
    last: dict[str, int] = {}
    found = 0
    for at, (_, text) in enumerate(lines):
        key = " ".join(_words(text))
        if key and key in last and (within is None or at - last[key] <= within):
            found += 1
        last[key] = at
    return found


def near_duplicates(lines: Sequence[Line], within: int = RECENT) -> int:
    """How many lines are like one of the lines before without being the same."""
    shingles: list[Triples] = []
    keys: list[str] = []
    holders: defaultdict[tuple[str, str, str], deque[int]] = defaultdict(deque)
    found = 0
    for at, (_, text) in enumerate(lines):
        words = _words(text)
        mine = _triples(words)
        key = " ".join(words)
        shared: Counter[int] = Counter()
        for shingle in mine:
            held = holders[shingle]
            while held and at - held[0] > within:
                held.popleft()
            shared.update(held)
            held.append(at)
        found += any(
            count / len(mine | shingles[other]) >= ALIKE and keys[other] != key for other, count in shared.items()
        )
        shingles.append(mine)
        keys.append(key)
    return found


def pair_monopolies(lines: Sequence[Line], window: int = PAIR_WINDOW) -> int:
    """How many windows of lines, one after the other, were said almost wholly by two people."""
    found = 0
    for start in range(0, len(lines) - window + 1, window):
        counts = Counter(who for who, _ in lines[start : start + window])
        found += sum(count for _, count in counts.most_common(2)) >= PAIR_SHARE * window
    return found


def longest(stretches: Iterable[Sequence[Line]]) -> int:
    return max(map(len, stretches), default=0)


def _triples(words: Sequence[str]) -> Triples:
    """The word triples of a line that is long enough to be compared."""
    return frozenset(zip(words, words[1:], words[2:], strict=False)) if len(words) >= SHORT else frozenset()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())
