"""The facts that a member told of themselves in this channel: name, home, work, favourites, what their pets are
called."""

import re
from collections.abc import Iterable, Iterator

from troupe.llm.understudy.hearing.phrase_files import folded, phrases
from troupe.llm.understudy.hearing.word_stems import stem

_INSTEAD = {"origin": ("home",), "home": ("origin",), "job": ("what",)}
_PET = frozenset({"my pet", "my animal"})


def asks_of_self(text: str) -> str:
    """What about themselves the member asks back, as a key; empty if nothing."""
    low, asks = folded(text), phrases().member.asks
    if key := next((key for key, pattern in asks if pattern.search(low)), ""):
        return key
    of_mine = phrases().member.asks_of_mine.search(low)
    return f"my {_key(re.sub(r'^(?:is|are|was) ', '', of_mine[1]))}" if of_mine else ""


def told_fact(key: str, lines: Iterable[str]) -> str:
    """What the lines of one member, the latest first, tell under this key; empty if nothing."""
    facts: dict[str, str] = {}
    for line in lines:
        for name, value in _facts(line):
            facts.setdefault(name, value)
    if key in _PET:
        animals = {stem(word) for word in phrases().subjects["animals"]}
        key = next((name for name in facts if name.removeprefix("my ") in animals), key)
    return next((facts[name] for name in (key, *_INSTEAD.get(key, ())) if name in facts), "")


def _facts(line: str) -> Iterator[tuple[str, str]]:
    """The facts of a line; a question tells none."""
    tells = phrases().member
    for sentence in re.split(r"(?<=[.!?\n])\s+", line.replace("’", "'")):
        if sentence.rstrip().endswith("?"):
            continue
        for match in (*tells.naming.finditer(sentence), *tells.owning.finditer(sentence)):
            owned, value = [group for group in match.groups() if group]
            yield f"my {_key(owned)}", value.strip()
        for key, pattern in tells.tells:
            if match := pattern.search(sentence):
                yield key, next(group for group in match.groups() if group).strip()


def _key(owned: str) -> str:
    """The key of something owned, the same whether members tell of it or ask for it: `favorite colors` and
    `favourite colour`."""
    words = folded(owned).replace("favorite", "favourite").replace("color", "colour").split()
    return " ".join(stem(word) for word in words if word not in ("is", "are", "the", "name", "names"))
