"""The words of a text that carry meaning, cut to their first letters, so that two texts can be compared."""

import re
from collections.abc import Iterator

from troupe.core.text_folding import folded_look
from troupe.core.word_tokens import spaceless

_STEM = 5
"""Letters by which two words are the same: enough for an ending to differ."""
_WORD = re.compile(r"\w+")
_SMALL_WORDS = (
    "that this with from have been will would there their they about your what when which into the and for "
    "was has had are not you her his him its she who can did get got out our all any but one two"
)
"""English words that mean nothing by themselves. Those of other languages count, which makes a comparison a little
milder."""
_DENSE = "\u2e80"
"""From here on a letter is a syllable or a word. Korean is compared by two as well: its words grow endings."""
_SMALL = frozenset(_SMALL_WORDS.split())


def stems(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their stems; of a script without spaces, its characters by two."""
    return stems_in(folded_look(text))


def stems_in(look: str) -> frozenset[str]:
    """The same of a text as it looks (see folded_look)."""
    return frozenset(_each_stem(look))


def _each_stem(look: str) -> Iterator[str]:
    for word in _WORD.findall(look):
        if not word.isascii() and any(char >= _DENSE or spaceless(char) for char in word):
            yield from (word[at : at + 2] for at in range(max(1, len(word) - 1)))
        elif len(word) > 2 and word not in _SMALL and not word.isdigit():
            yield word[:_STEM]
