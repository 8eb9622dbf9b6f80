"""Lines in the words of a country: ours are British English, and an American waits in line."""

import re
from collections.abc import Mapping
from functools import cache

from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.documents.house_data import house_data


def in_local_words(text: str, culture: str) -> str:
    """The text as people of this culture say it."""
    words = _words().get(culture)
    return _pattern(culture).sub(lambda match: _like(match[0], words[match[0].lower()]), text) if words else text


def _like(word: str, other: str) -> str:
    return other[:1].upper() + other[1:] if word[:1].isupper() else other


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    file = house_data("places", "local_words.yaml")
    return FrozenDict({culture: FrozenDict(words) for culture, words in file.items()})


@cache
def _pattern(culture: str) -> re.Pattern[str]:
    longest = sorted(_words()[culture], key=lambda word: -len(word))
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest))})(?![\w'])", re.IGNORECASE)
