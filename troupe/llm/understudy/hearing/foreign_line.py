"""Languages the understudy has no lines for: known by small words, letters or script, answered in one line."""

import re
from collections.abc import Iterable

from troupe.llm.understudy.hearing.phrase_files import folded, phrases
from troupe.llm.understudy.hearing.word_stems import stem, subjects

OTHER = "other"
"""A language that is not told apart."""
_SHARE = 0.3
"""Of the words of a message so many must be small words of another language: an English line with a foreign name
in it is English."""
_MARKED = 2
"""How many words a letter counts for that only one language has."""
_SCRIPTS = (
    ("ja", "぀", "ヿ"), ("ru", "Ѐ", "ӿ"), ("ar", "؀", "ۿ"), ("hi", "ऀ", "ॿ"), ("ko", "가", "힣"),
    ("el", "Ͱ", "Ͽ"), ("he", "֐", "׿"), ("th", "฀", "๿"), ("zh", "一", "鿿"),
)  # fmt: skip
"""First and last letters of scripts that are not Latin, in the order in which they are looked for."""
_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_OF_NONE = re.compile(r"[پچژگکیےٹڈڑںہђјљњћџѓќѕ]", re.IGNORECASE)
"""Letters of languages that share their script with one of ours: Persian, Urdu, Serbian, Macedonian."""
_LEAST_STRANGE, _LEAST_MARKED = 5, 3
"""From so many words on, a text without an English one is in another language; fewer if letters have accents."""


def tongue(text: str) -> str | None:
    """The code of the language a text is in, `other` for one that is not told apart, None for English."""
    letters = [letter for letter in text if letter.isalpha()]
    if not text.isascii() and letters and sum(folded(letter).isascii() for letter in letters) <= len(letters) / 2:
        code = next((code for code, low, high in _SCRIPTS if any(low <= c <= high for c in letters)), OTHER)
        return _of_script(code, text)
    words = _words(text)
    telling = [word for word in words if word not in phrases().words.empty]
    lower = set(text.lower())
    votes: dict[str, tuple[int, int]] = {}
    for code, language in phrases().tongues.items():
        small = sum(word in language.words for word in telling)
        votes[code] = small + _MARKED * (not lower.isdisjoint(language.marks)), small
    best = max(votes, key=lambda code: votes[code][0])
    vote, small = votes[best]
    if len(words) > 1 and small and vote >= max(2, _SHARE * len(words)):
        return best
    least = _LEAST_STRANGE if text.isascii() else _LEAST_MARKED
    return OTHER if len(words) >= least and not any(map(_is_english, words)) else None


def _of_script(code: str, text: str) -> str:
    """The language of a text in the script of this one."""
    if _OF_NONE.search(text):
        return OTHER
    if code != "ru":
        return code
    bulgarian = sum(word in phrases().tongues["bg"].words for word in _words(text)) >= _MARKED
    return "uk" if _UKRAINIAN.search(text) else "bg" if bulgarian else code


def _words(text: str) -> list[str]:
    return [word for part in folded(text).split() if (word := re.sub(r"\W", "", part))]


def _is_english(word: str) -> bool:
    return word in phrases().words.empty or bool(subjects([stem(word)]))


def foreign_lines(text: str) -> tuple[str, ...]:
    """The lines in the language of this text that say that a stand-in plays, which speaks English."""
    language = phrases().tongues.get(tongue(text) or "")
    return language.lines if language is not None else ()


def own_words(text: str, lines: Iterable[str]) -> tuple[str, ...]:
    """Those of the lines that are in the language of this text."""
    code = tongue(text)
    return tuple(line for line in lines if code not in (None, OTHER) and tongue(line) == code)
