"""The subjects of a text: the stems of its content words, and the subjects these belong to."""

import re
from collections.abc import Iterable
from functools import lru_cache

from troupe.core.kept_words import keeping_words
from troupe.llm.understudy.hearing.phrase_files import folded, phrases

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_AS_THEY_ARE = frozenset({"wine", "wines", "does", "news", "tea", "teas"})
"""Words that would be taken for others once cut."""
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""))


@keeping_words(8192)
def stem(word: str) -> str:
    """A crude stem, enough to match `birds` with `bird` and `baking` with `bake`."""
    word = re.sub(r"['’]s$", "", word)
    low = re.sub(r"\W", "", folded(word))
    if low in _AS_THEY_ARE:
        return low.rstrip("s")
    for ending, replacement in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3 and not low.endswith("ss"):
            low = low[: -len(ending)] + replacement
            break
    return low[:-1] if len(low) > 3 and low[-1] in "e" + low[-2] and low[-1] not in "ls" else low


@keeping_words(4096)
def stems(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(stem(word) for word in WORD.findall(text) if is_content(word, ()))


def is_content(word: str, names: tuple[str, ...]) -> bool:
    """Whether a word can be what a text is about: neither grammar nor the name of someone known."""
    low = re.sub(r"\W", "", folded(word))
    return len(low) > 1 and low not in phrases().words.empty and low not in names and not low.isdigit()


def subjects(words: Iterable[str]) -> frozenset[str]:
    """The subjects to which these stems belong, such as `food` for `soup`."""
    table = _subject_of()
    return frozenset(subject for word in words for subject in table.get(word, ()))


def mood_of(text: str) -> int:
    """1 for praise, −1 for blame, 0 for neither or both."""
    words = {re.sub(r"\W", "", word) for word in folded(text).split()}
    return bool(words & phrases().words.positive) - bool(words & phrases().words.negative)


@lru_cache(maxsize=1)
def _subject_of() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for subject, words in phrases().subjects.items():
        for word in {stem(word) for word in (subject, *words)}:
            table[word] = (*table.get(word, ()), subject)
    return table
