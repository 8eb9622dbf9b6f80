"""The lines that people of a sample have already, so that few of them share one, or six words in a row of it."""

import re
from collections import Counter
from functools import lru_cache

RUN = 6
"""Words. Whoever reads several people takes so many in a row for the same sentence."""
MOST_ALIKE_IN_100 = 2
"""People in a hundred who may have one line, or one run of words."""

_WORD = re.compile(r"[\w']+")


class ToldBefore:
    """The lines that were told of a sample, counted whole and by their runs of words. `most` is how many people
    may have one."""

    def __init__(self, people: int = 1) -> None:
        self.most = max(1, people * MOST_ALIKE_IN_100 // 100)
        self._told = Counter[str]()

    def number(self, text: str) -> int:
        """How many lines have been told that are this one, or share a run of words with it."""
        return max(self._told[part] for part in _parts(text))

    def worn(self, text: str) -> bool:
        """Whether as many people have it as may."""
        return self.number(text) >= self.most

    def add(self, text: str) -> None:
        """Take in that it was told."""
        self._told.update(_parts(text))


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    """A line by what it is recognised by: its runs of words, or itself where it is shorter."""
    words = _WORD.findall(text.casefold())
    if len(words) <= RUN:
        return (" ".join(words),)
    return tuple({" ".join(words[at : at + RUN]): None for at in range(len(words) - RUN + 1)})
