"""What a model must return for a turn, and how that becomes what the person does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import BaseModel, BeforeValidator, WithJsonSchema, model_validator

from troupe.minds.answer.emoji import one_emoji
from troupe.minds.gate.output_gate import NO_GUARD, Guard, clean_speech, clipped
from troupe.minds.prompt.history_lines import number_of
from troupe.worlds.action import ACTION_TYPES, Action, Done, FloorChoice, React, Talk, Think
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import plain_name, shown_name
from troupe.worlds.transcript import EventKind

MOST_TALK = 3
MOST_THINK = 3
MOST_FACTS = 5
LONGEST_THOUGHT = 600
LONGEST_STATE = 300
LONGEST_FACT = 160


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(_as_text(item) for item in cast("Iterable[object]", value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_as_text(part)}" for key, part in cast("dict[str, object]", value).items())
    return str(value).encode("utf-8", "replace").decode()


def _as_list(value: object) -> list[object]:
    if value is None or value == "":
        return []
    return list(cast("list[object]", value)) if isinstance(value, list) else [value]


_MENTION = re.compile(r"(?<!\w)@(\w[\w.]{1,31})")
"""Members who are called may never have spoken; the platform's mentions reach us as @name."""
_OTHER_WORDS = {"talk": "speak", "say": "speak", "reaction": "react", "silence": "silent", "none": "silent"}


def _floor(value: object) -> object:
    word = value.strip().lower() if isinstance(value, str) else value
    return _OTHER_WORDS.get(word, word) if isinstance(word, str) else word


def _action(value: object) -> object:
    return {"type": "TALK", "content": value} if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_as_text)]
KindOfAction = Annotated[
    str, BeforeValidator(_as_text), WithJsonSchema({"type": "string", "enum": list(ACTION_TYPES)})
]


class WireAction(BaseModel):
    """One action as models write it; a kind we do not know is left out later, with a note."""

    type: KindOfAction
    content: Text = ""
    target: Text = ""


class WireState(BaseModel):
    """The mind afterwards. What is missing or empty stays as it was."""

    goals: Text = ""
    context: Annotated[list[Text], BeforeValidator(_as_list)] = []
    attention: Text = ""
    emotions: Text = ""


class TurnAnswer(BaseModel):
    """A whole turn in one answer."""

    floor: Annotated[FloorChoice, BeforeValidator(_floor)]
    actions: Annotated[list[Annotated[WireAction, BeforeValidator(_action)]], BeforeValidator(_as_list)]
    state: WireState = WireState()

    @model_validator(mode="before")
    @classmethod
    def _forgive(cls, value: object) -> object:
        """Without a floor, speech means speaking; silence needs no actions; a broken state is no state."""
        if not isinstance(value, dict):
            return value
        given = {str(key).strip().lower(): part for key, part in cast("dict[object, object]", value).items()}
        if "actions" not in given and "action" in given:
            given["actions"] = given["action"]
        if "floor" not in given and "actions" in given:
            given["floor"] = "speak" if "TALK" in str(given["actions"]).upper() else "silent"
        if "actions" not in given and _floor(given.get("floor")) == "silent":
            given["actions"] = []
        if not isinstance(given.get("state"), dict):
            given.pop("state", None)
        return given


@dataclass(frozen=True, slots=True)
class AnswerReading:
    """A turn as read: what the person does, what was left out (`notes`), and in what way the model fell out of
    its part (`faults`)."""

    floor: FloorChoice
    actions: tuple[Action, ...]
    state: MindState
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def read_turn(answer: TurnAnswer, scene: Scene, guard: Guard = NO_GUARD) -> AnswerReading:
    """What the answer means here: cleaned, clipped, and true to the floor that was chosen.

    Silent, nothing is said or shown, unless someone who was asked says something all the same; react, nothing
    is said. Speech that turns out to be none is silence.
    """
    gathered = _Gathered(guard)
    for action in answer.actions:
        if gathered.done:
            break
        _gather(action, scene, gathered)
    gathered.refuse_secrets()
    floor = answer.floor
    if floor is FloorChoice.SILENT and scene.obliged and gathered.talk:
        floor = FloorChoice.SPEAK
    state = _state(answer.state, scene.person.state)
    if guard.secrets.given_away(state.model_dump_json()):
        state = scene.person.state
    return _as_chosen(floor, gathered, state)


