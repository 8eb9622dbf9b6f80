"""The words by which a line asks for something, with or without a question mark, and by which it tells whoever
moderates to do something."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from troupe.core.frozen import Frozen
from troupe.people.documents.slug import plain_letters

_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_OPENING = re.compile(r"^[^,:]{1,40}[,:]\s+")
"""Such as "To start with," before what is asked."""
_MOST_OPENING = 6
"""Words of an opening."""
_SIGNS = "?？¿"


class AskingWords(Frozen):
    """The table of one language, as the file has it."""

    verbs: tuple[str, ...]
    endings: str
    before: str
    of_each: str
    question: tuple[str, ...]
    moderator: tuple[str, ...]
    choosing: tuple[str, ...]


@cache
def asking_words() -> Mapping[str, AskingWords]:
    """The tables by the code of their language."""
    raw = files("troupe.research.guides.reading.words").joinpath("asking_words.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, AskingWords]).validate_python(tomllib.loads(raw))


def asks(text: str) -> bool:
    """A line that asks for something: with a question mark, or by a verb that begins one of its sentences."""
    return any(sign in text for sign in _SIGNS) or any(_orders(part) for part in _SENTENCE.split(text))


def chooses(plain: str) -> bool:
    """A question, in small letters without accents, that asks for one of several, such as `which …`."""
    return _choosing().search(plain) is not None


def split_direction(text: str) -> tuple[str, str]:
    """The order to whoever moderates that a line begins with, and the question behind it, as in `Show it.
    What is it for?`; the first is empty where there is no such order."""
    parts = _SENTENCE.split(text)
    count = 0
    while count < len(parts) and directs(parts[count]) and "?" not in parts[count]:
        count += 1
    return " ".join(parts[:count]), " ".join(parts[count:])


def directs(text: str) -> bool:
    """A line that tells whoever moderates to do something, such as `Hand out the cards`."""
    return _directing().match(plain_letters(text).lstrip("[(*-–→ ")) is not None


def _orders(sentence: str) -> bool:
    plain = plain_letters(sentence).replace("’", "'").lstrip("\"'“„«»-–—¡([ ")
    if _directing().match(plain):
        return False
    if _asking().match(plain):
        return True
    opening = _OPENING.match(plain)
    return (
        opening is not None
        and len(opening[0].split()) <= _MOST_OPENING
        and _asking().match(plain[opening.end() :]) is not None
    )


def ordering_languages(lines: Iterable[str]) -> Iterator[str]:
    """The language of each line that begins with an order, to those who are asked or to whoever moderates; several
    where the order is one in several."""
    for line in lines:
        plain = plain_letters(line).lstrip(' \t0123456789.)(*-•[#>"')
        for code, pattern in _orders_by_language().items():
            if pattern.match(plain):
                yield code


@cache
def _orders_by_language() -> Mapping[str, re.Pattern[str]]:
    return {
        code: re.compile(rf"{_of_language(words)}|(?:{'|'.join(words.moderator)})(?!\w)")
        for code, words in asking_words().items()
    }


@cache
def _asking() -> re.Pattern[str]:
    return re.compile("|".join(_of_language(words) for words in asking_words().values()))


def _of_language(words: AskingWords) -> str:
    verb = rf"(?:{'|'.join(words.verbs)}){words.endings}(?![\w-])(?=\W+\w)"
    before = rf"(?:{words.before}[,:]?\s+){{0,3}}"
    each = rf"{words.of_each},?\s+(?:\w+\s+){{0,2}}?"
    return rf"{before}(?:{each})?{verb}"


@cache
def _directing() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{'|'.join(words.moderator)})(?!\w)" for words in asking_words().values()))


@cache
def _choosing() -> re.Pattern[str]:
    words = "|".join("|".join(table.choosing) for table in asking_words().values())
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")
