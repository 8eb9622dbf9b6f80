"""The form of a turn's answer, as a model is asked for it: one for someone who must answer, one for all others."""

from typing import Annotated, cast

from pydantic import BaseModel, BeforeValidator, JsonValue, WithJsonSchema, model_validator

from troupe.worlds.action import ACTION_KINDS, ACTION_TYPES, SPEECH_TYPES, FloorChoice
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Hush

MOST_ACTIONS = 4
"""Actions that an answer of someone who must speak may hold: small models go on and talk to themselves."""


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(_as_text(item) for item in cast("list[object]", value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_as_text(part)}" for key, part in cast("dict[str, object]", value).items())
    return str(value).encode("utf-8", "replace").decode()


def _as_list(value: object) -> list[object]:
    if value is None or value == "":
        return []
    return list(cast("list[object]", value)) if isinstance(value, list) else [value]


_OTHER_WORDS = {"talk": "speak", "say": "speak", "reaction": "react", "silence": "silent", "none": "silent"}


def _floor(value: object) -> object:
    word = value.strip().lower() if isinstance(value, str) else value
    return _OTHER_WORDS.get(word, word) if isinstance(word, str) else word


def _hush(value: object) -> object:
    """A word that is none of ours asks nobody to be quiet: to halt people by mistake is worse than to go on."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return word if word in set(Hush) else Hush.NONE


def _action(value: object) -> object:
    return {"type": "TALK", "content": value} if isinstance(value, str) else value


def _as_actions(say: object, floor: object) -> list[dict[str, object]]:
    """What a brief answer does: it says something, or puts an emoji on a line."""
    kind = "REACT" if _floor(floor) == "react" else "TALK"
    return [{"type": kind, "content": say}] if _as_text(say).strip() else []


Text = Annotated[str, BeforeValidator(_as_text)]
KindOfAction = Annotated[
    str, BeforeValidator(_as_text), WithJsonSchema({"type": "string", "enum": list(ACTION_TYPES)})
]
_OBLIGED_ACTIONS: dict[str, JsonValue] = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_ACTIONS,
    "items": {
        "type": "object",
        "properties": {
            "type": {
                "type": "string",
                "enum": [word for word, kind in ACTION_KINDS.items() if kind.facets.answers],
            },
            "content": {"type": "string"},
            "target": {"type": "string"},
        },
        "required": ["type", "content", "target"],
    },
}
"""The actions of someone who was asked. An emoji is no answer, and without a least number some models answer
"speak" and do nothing."""


class WireAction(BaseModel):
    """One action as models write it; a kind we do not know is left out later, with a note."""

    type: KindOfAction
    content: Text = ""
    target: Text = ""


class WireState(BaseModel):
    """The mind afterwards, whole: what is missing or empty is empty."""

    goals: Text = ""
    context: Annotated[list[Text], BeforeValidator(_as_list)] = []
    attention: Text = ""
    emotions: Text = ""


class TurnAnswer(BaseModel):
    """A whole turn in one answer."""

    floor: Annotated[FloorChoice, BeforeValidator(_floor)]
    actions: Annotated[list[Annotated[WireAction, BeforeValidator(_action)]], BeforeValidator(_as_list)]
    hush: Annotated[Hush, BeforeValidator(_hush)] = Hush.NONE
    state: WireState = WireState()

    @model_validator(mode="before")
    @classmethod
    def _forgive(cls, value: object) -> object:
        """Without a floor, speech means speaking; silence needs no actions; a broken state is no state."""
        if not isinstance(value, dict):
            return value
        answer = {str(key).strip().lower(): part for key, part in cast("dict[object, object]", value).items()}
        if "actions" not in answer and "say" in answer:
            answer["actions"] = _as_actions(answer["say"], answer.get("floor"))
        if "actions" not in answer and "action" in answer:
            answer["actions"] = answer["action"]
        if "floor" not in answer and "actions" in answer:
            shown = str(answer["actions"]).upper()
            answer["floor"] = "speak" if any(word in shown for word in SPEECH_TYPES) else "silent"
        if "actions" not in answer and _floor(answer.get("floor")) == "silent":
            answer["actions"] = []
        if not isinstance(answer.get("state"), dict):
            answer.pop("state", None)
        return answer

    def as_written(self) -> str:
        """The answer in the form in which it was asked for."""
        return self.model_dump_json()


class ObligedAnswer(TurnAnswer):
    """A turn of someone who was asked: they speak, or keep silent for a `reason` that they state.

    Only the form differs, since a small model holds to a form and not to a rule: asked for "speak" in words, four
    of twelve people spoke; where the form let them do nothing else, nine of nine. What comes all the same is read
    like any other answer.
    """

    floor: Annotated[
        FloorChoice,
        BeforeValidator(_floor),
        WithJsonSchema({"type": "string", "enum": [FloorChoice.SPEAK, FloorChoice.SILENT]}),
    ]
    actions: Annotated[
        list[Annotated[WireAction, BeforeValidator(_action)]],
        BeforeValidator(_as_list),
        WithJsonSchema(_OBLIGED_ACTIONS),
    ]
    reason: Text = ""


def answer_form(scene: Scene) -> type[TurnAnswer]:
    """The form in which a model is asked to decide this turn."""
    return ObligedAnswer if scene.obliged else TurnAnswer
