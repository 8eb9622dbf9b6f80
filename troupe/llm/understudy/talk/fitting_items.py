"""The things a person can tell that fit what was said, and how they stand to it."""

import re
from collections.abc import Sequence

from troupe.llm.understudy.hearing.heard_message import Heard
from troupe.llm.understudy.hearing.phrase_files import folded
from troupe.llm.understudy.hearing.word_stems import mood_of, stems, subjects
from troupe.llm.understudy.voice.persona_material import LIKING, Material, MaterialItem

WEIGHTS = {
    "lore": 3.0, "field": 2.6, "belief": 2.2, "interest": 1.6, "like": 1.5, "dislike": 1.6, "person": 0.7,
    "work": 1.1, "fact": 1.2, "habit": 1.0, "skill": 1.1, "goal": 0.9, "aim": 0.9, "health": 1.2,
    "home": 1.0, "education": 1.3,
}  # fmt: skip
"""How gladly each kind is told when it fits: what was written to be said first, opinions next, then the rest.
ASSUMPTION: set by reading many answers."""
_BY_SUBJECT = 0.75
"""What belonging to the same subject counts for, against sharing the word itself."""
_NAMED = 6.0
FITS = 0.5
"""The least score at which an item answers what was said rather than being dragged in."""

Scored = list[tuple[float, MaterialItem]]


def fitting(heard: Heard, known: Material) -> Scored:
    """Items that have to do with what was said, the best first. A rare word says more than a common one."""
    low = " ".join(["", *re.findall(r"[^\W_]+", folded(heard.text)), ""])
    scored: Scored = []
    for item in known.items:
        score = _score(item, heard.stems, heard.subjects, known)
        if any(f" {phrase} " in low for phrase in item.phrases):
            score += WEIGHTS[item.kind]
        if item.who and set(folded(item.who).split()) & set(heard.about):
            score += _NAMED
        scored.append((score, item))
    return _best(scored)


def near(text: str, known: Material) -> Scored:
    """Items that have to do with this text, for what is said further on the same matter."""
    words = stems(text)
    return _best([(_score(item, words, subjects(words), known), item) for item in known.items])


def _best(scored: Scored) -> Scored:
    return sorted((p for p in scored if p[0] >= FITS), key=lambda pair: (-pair[0], pair[1].kind, pair[1].text))


def _score(item: MaterialItem, words: frozenset[str], of: frozenset[str], known: Material) -> float:
    by_word = sum(1.0 / known.spread[word] ** 0.5 for word in sorted(words & item.about))
    shared = sum(1.0 / known.subject_spread[subject] ** 0.2 for subject in sorted(of & item.subjects))
    return max(by_word, _BY_SUBJECT * shared) * WEIGHTS[item.kind]


def taste(scored: Sequence[tuple[float, MaterialItem]]) -> int:
    """Whether the person likes (1) or dislikes (−1) what these items are about; 0 where they do not say."""
    for _, item in scored[:6]:
        if item.kind in LIKING:
            return LIKING[item.kind]
    return next((mood for _, item in scored[:3] if item.kind == "belief" and (mood := mood_of(item.text))), 0)
