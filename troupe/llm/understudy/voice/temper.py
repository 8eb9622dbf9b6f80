"""A persona's temper, read from the words its style and traits use."""

import re
from functools import lru_cache

from troupe.llm.understudy.hearing.phrase_files import FALLBACK, phrases
from troupe.people.persona.persona import Persona

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_LEVEL = {"very low": -2, "very high": 2, "low": -1, "high": 1}


@lru_cache(maxsize=512)
def temper(persona: Persona) -> str:
    """`blunt`, `terse`, `exuberant`, `florid` or `warm`: the one most spoken for. Style counts three times a
    trait; how much the person talks decides between words and few of them."""
    scores = dict.fromkeys(phrases().tempers, 0.0)
    for name, words in phrases().tempers.items():
        scores[name] += 3.0 * _count(persona.style, words) + _count(" ".join(persona.personality.traits), words)
    scores["terse"] += 3.0 * (0.3 - persona.talkativeness) - level(persona, "extraversion") * 0.5
    scores["exuberant"] += 2.0 * (persona.talkativeness - 0.7) + max(0, level(persona, "extraversion")) * 0.5
    scores["blunt"] -= level(persona, "agreeableness") * 0.5
    best = max(scores, key=lambda name: (scores[name], name == FALLBACK))
    return best if scores[best] > 0.5 else FALLBACK


def level(persona: Persona, trait: str) -> int:
    """How far a Big Five trait is from the middle, −2 to 2, as far as its text says (`High. Very …`)."""
    texts = (text.lower() for key, text in persona.personality.big_five.items() if key.lower() == trait)
    text = next(texts, "")
    return next((_LEVEL[words] for words in _LEVEL if text.startswith(words)), 0)


def _count(text: str, words: frozenset[str]) -> int:
    return sum(word in words for word in _WORD.findall(text.lower()))
