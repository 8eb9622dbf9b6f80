"""Rules of what somebody never says, as far as code can hold them: the words themselves, emoji, exclamation marks.

Rules that name a sort of speech ("slurs", "medical advice") are left to the judge, who reads the answers.
"""

import re
from collections.abc import Sequence

from troupe.core.word_tokens import fold
from troupe.research.validating.validation_result import BrokenRule, InterviewAnswer

_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_SORTS = {
    "emoji": _EMOJI,
    "emojis": _EMOJI,
    "emoticons": re.compile(r"[:;]-?[)(DP]|<3"),
    "exclamation marks": re.compile("[!！]"),
    "hashtags": re.compile(r"(?<!\w)#[^\W\d_]\w*"),
    "links": re.compile(r"https?://|www\."),
}
_AROUND = 40


def broken_rules(rules: Sequence[str], answers: Sequence[InterviewAnswer]) -> tuple[BrokenRule, ...]:
    """The rules that some answer broke, each with the words around."""
    broken: list[BrokenRule] = []
    for rule in rules:
        pattern = _pattern(rule)
        for answer in answers:
            if pattern is not None and (match := pattern.search(_plain(answer.text))):
                start, end = max(0, match.start() - _AROUND), match.end() + _AROUND
                broken.append(BrokenRule(rule=rule, quote=answer.text[start:end].strip()))
                break
    return tuple(broken)


def _pattern(rule: str) -> re.Pattern[str] | None:
    name = fold(rule).strip()
    if name in _SORTS:
        return _SORTS[name]
    words = _plain(rule).strip(" \"'.…").split()
    together = r"\s+".join(map(re.escape, words))
    return re.compile(rf"(?<!\w){together}(?!\w)", re.IGNORECASE) if words else None


def _plain(text: str) -> str:
    """The text with one form of quotation mark, as many characters as before."""
    return text.translate({ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'})