class _Gathered:
    """Actions by kind, as they are read."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.ordered: list[Action] = []
        self.notes: list[str] = []
        self.faults: list[str] = []
        self.done = False

    @property
    def talk(self) -> list[Talk]:
        return [action for action in self.ordered if isinstance(action, Talk)]

    def refuse_secrets(self) -> None:
        """Leave out all words where together they give a secret away, a piece in each."""
        words = "".join(action.content for action in self.ordered if isinstance(action, Talk | Think))
        if self.guard.secrets.given_away(words):
            self.ordered = [action for action in self.ordered if not isinstance(action, Talk | Think)]
            self.faults.append("it gave a secret away")

    def count(self, kind: type[Action]) -> int:
        return sum(isinstance(action, kind) for action in self.ordered)


def _gather(action: WireAction, scene: Scene, gathered: _Gathered) -> None:
    match action.type.strip().upper():
        case "TALK":
            _gather_talk(action, scene, gathered)
        case "THINK":
            thought = clipped(" ".join(action.content.split()), LONGEST_THOUGHT)
            if thought and gathered.count(Think) < MOST_THINK:
                gathered.ordered.append(Think(content=thought))
        case "REACT":
            if not (emoji := one_emoji(action.content)):
                gathered.notes.append("a reaction that is no emoji")
            elif not gathered.count(React):
                gathered.ordered.append(React(content=emoji, target=_line_named(action.target, scene)))
        case "DONE":
            gathered.ordered.append(Done())
            gathered.done = True
        case unknown:
            gathered.notes.append(f"an unknown action {unknown[:20]!r}")


def _gather_talk(action: WireAction, scene: Scene, gathered: _Gathered) -> None:
    speech = clean_speech(action.content, own=scene.person.name, others=_others(scene), guard=gathered.guard)
    if speech.fault:
        gathered.faults.append(speech.fault)
    if speech.cut:
        gathered.notes.append(f"cut: {speech.cut}")
    if not speech.text or any(said.content == speech.text for said in gathered.talk):
        return
    if len(gathered.talk) >= MOST_TALK:
        gathered.notes.append("more speech than fits one turn")
        return
    gathered.ordered.append(Talk(content=speech.text, target=_person_named(action.target, scene)))


def _as_chosen(floor: FloorChoice, gathered: _Gathered, state: MindState) -> AnswerReading:
    actions = tuple(action for action in gathered.ordered if floor in action.floors)
    faults = tuple(dict.fromkeys(gathered.faults)) if floor is FloorChoice.SPEAK else ()
    if floor is FloorChoice.SPEAK and not any(isinstance(action, Talk) for action in actions):
        floor = FloorChoice.REACT
    if floor is FloorChoice.REACT and not any(isinstance(action, React) for action in actions):
        floor = FloorChoice.SILENT
    return AnswerReading(floor, actions, state, notes=tuple(dict.fromkeys(gathered.notes)), faults=faults)


def _state(new: WireState, old: MindState) -> MindState:
    facts = tuple(fact for one in new.context if (fact := _short(one, LONGEST_FACT)))
    return MindState(
        goals=_short(new.goals, LONGEST_STATE) or old.goals,
        context=facts[:MOST_FACTS] or old.context,
        attention=_short(new.attention, LONGEST_STATE) or old.attention,
        emotions=_short(new.emotions, LONGEST_STATE) or old.emotions,
    )


def _short(text: str, longest: int) -> str:
    return clipped(" ".join(text.replace("\0", "").split()), longest)


def _others(scene: Scene) -> tuple[str, ...]:
    """Everyone else who is here or was heard, by the names that the prompt shows."""
    authors = {event.author: None for event in scene.history}
    heard = (shown_name(author, scene) for author in authors)
    called = (name for event in scene.history for name in _MENTION.findall(event.text))
    names = dict.fromkeys((*(plain_name(name) for name in scene.others), *heard, *called))
    return tuple(name for name in names if name not in {"You", "everyone", "here"})


def _person_named(target: str, scene: Scene) -> str:
    """The full name of whom a target means, by name or first name; empty if nobody here is called so."""
    wanted = plain_name(target.strip().lstrip("@")).casefold()
    for name in _others(scene):
        if wanted in {name.casefold(), name.split()[0].casefold()}:
            return name
    return ""


def _line_named(target: str, scene: Scene) -> str:
    """The number of a line that is there, as digits; otherwise empty, which means the trigger's."""
    digits = re.search(r"\d+", target)
    number = f"#{int(digits.group())}" if digits and len(digits.group()) < 10 else ""
    known = {number_of(event) for event in scene.history if event.kind is EventKind.SAID}
    return number.lstrip("#") if number in known else ""
