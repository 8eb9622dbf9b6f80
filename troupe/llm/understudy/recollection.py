"""What people said further back than a scene shows, so that a long talk does not come round to the same lines.

It is made of nothing but the scenes themselves, by the number of each line: a run that is played again from its
beginning goes the same way, on the same understudy too. A new process remembers what its scenes show.
"""

from collections import OrderedDict

from troupe.llm.understudy.hearing import own_lines
from troupe.worlds.scene import Scene

MOST_LINES = 150
"""Of one person. More than anybody will remember of a talk, and fewer than what a persona has to say."""
MOST_PEOPLE = 512


class Recollection:
    """The own lines of the people played lately."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[str, str], dict[int, str]] = OrderedDict()

    def further_back(self, scene: Scene) -> tuple[str, ...]:
        """What this person said before anything that the scene shows. Keeps what it does show for later."""
        key = (scene.world.id, scene.person.id)
        said = self._said.pop(key, {})
        said.update({event.heard: event.text for event in own_lines(scene) if event.heard is not None})
        for number in sorted(said)[:-MOST_LINES]:
            del said[number]
        self._said[key] = said
        if len(self._said) > MOST_PEOPLE:
            self._said.popitem(last=False)
        oldest = min((event.heard for event in scene.history if event.heard is not None), default=0)
        return tuple(text for number, text in said.items() if number < oldest)
