"""Languages the understudy has no lines for: known by small words, letters or script, answered in one line."""

import re
from collections.abc import Iterable

from troupe.llm.understudy.hearing.phrase_files import folded, phrases

OTHER = "other"
"""A language that is not told apart."""
_SHARE = 0.3
"""Of the words of a message so many must be small words of another language: an English line with a foreign name
in it is English."""
_SCRIPTS = (
    ("ja", "぀", "ヿ"), ("ru", "Ѐ", "ӿ"), ("ar", "؀", "ۿ"), ("hi", "ऀ", "ॿ"), ("ko", "가", "힣"),
    ("el", "Ͱ", "Ͽ"), ("he", "֐", "׿"), ("th", "฀", "๿"), ("zh", "一", "鿿"),
)  # fmt: skip
"""First and last letters of scripts that are not Latin, in the order in which they are looked for."""
_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)


def tongue(text: str) -> str | None:
    """The code of the language a text is in, `other` for one that is not told apart, None for English."""
    letters = [letter for letter in text if letter.isalpha()]
    if letters and not _is_latin(letters):
        code = next((code for code, low, high in _SCRIPTS if any(low <= c <= high for c in letters)), OTHER)
        return "uk" if code == "ru" and _UKRAINIAN.search(text) else code
    words = [re.sub(r"\W", "", word) for word in folded(text).split()]
    marks = set(text.lower())
    votes = {
        code: sum(word in language.words for word in words) + (2 if language.marks & marks else 0)
        for code, language in phrases().tongues.items()
    }
    best = max(votes, key=lambda code: votes[code], default="")
    by_words = votes.get(best, 0) - (2 if best and phrases().tongues[best].marks & marks else 0)
    enough = max(2, _SHARE * len(words))
    return best if len(words) > 1 and by_words >= 1 and votes[best] >= enough else None


def _is_latin(letters: list[str]) -> bool:
    """Whether most letters are Latin, with whatever accents (Vietnamese has them beyond the first blocks)."""
    return sum(folded(letter).isascii() for letter in letters) > len(letters) / 2


def foreign_lines(text: str) -> tuple[str, ...]:
    """The lines in the language of this text that say that a stand-in plays, which speaks English."""
    language = phrases().tongues.get(tongue(text) or "")
    return language.lines if language is not None else ()


def own_words(text: str, lines: Iterable[str]) -> tuple[str, ...]:
    """Those of the lines that are in the language of this text."""
    code = tongue(text)
    return tuple(line for line in lines if code is not None and tongue(line) == code)
