"""Claims in the words of the house: nobody here responds to a survey, and no share stands without its n."""

import re
from collections.abc import Mapping, Sequence

from troupe.research.analysis.content_terms import term_set
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.analysis.wording.number_claims import claimed_numbers

_SENTENCE = re.compile(r"[^.!?…。！？]+(?:[.!?…。！？]+(?!\d)|(?:[.](?=\d))[^.!?…。！？]*|$)\s*")
_RESPONDENT = re.compile(r"\b(r)espondent(s?)\b", re.IGNORECASE)
_SAYS_THAT_NOBODY = term_set(
    "nobody no one none anyone anybody mentioned mention mentions raised raise discussed discuss said say spoke "
    "talk talked asked ask brought up commented comment expressed express addressed address participants people "
    "panel discussion study specific explicitly possible potential"
)
_SAME = 0.7
"""Of the terms of what nobody is to have said, how many make a line say it; two at least."""


def in_house_words(text: str) -> str:
    """The text without the word for people who answer surveys."""

    def asked(match: re.Match[str]) -> str:
        words = "people asked" if match[2] else "person asked"
        return words.capitalize() if match[1] == "R" else words

    return _RESPONDENT.sub(asked, text)


def without_bare_shares(text: str) -> tuple[str, int]:
    """The text without the sentences that state a percentage and not of how many, and how many those were."""
    sentences = [match.group() for match in _SENTENCE.finditer(text)]
    kept = [sentence for sentence in sentences if not states_bare_share(sentence)]
    return ("".join(kept).strip(), len(sentences) - len(kept)) if len(kept) < len(sentences) else (text, 0)


def states_bare_share(text: str) -> bool:
    """Whether a percentage is stated without a count of people."""
    claims = claimed_numbers(text)
    return any(claim.share for claim in claims) and not any(claim.counted for claim in claims)


def with_count(text: str, numbers: Mapping[str, float], sizes: Sequence[float]) -> str:
    """The text with the count behind its one percentage, where these figures tell which that is. `sizes`: of how
    many it may be."""
    shares = [claim for claim in claimed_numbers(text) if claim.share]
    if len(shares) != 1 or not states_bare_share(text):
        return text
    counts = [(value, size) for size in sizes for value in numbers.values() if size and value <= size]
    fits = [(value, size) for value, size in counts if round(100 * value / size) == round(shares[0].value)]
    written = shares[0].written
    return text.replace(written, f"{written} ({fits[0][0]:g} of {fits[0][1]:g})", 1) if fits else text


def said_after_all(record: StudyRecord, claim: str) -> int | None:
    """The number of a line that says what nobody is to have said; None where there is none."""
    about = term_set(claim) - _SAYS_THAT_NOBODY
    if len(about) < 2:
        return None
    for line in record.evidence.values():
        if len(about & term_set(line.text)) >= max(2, _SAME * len(about)):
            return line.seq
    return None
