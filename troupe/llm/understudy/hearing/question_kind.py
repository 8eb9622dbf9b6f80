"""What kind of answer a message asks for, beyond what it is about: why, more, a choice, a yes or no."""

import re
from dataclasses import dataclass
from enum import StrEnum

from troupe.llm.understudy.hearing.phrase_files import folded


class Ask(StrEnum):
    """`WHY`, `MORE` ("really?", "go on") and `BACK` ("and you?") take up what was said before. `EITHER` offers a
    choice. `LIKES`, `EVER`, `ABLE`, `BEING` and `DOING` want a yes or no about the person; `SELF` anything else
    about them; `WORLD` is any other question; `NOTHING` is none."""

    WHY = "why"
    MORE = "more"
    BACK = "back"
    EITHER = "either"
    LIKES = "likes"
    EVER = "ever"
    ABLE = "able"
    BEING = "being"
    DOING = "doing"
    SELF = "self"
    WORLD = "world"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class HeardQuestion:
    """`choices` are the two things offered, for EITHER."""

    kind: Ask = Ask.NOTHING
    choices: tuple[str, ...] = ()


NOTHING = HeardQuestion()
YES_OR_NO = frozenset({Ask.LIKES, Ask.EVER, Ask.ABLE, Ask.BEING, Ask.DOING})
SHORT = 5
"""Words; a longer "why …?" brings its own subject."""

_WHY = re.compile(r"^(?:but |and |so )?(?:why|how come|what for|says who|because\?)\b")
_MORE = re.compile(
    r"^(?:oh |but |and )?(?:really|seriously|for real|honestly|are you (?:sure|serious)|how so|in what way|"
    r"what do you mean|meaning|how do you mean|what does that mean|i dont (?:understand|get it)|explain|elaborate|"
    r"tell (?:me|us) more|say more|more|go on|continue|and then|then what|what happened(?: then| next)?|such as|"
    r"like what|for example|what else|anything else|interesting|huh|hm+|what|i see|wow|oh|nice|cool)\b\W*"
    r"(?:about (?:that|it|this))?\W*$"
)
_BACK = re.compile(
    r"^(?:and |so |but |ok |hm )*(?:(?:what|how) about (?:you|yourself|u)|and (?:you|yourself|u)|(?:you|yourself)|"
    r"you too|your turn|same question(?: to you)?|whats yours|and yours)(?: all| guys)?\W*$"
)
_EITHER = re.compile(r"([^?,;:.!]+?),? or ([^?,;:.!]+)\?")
_BEFORE_CHOICE = re.compile(
    r"^.*\b(?:prefer|like|choose|pick|rather be|rather have|rather|better|best|is it|want|for|you|should i|we)"
    r"\b\s*"
)
_NO_CHOICE = frozenset({"not", "no", "so", "something", "anything", "what", "whatever", "are you", "do you"})
_LONGEST_CHOICE = 3
_LIKES = re.compile(
    r"\b(?:do|dont|would|did) (?:you|u) (?:\w+ )?(?:like|love|enjoy|hate|prefer|trust|believe|care|miss|fancy)\b"
    r"|\b(?:are you|you) (?:a fan of|into|for|against|interested in|keen on)\b"
)
_EVER = re.compile(r"\bhave you\b|\bever been\b|\bdid you ever\b|\bhave you got\b")
_ABLE = re.compile(r"\b(?:can|could|cant) (?:you|u)\b|\bare you (?:able|good at)\b|\bdo you know how\b")
_BEING = re.compile(
    r"\b(?:are|r|were|arent) (?:you|u)\b|\bdo (?:you|u) (?:ever |often |sometimes )?(?:get|feel)\b"
)
_DOING = re.compile(r"\b(?:do|did|dont|will|would) (?:you|u)\b")
_OPEN = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b")
_SELF = re.compile(r"\b(?:you|your|yours|yourself|u|ur)\b")


def asked(text: str, names: tuple[str, ...]) -> HeardQuestion:
    """What this message asks for. Names it begins or ends with are not part of it."""
    low = bare(folded(text), names)
    if len(low.split()) <= SHORT and _WHY.search(low):
        return HeardQuestion(Ask.WHY)
    *before, last = [part.strip() for part in re.split(r"(?<=[.!?,;])\s+", low)]
    if _BACK.search(last):
        return HeardQuestion(Ask.LIKES if any(len(part.split()) > 1 for part in before) else Ask.BACK)
    if _MORE.search(low):
        return HeardQuestion(Ask.MORE)
    if "?" not in low and not _OPEN.match(low) and not _DOING.match(low) and not _BEING.match(low):
        return HeardQuestion()
    if choices := _choices(_unnamed(text, names)):
        return HeardQuestion(Ask.EITHER, choices)
    return HeardQuestion(
        _kind(next((part for part in reversed(re.findall(r"[^.!?\n]+\??", low)) if "?" in part), low))
    )


def _kind(question: str) -> Ask:
    opened = _OPEN.search(question)
    checks = ((_LIKES, Ask.LIKES), (_EVER, Ask.EVER), (_ABLE, Ask.ABLE), (_BEING, Ask.BEING), (_DOING, Ask.DOING))
    for pattern, kind in checks:
        match = pattern.search(question)
        if match and (opened is None or opened.start() > match.start()):
            return kind
    return Ask.SELF if _SELF.search(question) else Ask.WORLD


def _choices(text: str) -> tuple[str, ...]:
    match = _EITHER.search(text)
    if match is None:
        return ()
    first = _BEFORE_CHOICE.sub("", match.group(1).strip(), count=1).strip() or match.group(1).strip()
    first = re.sub(r"^(?:the|a|an) ", "", first, flags=re.IGNORECASE)
    second = re.sub(r"^(?:the|a|an) ", "", match.group(2).strip(), flags=re.IGNORECASE)
    both = (first, second)
    if any(not choice or len(choice.split()) > _LONGEST_CHOICE or folded(choice) in _NO_CHOICE for choice in both):
        return ()
    return both if not any(re.search(r"\b(?:you|i|we|they|it)\b", folded(choice)) for choice in both) else ()


def _unnamed(text: str, names: tuple[str, ...]) -> str:
    """The text without names of people, wherever they stand."""
    any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
    return re.sub(rf"\b(?:{any_name})\b[,:]?\s*", "", text, flags=re.IGNORECASE)


def bare(low: str, names: tuple[str, ...]) -> str:
    """The text without names at its beginning and at its end."""
    any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
    text = re.sub(
        rf"^\W*(?:(?:hey|hi|ok|and|so|well|no|yes|yeah|hm|@) ?,? ?)*(?:@?(?:{any_name})\b[\s,:;-]*)+", "", low
    )
    return re.sub(rf"[\s,]+@?(?:{any_name})\W*$", lambda end: "?" if "?" in end.group() else "", text).strip()
