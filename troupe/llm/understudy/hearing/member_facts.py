"""What a member told of themselves in this channel: name, home, work, favourites, what their pets are called."""

import re
from collections.abc import Iterable, Iterator

from troupe.llm.understudy.hearing.phrase_files import folded, phrases
from troupe.llm.understudy.hearing.word_stems import stem

_I_AM = r"\b(?:i am|i'?m|im)\b"
_END = r"(?=[.,;!?\n]|\s+(?:and|but|so|because|by the way|btw)\b|$)"
_TELLS = (
    (rf"\bmy name(?:'s| is) (.+?){_END}", "name"),
    (rf"\b(?:call me|i am called|i'm called|the name's) (.+?){_END}", "name"),
    (r"(?-i:\b(?:I am|I'm|i'm|Im|im) ([A-ZÀ-Þ][\w'’-]+))(?! (?:is|from))\b", "name"),
    (rf"\bi (?:live|am living|'m living|moved) (?:in|to|near|on) (.+?){_END}", "home"),
    (rf"{_I_AM} (?:originally )?from (.+?){_END}|\bi (?:come|was born) (?:from|in) (.+?){_END}", "origin"),
    (rf"\bi work (?:as|for|at) (?:an? |the )?(.+?){_END}", "job"),
    (rf"{_I_AM} (\d{{1,3}})\b(?: years old)?{_END}", "age"),
    (rf"{_I_AM} an? (\w+(?: \w+)?){_END}", "what"),
    (rf"\bi (?:really )?(?:love|like|enjoy|adore) (.+?){_END}", "likes"),
    (rf"\bi (?:really )?(?:hate|dislike|detest|can'?t stand) (.+?){_END}", "dislikes"),
)
"""What tells a fact about the member, and under which key it is kept."""
_NAMING = re.compile(
    r"\bmy ([\w -]{2,30}?)(?:'?s name is|, (?:called|named)| (?:is|are) (?:called|named)| called| named) "
    rf"(.+?){_END}"
    r"|\b(?:have|got|own|adopted) (?:an?|two|three) ([\w -]{2,30}?),? (?:called|named|whose name is) "
    rf"(.+?){_END}"
    r"|\bmy ((?-i:[a-z]+(?: [a-z]+)?)),? (?-i:([A-ZÀ-Þ][\w'’-]+))\b",
    re.IGNORECASE,
)
_OWNING = re.compile(rf"\bmy ((?:favou?rite )?[\w-]+(?: [\w-]+)?) (?:is|are|'s) (.+?){_END}", re.IGNORECASE)
_ASKS = (
    (r"\b(?:what(?:s| is)|know|remember|recall|forgot|say) my name\b|\bwho am i\b|\bwhat am i called\b", "name"),
    (r"\bwhere (?:do )?i live\b|\bwhere(?: is|s) my home\b", "home"),
    (r"\bwhere (?:am i|i am|im|do i come) from\b|\bwhere was i born\b", "origin"),
    (
        r"\bwhat do i do(?: for (?:a living|work))?\W*$|\b(?:what(?:s| is)|remember) my (?:job|work|profession)\b",
        "job",
    ),
    (r"\bhow old am i\b|\b(?:whats|what is) my age\b", "age"),
    (r"\bwhat do i (?:like|love|enjoy)\b", "likes"),
    (r"\bwhat do i (?:hate|dislike)\b|\bwhat cant i stand\b", "dislikes"),
)
_INSTEAD = {"origin": ("home",), "home": ("origin",), "job": ("what",)}
_ASKS_OF_MINE = re.compile(
    r"\b(?:what(?:s|re)?|who(?:s)?|which|how|remember|recall|know|tell me|forgot(?:ten)?)\b.{0,30}?"
    r"\bmy ([\w -]{2,40}?)(s name| names?| called| named)?(?: again)?(?: is| are)?\W*$"
)
_PET = frozenset({"pet", "animal"})


def asks_of_self(text: str) -> str:
    """What about themselves the member asks back, as a key; empty if nothing."""
    low = folded(text)
    for pattern, key in _ASKS:
        if re.search(pattern, low):
            return key
    of_mine = _ASKS_OF_MINE.search(low)
    return f"my {_key(re.sub(r'^(?:is|are|was) ', '', of_mine[1]))}" if of_mine else ""


def told_fact(key: str, lines: Iterable[str]) -> str:
    """What the lines of one member, the latest first, tell under this key; empty if nothing."""
    facts: dict[str, str] = {}
    for line in lines:
        for name, value in _facts(line):
            facts.setdefault(name, value)
    if key in {f"my {kind}" for kind in _PET}:
        animals = {stem(word) for word in phrases().subjects["animals"]}
        key = next((name for name in facts if name.removeprefix("my ") in animals), key)
    return next((facts[name] for name in (key, *_INSTEAD.get(key, ())) if name in facts), "")


def _facts(line: str) -> Iterator[tuple[str, str]]:
    """The facts of a line; a question tells none."""
    for sentence in re.split(r"(?<=[.!?\n])\s+", line):
        if sentence.rstrip().endswith("?"):
            continue
        plain = sentence.replace("’", "'")
        for match in _NAMING.finditer(plain):
            owned, value = [group for group in match.groups() if group]
            yield f"my {_key(owned)}", value.strip()
        for match in _OWNING.finditer(plain):
            yield f"my {_key(match[1])}", match[2].strip()
        for pattern, key in _TELLS:
            if match := re.search(pattern, plain, re.IGNORECASE):
                yield key, next(group for group in match.groups() if group).strip()


def _key(owned: str) -> str:
    """The words of what is owned, alike whether they tell or ask: `favorite colors` and `favourite colour`."""
    words = folded(owned).replace("favorite", "favourite").replace("color", "colour").split()
    return " ".join(stem(word) for word in words if word not in ("is", "are", "the", "name", "names"))
