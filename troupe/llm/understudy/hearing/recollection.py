"""What people said further back than a scene shows, so that a long talk does not come round to the same lines.

It is made of nothing but the scenes themselves, by the number of each line: a run that is played again from its
beginning goes the same way, on the same understudy too. A new process remembers what its scenes show.
"""

from collections import OrderedDict

from troupe.llm.understudy.hearing.heard_message import own_lines
from troupe.worlds.scene import Scene

MOST_LINES = 150
"""Lines kept of one person: more than anybody remembers of a talk, and fewer than what a persona has to say."""
MOST_PEOPLE = 512
MOST_TRIES = 5
"""Answers to one and the same message that are remembered: more than anybody will have taken back."""


class Recollection:
    """The own lines of the people played lately."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[str, str], dict[int, str]] = OrderedDict()
        self._tries: OrderedDict[tuple[str, str, str], dict[int, str]] = OrderedDict()

    def further_back(self, scene: Scene) -> tuple[str, ...]:
        """What this person said before anything that the scene shows. Keeps what it does show for later."""
        key = (scene.world.id, scene.person.id)
        lines = self._said.pop(key, {})
        lines.update({event.heard: event.text for event in own_lines(scene) if event.heard is not None})
        for number in sorted(lines)[:-MOST_LINES]:
            del lines[number]
        self._said[key] = lines
        if len(self._said) > MOST_PEOPLE:
            self._said.popitem(last=False)
        oldest = min((event.heard for event in scene.history if event.heard is not None), default=0)
        return tuple(text for number, text in lines.items() if number < oldest)

    def tried(self, scene: Scene, seed: int) -> tuple[str, ...]:
        """What this person answered to the same message before, under other seeds: words that were taken back, so
        that others are wanted. Those of seeds that came later do not count, for a run that is played again."""
        tries = self._tries.get(_occasion(scene), {})
        before = list(tries)[: list(tries).index(seed)] if seed in tries else list(tries)
        return tuple(tries[number] for number in before)

    def keep_try(self, scene: Scene, seed: int, speech: str) -> None:
        """The answer given now."""
        tries = self._tries.setdefault(_occasion(scene), {})
        if speech and len(tries) < MOST_TRIES:
            tries[seed] = speech
        while len(self._tries) > MOST_PEOPLE:
            self._tries.popitem(last=False)


def _occasion(scene: Scene) -> tuple[str, str, str]:
    return scene.world.id, scene.person.id, "" if scene.trigger is None else scene.trigger.id
