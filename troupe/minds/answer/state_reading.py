"""The state of mind an answer leaves: made anew each turn, and nothing in it that no line supports.

A small model's invention came back in each later prompt ("You keep in mind") and so in each later answer, word for
word. So a fact names the line it is from and shares words with it, and what a person wants or attends to has to do
with what was said, or with who they are.
"""

import re
from functools import lru_cache

from troupe.core.meaning_stems import stems, stems_in
from troupe.core.text_folding import folded_look
from troupe.minds.answer.turn_answer import TurnAnswer, WireState
from troupe.minds.gate.output_gate import clipped
from troupe.minds.prompt.portrait import portrait
from troupe.people.persona.persona import Persona
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import shown_name
from troupe.worlds.transcript import Event

MOST_FACTS = 5
LONGEST_GOAL = 160
LONGEST_MOOD = 60
LONGEST_FACT = 160
_SUPPORTED = 0.5
"""Share of a fact's words that stand in the lines it names."""
_NUMBER = re.compile(r"#\s?(\d{1,9})")
_WORD = re.compile(r"\w+")
_NO_STATE = (
    "high medium low positive negative neutral normal none null nil na unknown undefined unspecified default "
    "string text empty nothing goal goals context attention emotion emotions state fact facts ok yes no true "
    "false n a"
)
"""Values of a form that are no state of anyone's mind."""
_PLACEHOLDERS = frozenset(_NO_STATE.split())


def read_state(answer: TurnAnswer, scene: Scene, *, checked: bool = True) -> MindState:
    """The state after this turn. Without a readable one it is the old, as far as that is still supported."""
    old = scene.person.state
    has_state = "state" in answer.model_fields_set
    new = answer.state if has_state else _on_the_wire(old)
    if not checked:
        return _bounded(new)
    grounds = _Grounds(scene)
    bounded = _bounded(new)
    return MindState(
        goals=bounded.goals if grounds.concern(bounded.goals) else "",
        context=tuple(fact for fact in bounded.context if grounds.support(fact)),
        attention=bounded.attention if grounds.concern(bounded.attention) else "",
        emotions=bounded.emotions,
    )


def stated(text: str) -> str:
    """The text in one line; empty if it is a placeholder, such as "None" or "High"."""
    line = " ".join(text.replace("\0", "").split())
    words = _WORD.findall(folded_look(line))
    return "" if all(word in _PLACEHOLDERS for word in words) else line


def _bounded(state: WireState) -> MindState:
    facts = (clipped(fact, LONGEST_FACT) for text in state.context if (fact := stated(text)))
    return MindState(
        goals=clipped(stated(state.goals), LONGEST_GOAL),
        context=tuple(dict.fromkeys(facts))[:MOST_FACTS],
        attention=clipped(stated(state.attention), LONGEST_GOAL),
        emotions=clipped(stated(state.emotions), LONGEST_MOOD),
    )


def _on_the_wire(state: MindState) -> WireState:
    return WireState(
        goals=state.goals, context=list(state.context), attention=state.attention, emotions=state.emotions
    )


class _Grounds:
    """What a state can rest on: the lines that the person was shown, and who they are. A line is read when it is
    looked at: most states are settled by the person's own words or the newest lines."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._lines = {event.heard: event for event in scene.history if event.heard is not None}
        self._looks: dict[int, str] = {}

    def support(self, fact: str) -> bool:
        """Whether the lines that the fact names are there and say it: half of its words stand in them."""
        numbers = [int(number) for number in _NUMBER.findall(fact)]
        if not numbers or any(number not in self._lines for number in numbers):
            return False
        words = stems(_NUMBER.sub(" ", fact))
        evidence = frozenset[str]().union(*(stems_in(self._look(number)) for number in numbers))
        return bool(words) and len(words & evidence) >= _SUPPORTED * len(words)

    def concern(self, text: str) -> bool:
        """Whether a word of this belongs to who the person is, or was said here."""
        words = stems(text)
        if not words.isdisjoint(_own_stems(self._scene.person.persona)):
            return True
        return any(_stand_in(words, self._look(number)) for number in reversed(self._lines))

    def _look(self, number: int) -> str:
        """A line as it looks, with the name of who said it."""
        if number not in self._looks:
            self._looks[number] = _look_of(self._lines[number], self._scene)
        return self._looks[number]


def _look_of(event: Event, scene: Scene) -> str:
    if event.erased:
        return ""
    speaker = shown_name(event.author, scene)
    return folded_look(f"{scene.person.name if speaker == 'You' else speaker} {event.text}")


def _stand_in(words: frozenset[str], look: str) -> bool:
    """Whether one of the words is one of the line's. Most are nowhere in it, which needs no reading."""
    return any(word in look for word in words) and not words.isdisjoint(stems_in(look))


@lru_cache(maxsize=128)
def _own_stems(persona: Persona) -> frozenset[str]:
    """The words by which a goal is told to be the person's own."""
    return stems(portrait(persona))
