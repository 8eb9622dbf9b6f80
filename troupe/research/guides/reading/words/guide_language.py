"""The language of a guide: questions are short, so every small word of all of them counts, and words that ask."""

import re

from troupe.core.text_language import SMALL_WORDS, language
from troupe.people.documents.slug import plain_letters
from troupe.research.guides.reading.words.asking_words import asking_words, ordering_languages
from troupe.research.guides.reading.words.grammar_words import grammar_words

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 2.0
"""Words, each counted in part where several languages have it."""
_CLEARER = 1.2
_LETTERS = {"¿": "es", "¡": "es", "ñ": "es", "ß": "de", "ã": "pt", "õ": "pt", "œ": "fr"}
"""Letters that one of these languages has and hardly another."""


def guide_language(text: str, default: str = "en") -> str:
    """The code of the language that a guide is written in."""
    sure = language(text)
    if sure:
        return sure[:2]
    counts = dict.fromkeys(SMALL_WORDS, 0.0)
    for word in set(_WORD.findall(text.casefold())):
        codes = _languages_of(word)
        for code in codes:
            counts[code] += 1 / len(codes)
    for code in ordering_languages(text.splitlines()):
        counts[code] += 1
    for letter, code in _LETTERS.items():
        counts[code] += 2 if letter in text.casefold() else 0
    second, most = sorted(counts.values())[-2:]
    best = max(counts, key=counts.__getitem__)
    return best if most >= _LEAST and most >= _CLEARER * second else default


def _languages_of(word: str) -> list[str]:
    codes = [code for code, words in SMALL_WORDS.items() if word in words]
    if codes and not word.isascii():
        return codes  # its accents tell it from like words of other languages
    plain = plain_letters(word)
    codes += [code for code, words in grammar_words().items() if plain in words and code not in codes]
    return codes + [code for code in _questioned(plain) if code not in codes]


def _questioned(word: str) -> list[str]:
    return [
        code
        for code, words in asking_words().items()
        if any(re.fullmatch(asked, word) for asked in words.question)
    ]
