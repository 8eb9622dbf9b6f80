"""How someone writes, read from the lines that are given as theirs: marks, capitals, contractions, a pet word."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from troupe.llm.understudy.hearing.phrase_files import phrases
from troupe.people.persona.persona import Persona

_LEAST_LINES = 5
"""Of fewer lines nothing is concluded but what holds for all of them."""
_LEAST_WORDS = 60
_FEW_ARTICLES = 0.01
"""Ordinary English has six or seven articles in a hundred words."""
_MOSTLY = 0.85
_TAG_SHARE = 0.06
_ARTICLE = re.compile(r"\b(?:a|an|the)\b", re.IGNORECASE)
_CONTRACTED = re.compile(r"\b\w+['’](?:s|t|m|re|ve|ll|d)\b")
_IN_FULL = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|will|would|could|can|have|has) not|cannot|I am|it is|that is|I will|"
    r"I have|you are|there is)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…](?=[\s\"”’)]|$)")
_TAG = re.compile(r"(,?) ((?:my )?[a-z]+)(?=[,.!?]|$)")


@dataclass(frozen=True, slots=True)
class WritingManner:
    """`lower`: no capitals. `stops`: a line ends with a mark. `exclaims`: the share of sentences that end with
    "!", None where nothing is known. `contracts`: "don't" rather than "do not"; None if either will do.
    `articles`: says "a" and "the". `tag`: what is hung on to sentences, such as ", mate"."""

    lower: bool = False
    stops: bool = True
    exclaims: float | None = None
    contracts: bool | None = None
    articles: bool = True
    tag: str = ""


@lru_cache(maxsize=512)
def manner(persona: Persona) -> WritingManner:
    """The manner of this persona's own lines."""
    said = (line for occasion, lines in persona.sayings.items() if occasion != "stand_in" for line in lines)
    lines = tuple(line.strip() for line in (*persona.voice, *said) if line.strip() and "{" not in line)
    openings = [line[0] for line in lines if line[0].isalpha()]
    lower = len(openings) > 1 and sum(letter.islower() for letter in openings) > _MOSTLY * len(openings)
    if len(lines) < _LEAST_LINES:
        return WritingManner(lower=lower)
    text = "\n".join(lines)
    ends = [found.group() for found in _END.finditer(text)]
    words = len(text.split())
    return WritingManner(
        lower=lower,
        stops=sum(line[-1] in ".!?…" for line in lines) * 2 > len(lines),
        exclaims=ends.count("!") / len(ends) if ends else 0.0,
        contracts=_contracts(text),
        articles=words < _LEAST_WORDS or len(_ARTICLE.findall(text)) / words > _FEW_ARTICLES,
        tag=_tag(lines),
    )


def _contracts(text: str) -> bool | None:
    short, full = len(_CONTRACTED.findall(text)), len(_IN_FULL.findall(text))
    if short + full < _LEAST_LINES or min(short, full) * 4 > max(short, full):
        return None
    return short > full


def _tag(lines: Iterable[str]) -> str:
    """A word of address or a particle that many of the lines hang on to a sentence; with its comma if it mostly
    has one."""
    counts, commas, total = Counter[str](), Counter[str](), 0
    for line in lines:
        total += 1
        for comma, word in dict.fromkeys(found.groups() for found in _TAG.finditer(line)):
            counts[word] += 1
            commas[word] += bool(comma)
    tags = [
        (count, word)
        for word, count in counts.items()
        if count >= max(3, _TAG_SHARE * total) and word not in phrases().words.no_tag
    ]
    if not tags:
        return ""
    count, word = max(tags)
    return f", {word}" if commas[word] * 2 >= count else f" {word}"
