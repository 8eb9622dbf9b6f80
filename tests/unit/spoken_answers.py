"""Answers that say some lines, as they are read."""

from typing import Any

from troupe.minds.answer.turn_answer import ObligedAnswer
from troupe.minds.answer.turn_reading import AnswerReading, read_turn
from troupe.worlds.action import Talk
from troupe.worlds.scene import Scene

ANA = "Hi everyone! I'm Ana, new here. What did you all do today?"


def spoken(*lines: str, of: Scene, floor: str = "speak", **fields: Any) -> AnswerReading:
    """The reading of an answer that says these lines."""
    actions = [{"type": "TALK", "content": line, "target": ""} for line in lines]
    return read_turn(ObligedAnswer.model_validate({"floor": floor, "actions": actions, **fields}), of)


def words(reading: AnswerReading) -> list[str]:
    return [action.content for action in reading.actions if isinstance(action, Talk)]
