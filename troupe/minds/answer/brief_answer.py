"""The form of a turn's answer for a model whose every token keeps people waiting: what is said, and little else.

A processor alone writes some five tokens a second. The whole form has sixty of them around the words, and what a
small model writes into its state is seldom of use; so a brief answer leaves the state as it was. There is one
field for what is said: small models that could choose a kind of action thought where they were to speak.
"""

import json
from collections.abc import Sequence

from pydantic import GetJsonSchemaHandler, JsonValue
from pydantic_core import CoreSchema
from typing_extensions import override

from troupe.minds.answer.turn_answer import ObligedAnswer, TurnAnswer
from troupe.worlds.action import FloorChoice
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Hush

_TEXT: JsonValue = {"type": "string"}


class BriefTurnAnswer(TurnAnswer):
    """A turn in three fields: `floor`, `say`, `hush`."""

    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> dict[str, JsonValue]:
        return _form(tuple(FloorChoice))

    @override
    def as_written(self) -> str:
        return _written(self)


class BriefObligedAnswer(ObligedAnswer):
    """The same of someone who was asked: they speak, or keep silent for a `reason`."""

    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> dict[str, JsonValue]:
        return _form((FloorChoice.SPEAK, FloorChoice.SILENT), reason=_TEXT)

    @override
    def as_written(self) -> str:
        return _written(self, reason=self.reason)


class WordsAnswer(BriefObligedAnswer):
    """Words alone, of someone who was asked and for whom the whole form was too much."""

    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> dict[str, JsonValue]:
        return {"type": "object", "properties": {"say": _TEXT}, "required": ["say"]}


def brief_form(scene: Scene) -> type[TurnAnswer]:
    """The brief form in which a model is asked to decide this turn."""
    return BriefObligedAnswer if scene.obliged else BriefTurnAnswer


def _form(floors: Sequence[str], **more: JsonValue) -> dict[str, JsonValue]:
    properties: dict[str, JsonValue] = {
        "floor": {"type": "string", "enum": [str(floor) for floor in floors]},
        "say": _TEXT,
        "hush": {"type": "string", "enum": [str(hush) for hush in Hush]},
        **more,
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _written(answer: TurnAnswer, **more: str) -> str:
    say = "\n".join(action.content for action in answer.actions)
    return json.dumps({"floor": answer.floor, "say": say, "hush": answer.hush, **more}, ensure_ascii=False)
