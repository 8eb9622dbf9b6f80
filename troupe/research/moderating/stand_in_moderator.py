"""The understudy as moderator: names who has not spoken, ladders on a judgement, asks for more where an answer
is short or vague, skips what was answered, and keeps time. By rule, the same each time."""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from troupe.core.frozen import Frozen
from troupe.core.meaning_stems import stems
from troupe.research.moderating.moderator_wish import EVERYONE, ModeratorWish
from troupe.worlds.sessions.moderator_decision import DecisionKind

_SHORT = 14
"""Words of an answer that says little."""
_OPINION = 6
"""Words of an answer that may hold a judgement: “that's a hard one” holds none of what was asked."""
_ENOUGH = 0.75
"""The part of a question's words in what somebody has said by which it counts as answered."""
_LEAST_STEMS = 3


class RoomAnswers(Frozen):
    """Somebody in the room: what they have `said` in answer to the question, and all of it with the numbers of
    the lines. See `ModeratedPerson`."""

    name: str
    said: tuple[str, ...]
    earlier: tuple[tuple[int, str], ...]
    probed: bool
    free: bool


class _Phrases(Frozen):
    """A table of the file, as it stands."""

    silent: tuple[str, ...]
    ladder: tuple[str, ...]
    more: tuple[str, ...]
    contrast: tuple[str, ...]
    judging: tuple[str, ...]
    vague: tuple[str, ...]


def stand_in_wish(
    language: str,
    people: Sequence[RoomAnswers],
    *,
    may_probe: bool,
    ahead: str,
    may_close: bool,
    contrasted: bool,
    seed: int,
) -> ModeratorWish:
    """What a good moderator would do first. In a language without phrases nothing is asked of its own.
    `contrasted`: everyone was asked on this question already."""
    if may_close:
        return ModeratorWish(reason="the time of this section is over", move=DecisionKind.CLOSE)
    if (lines := _answers(ahead, people)) is not None:
        return ModeratorWish(reason="most have said it already", move=DecisionKind.SKIP, lines=lines)
    phrases = _tables().get(language.partition("-")[0].casefold())
    if may_probe and phrases is not None:
        rng = random.Random(seed)  # noqa: S311 - to be repeated
        wish = next(_probes(phrases, people, rng, contrasted=contrasted), None)
        if wish is not None:
            return wish
    return ModeratorWish(reason="this was answered", move=DecisionKind.GO_ON)


def _probes(
    phrases: _Phrases, people: Sequence[RoomAnswers], rng: random.Random, *, contrasted: bool
) -> Iterator[ModeratorWish]:
    free = [person for person in people if person.free and not person.probed]
    for person in free:
        if not person.said:
            reason = f"{person.name} has not spoken on this"
            yield _asked(rng.choice(phrases.silent).format(name=person.name), person.name, reason)
    for person in free:
        word = _word_in(phrases.judging, [text for text in person.said if len(text.split()) >= _OPINION])
        if word:
            text = rng.choice(phrases.ladder).format(name=person.name, word=word)
            yield _asked(text, person.name, f"“{word}” is a judgement: what is behind it?")
    for person in sorted(free, key=lambda person: len(" ".join(person.said).split())):
        said = " ".join(person.said)
        if _word_in(phrases.vague, person.said) or len(said.split()) < _SHORT:
            reason = f"{person.name} was vague" if len(said.split()) >= _SHORT else f"{person.name} was brief"
            yield _asked(rng.choice(phrases.more).format(name=person.name), person.name, reason)
    if len(people) > 1 and not contrasted and not any(person.probed for person in people):
        yield _asked(rng.choice(phrases.contrast), EVERYONE, "all have spoken; who sees it otherwise?")


def _asked(text: str, to: str, reason: str) -> ModeratorWish:
    return ModeratorWish(reason=reason, move=DecisionKind.PROBE, to=to, text=text)


def _word_in(words: Sequence[str], said: Sequence[str]) -> str:
    """The first of these words that was said, as it was said."""
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    return next((match[0] for text in said if (match := pattern.search(text))), "")


def _answers(ahead: str, people: Sequence[RoomAnswers]) -> list[int] | None:
    """The lines in which more than half have said what the next question asks for; None where they have not."""
    wanted = stems(ahead)
    if len(wanted) < _LEAST_STEMS:
        return None
    numbers: list[int] = []
    count = 0
    for person in people:
        lines = [(number, wanted & stems(text)) for number, text in person.earlier]
        said = frozenset[str]().union(*(found for _, found in lines))
        if len(said) >= _ENOUGH * len(wanted):
            count += 1
            numbers += [number for number, found in lines if found]
    return numbers if 2 * count > len(people) else None


@cache
def _tables() -> dict[str, _Phrases]:
    text = files("troupe.research.moderating").joinpath("stand_in_words.toml").read_text("utf-8")
    return TypeAdapter(dict[str, _Phrases]).validate_python(tomllib.loads(text))
