"""The words of people further back than a scene shows, so that a long talk does not come round to the same lines.

It is made of nothing but the scenes themselves, by the number of each line: a run that is played again from its
beginning goes the same way, on the same understudy too. A new process remembers what its scenes show.
"""

from collections import OrderedDict
from typing import TypeVar

from troupe.core.kept_words import also_forgets
from troupe.llm.understudy.hearing.freshness import marks
from troupe.llm.understudy.hearing.heard_message import own_lines
from troupe.worlds.scene import Scene

MOST_LINES = 150
"""Lines kept of one person: more than anybody remembers of a talk, and fewer than what a persona has to say."""
MOST_PEOPLE = 512
MOST_TRIES = 5
"""Answers to one and the same message that are remembered: more than anybody will have taken back."""

Key = tuple[str, ...]
V = TypeVar("V")


class Recollection:
    """The own lines of the people played lately, until something is erased that may stand in one of them. Of words
    that were taken back only their marks are known."""

    def __init__(self) -> None:
        self._said = OrderedDict[Key, dict[int, str]]()
        self._tries = OrderedDict[Key, dict[int, frozenset[int]]]()
        also_forgets(self)

    def forget_words(self) -> None:
        """Something was erased: what a scene shows from now on is remembered anew."""
        self._said = OrderedDict[Key, dict[int, str]]()

    def further_back(self, scene: Scene) -> tuple[str, ...]:
        """What this person said before anything that the scene shows. Keeps what it does show for later."""
        lines = _of(self._said, (scene.world.id, scene.person.id))
        lines.update({event.heard: event.text for event in own_lines(scene) if event.heard is not None})
        for number in sorted(lines)[:-MOST_LINES]:
            del lines[number]
        oldest = min((event.heard for event in scene.history if event.heard is not None), default=0)
        return tuple(text for number, text in lines.items() if number < oldest)

    def tried(self, scene: Scene, seed: int) -> frozenset[int]:
        """The marks of what this person answered to the same message before, under other seeds: words that were
        taken back, so that others are wanted. Those of seeds that came later do not count, for a run that is
        played again."""
        tries = self._tries.get(_occasion(scene), {})
        before = list(tries)[: list(tries).index(seed)] if seed in tries else list(tries)
        return frozenset[int]().union(*(tries[number] for number in before))

    def keep_try(self, scene: Scene, seed: int, speech: str) -> None:
        """The answer given now."""
        tries = _of(self._tries, _occasion(scene))
        if speech and len(tries) < MOST_TRIES:
            tries[seed] = marks(speech)


def _of(kept: OrderedDict[Key, dict[int, V]], key: Key) -> dict[int, V]:
    """What is kept under this key, now the latest of all; the oldest goes."""
    lines = kept.setdefault(key, {})
    kept.move_to_end(key)
    if len(kept) > MOST_PEOPLE:
        kept.popitem(last=False)
    return lines


def _occasion(scene: Scene) -> Key:
    return scene.world.id, scene.person.id, "" if scene.trigger is None else scene.trigger.id
