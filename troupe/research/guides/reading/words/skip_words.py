"""The condition under which a step is left out, read from words and told in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import Ballot, SkipRule

_STRICT = 0.001
"""Between "fewer than half" and "at most half": less than one person of a thousand."""
FORM = 'Skip if fewer than half chose "Yes" in vote1'

_FRACTIONS = {
    "half": 0.5,
    "a half": 0.5,
    "half of them": 0.5,
    "a third": 1 / 3,
    "one third": 1 / 3,
    "two thirds": 2 / 3,
    "a quarter": 0.25,
    "one quarter": 0.25,
    "three quarters": 0.75,
    "a fifth": 0.2,
    "a tenth": 0.1,
}
_FRACTION = rf"(?:{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))}|\d{{1,3}}(?:\.\d+)?\s*%|0?\.\d+)"
_SHARE = (
    rf"(?P<below>(?:fewer|less) than|under|below)\s+(?P<a>{_FRACTION})|"
    rf"(?P<most>at most|no more than|up to)\s+(?P<b>{_FRACTION})|(?P<least>at least)\s+(?P<c>{_FRACTION})|"
    rf"(?P<above>more than|over|above)\s+(?P<d>{_FRACTION})|(?P<e>{_FRACTION})\s+(?P<or_more>or more)|"
    rf"(?P<f>{_FRACTION})\s+(?P<or_less>or (?:less|fewer))|(?P<nobody>nobody|no one|none|noone)|"
    r"(?P<all>everyone|everybody|all)|(?P<majority>(?:a |the )?majority|most)|"
    r"(?P<anybody>anyone|anybody|someone|somebody)"
)
_OF_WHOM = (
    r"(?:\s+of\s+(?:the\s+)?(?:people|them|participants|panel|group|everyone|respondents|all))?"
    r"(?:\s+(?:people|participants))?"
)
_CHOSE = (
    r"(?:have |has |had )?(?:chose|chosen|choose|picked?|selected|select|voted(?: for)?|vote(?: for)?|said|say|"
    r"answered|gave|ticked)"
)
_STEP = r"(?: (?:this|the|it))?(?: (?:section|question|step|part|poll|vote|one))?(?: only)?,?"
_RULE = re.compile(
    rf"(?P<verb>skip|ask|only ask|only)\b{_STEP}\s+(?P<when>if|when|unless)\s+(?:{_SHARE}){_OF_WHOM}\s+{_CHOSE}\s+"
    r"(?P<answer>.+?)$",
    re.IGNORECASE,
)
_WHERE = re.compile(r"^(?P<option>.+?)\s+(?:in|at|for|to|on)\s+(?P<ballot>[^\"“”]{1,80})$", re.IGNORECASE)
_QUOTED = re.compile(
    r"^[\"“”'‘’«»]+(?P<option>.+?)[\"“”'‘’«»]+(?:\s+(?:in|at|for|to|on)\s+(?P<ballot>.+))?$", re.IGNORECASE
)
_NTH = re.compile(r"(?:the )?(?:poll|vote|ballot|rating)\s*(?:no\.?|number|#)?\s*(\d{1,2})")
_LAST = re.compile(
    r"(?:the )?(?:last|previous|same|above|first|earlier)?\s*(?:poll|vote|ballot|rating)(?: above| before)?"
)


@dataclass(frozen=True, slots=True)
class SkipWords:
    """A condition as far as its own words go; which ballot and option is meant is seen with the guide at hand."""

    answer: str
    at_least: float | None
    at_most: float | None


def skip_in(text: str) -> SkipWords | None:
    """The condition that a line states, or None where it cannot be read."""
    match = _RULE.match(" ".join(text.split()).rstrip(" ."))
    if match is None:
        return None
    at_least, at_most = _bounds(match)
    if (match["verb"].casefold() == "skip") == (match["when"].casefold() == "unless"):
        at_least, at_most = _otherwise(at_least, at_most)
    return SkipWords(match["answer"].strip(), _rounded(at_least), _rounded(at_most))


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def rule_of(words: SkipWords, ballots: Sequence[Ballot]) -> SkipRule | str:
    """The rule, among the ballots before it, or what is wrong with it."""
    if not ballots:
        return f"speaks of a vote, and there is none before it; put the poll first ({FORM})"
    for option, place in _readings(words.answer):
        ballot = _ballot(place, ballots, option)
        if ballot is None:
            continue
        if (known := _option(option, ballot)) is not None:
            return SkipRule(ballot=ballot.key, option=known, at_least=words.at_least, at_most=words.at_most)
        if place:
            offer = ", ".join(ballot.options) or "numbers"
            return f"speaks of {option!r}, and {ballot.key} offers {offer}; write one of them"
    keys = ", ".join(ballot.key for ballot in ballots)
    return f"speaks of {words.answer!r}, which no vote before it offers; name an option and a vote ({keys})"


def told(rule: SkipRule) -> str:
    """The rule in the words that are read again."""
    verb = "Skip"
    if rule.at_least is not None and rule.at_most is not None:
        share = f"at most {_percent(rule.at_most)}"
    elif rule.at_least is not None:
        share = f"at least {_percent(rule.at_least)}"
    else:
        share = f"at most {_percent(1.0 if rule.at_most is None else rule.at_most)}"
    return f'{verb} if {share} chose "{rule.option}" in {rule.ballot}'


def _percent(share: float) -> str:
    return f"{share * 100:.12g}%"


def _bounds(match: re.Match[str]) -> tuple[float | None, float | None]:
    share = next((_fraction(match[name]) for name in "abcdef" if match[name]), 0.0)
    if match["below"]:
        return None, max(share - _STRICT, 0.0)
    if match["most"] or match["or_less"]:
        return None, share
    if match["least"] or match["or_more"]:
        return share, None
    if match["above"]:
        return min(share + _STRICT, 1.0), None
    if match["nobody"]:
        return None, 0.0
    if match["all"]:
        return 1.0, None
    return (_STRICT, None) if match["anybody"] else (0.5 + _STRICT, None)


def _otherwise(at_least: float | None, at_most: float | None) -> tuple[float | None, float | None]:
    """The condition that holds exactly where this one does not."""
    if at_least is not None:
        return None, max(round(at_least - _STRICT, 9), 0.0)
    return min(round((at_most or 0.0) + _STRICT, 9), 1.0), None


def _fraction(text: str) -> float:
    plain = text.casefold().strip()
    if plain in _FRACTIONS:
        return _FRACTIONS[plain]
    share = float(plain.rstrip("% ").strip())
    return min(share / 100 if "%" in plain else share, 1.0)


def _readings(answer: str) -> Sequence[tuple[str, str]]:
    """The option and the ballot, apart: quotes first, then the last `in`, then an option alone."""
    quoted = _QUOTED.match(answer)
    if quoted is not None:
        return [(quoted["option"], (quoted["ballot"] or "").strip(' "“”'))]
    placed = [(match["option"], match["ballot"]) for match in [_WHERE.match(answer)] if match is not None]
    return [*placed, (answer.strip(' "“”'), "")]


def _ballot(place: str, ballots: Sequence[Ballot], option: str) -> Ballot | None:
    plain = " ".join(plain_letters(place).split()).strip(" .:")
    if not plain or _LAST.fullmatch(plain):
        offering = [ballot for ballot in ballots if _option(option, ballot) is not None]
        return offering[-1] if offering else (ballots[-1] if plain else None)
    if (keyed := next((ballot for ballot in ballots if ballot.key == plain), None)) is not None:
        return keyed
    if (nth := _NTH.fullmatch(plain)) is not None:
        return ballots[int(nth[1]) - 1] if 0 < int(nth[1]) <= len(ballots) else None
    return next((ballot for ballot in reversed(ballots) if plain in plain_letters(ballot.text)), None)


def _option(option: str, ballot: Ballot) -> str | None:
    wanted = " ".join(plain_letters(option).split())
    if not ballot.options:
        return option.strip()
    exact = [known for known in ballot.options if " ".join(plain_letters(known).split()) == wanted]
    part = [known for known in ballot.options if wanted and wanted in plain_letters(known)]
    return exact[0] if exact else part[0] if len(part) == 1 else None
