"""The terms of a text: stems of its content words, and pairs of signs in scripts that write no spaces."""

from collections.abc import Iterator

from troupe.core.word_tokens import spaceless
from troupe.llm.understudy.hearing.word_stems import WORD, is_content, stem


def content_terms(text: str) -> tuple[tuple[str, str], ...]:
    """Each term as it is compared and as it is written, in order, with repetitions."""
    return tuple(_terms(text))


def term_set(text: str) -> frozenset[str]:
    """The terms as they are compared."""
    return frozenset(key for key, _ in _terms(text))


def _terms(text: str) -> Iterator[tuple[str, str]]:
    for word in WORD.findall(text):
        if any(spaceless(char) for char in word):
            yield from ((word[at : at + 2], word[at : at + 2]) for at in range(len(word) - 1))
        elif is_content(word, ()) and (key := stem(word)):
            yield key, word
