"""The kind of answer that a message asks for, beyond what it is about: why, more, a choice, a yes or no."""

import re
from dataclasses import dataclass
from enum import StrEnum

from troupe.llm.understudy.hearing.phrase_files import folded, phrases


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

_NO_CHOICE = frozenset({"not", "no", "so", "something", "anything", "what", "whatever", "are you", "do you"})
_LONGEST_CHOICE = 3
_OPENING = r"(?:(?:hey|hi|ok|and|so|well|no|yes|yeah|hm|@) ?,? ?)*"


def asked(text: str, names: tuple[str, ...]) -> HeardQuestion:
    """What this message asks for. Names it begins or ends with are not part of it."""
    low, asks = bare(folded(text), names), phrases().asks
    if len(low.split()) <= SHORT and asks["why"].search(low):
        return HeardQuestion(Ask.WHY)
    *before, last = [part.strip() for part in re.split(r"(?<=[.!?,;])\s+", low)]
    if asks["back"].search(last):
        return HeardQuestion(Ask.LIKES if any(len(part.split()) > 1 for part in before) else Ask.BACK)
    if asks["more"].search(low):
        return HeardQuestion(Ask.MORE)
    if "?" not in low and not any(asks[kind].match(low) for kind in ("open", "doing", "being")):
        return NOTHING
    unnamed = re.sub(rf"\b(?:{_any(names)})\b[,:]?\s*", "", text, flags=re.IGNORECASE)
    if choices := _choices(unnamed):
        return HeardQuestion(Ask.EITHER, choices)
    questions = [part for part in re.findall(r"[^.!?\n]+\??", low) if "?" in part]
    return HeardQuestion(_kind(questions[-1] if questions else low))


def _kind(question: str) -> Ask:
    asks = phrases().asks
    opened = asks["open"].search(question)
    for kind in (Ask.LIKES, Ask.EVER, Ask.ABLE, Ask.BEING, Ask.DOING):
        match = asks[kind].search(question)
        if match and (opened is None or opened.start() > match.start()):
            return kind
    return Ask.SELF if asks["self"].search(question) else Ask.WORLD


def _choices(text: str) -> tuple[str, ...]:
    match = phrases().asks["either"].search(text)
    if match is None:
        return ()
    first, second = (part.strip() for part in match.groups())
    first = phrases().asks["before_choice"].sub("", first, count=1).strip() or first
    both = tuple(re.sub(r"^(?:the|a|an) ", "", choice, flags=re.IGNORECASE) for choice in (first, second))
    if any(not choice or len(choice.split()) > _LONGEST_CHOICE or folded(choice) in _NO_CHOICE for choice in both):
        return ()
    return both if not any(re.search(r"\b(?:you|i|we|they|it)\b", folded(choice)) for choice in both) else ()


def bare(low: str, names: tuple[str, ...]) -> str:
    """The text without names at its beginning and at its end."""
    text = re.sub(rf"^\W*{_OPENING}(?:@?(?:{_any(names)})\b[\s,:;-]*)+", "", low)
    return re.sub(rf"[\s,]+@?(?:{_any(names)})\W*$", lambda end: "?" if "?" in end.group() else "", text).strip()


def _any(names: tuple[str, ...]) -> str:
    """A pattern of any of these names."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
