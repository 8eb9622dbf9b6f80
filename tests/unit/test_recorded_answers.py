"""Real answers of small models as they were written, with what must become of each.

They stand in tests/data/recorded_answers.json. `form` is how they were asked: `whole` and `brief` are the JSON
forms of a turn, `plain` is plain words.
"""

import json
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.unit.minds import lisa, said, scene, turn
from troupe.core.errors import ModelMalformed
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.port.tolerant_json import objects
from troupe.llm.scripted_model import Scripted
from troupe.minds.answer.brief_answer import brief_form
from troupe.minds.answer.plain_reply import answer_from_text
from troupe.minds.answer.turn_answer import TurnAnswer, answer_form
from troupe.minds.answer.turn_reading import read_turn
from troupe.minds.gate.output_gate import Guard
from troupe.minds.gate.secrets import Secrets
from troupe.minds.gate.sheet_recital import reference, sheet
from troupe.minds.mind import Mind
from troupe.minds.turn_request import turn_request
from troupe.people.library.library import library
from troupe.worlds.action import SpeechAction
from troupe.worlds.scene import Scene

DATA = Path(__file__).resolve().parents[1] / "data" / "recorded_answers.json"
LARGEST = 200 * 1024


class RecordedAnswer(BaseModel):
    """`raw` is what the model wrote; `said`, `faults` and `hush` are what is made of it."""

    model: str
    form: str
    person: str
    obliged: bool
    history: list[tuple[str, str]]
    raw: str
    finish: str
    said: list[str]
    faults: list[str]
    hush: str


@cache
def recorded() -> tuple[RecordedAnswer, ...]:
    return tuple(TypeAdapter(list[RecordedAnswer]).validate_json(DATA.read_bytes()))


def scene_of(answer: RecordedAnswer) -> Scene:
    persona = library().get(answer.person) or lisa(name=answer.person.replace("-", " ").title())
    lines = (said(number, who, text) for number, (who, text) in enumerate(answer.history, 1))
    return scene(*lines, persona=persona, obliged=answer.obliged, others=("Eva Kim", "Paul Roth"))


def as_client_reads(answer: RecordedAnswer, of: Scene) -> TurnAnswer:
    """The last object that fits, else the reply as plain words."""
    form = brief_form(of) if answer.form == "brief" else answer_form(of)
    fitting: TurnAnswer | None = None
    if answer.form != "plain":
        for candidate in objects(answer.raw, cut=answer.finish == "length"):
            try:
                fitting = form.model_validate(candidate)
            except ValidationError:
                continue
    fitting = fitting or answer_from_text(answer.raw)
    assert fitting is not None
    return fitting


def test_all_three_models_are_recorded_and_the_file_is_small() -> None:
    assert {answer.model for answer in recorded()} == {
        "SmolLM2 135M", "Qwen2.5 Coder 0.5B", "Qwen2.5 Coder 1.5B"
    }  # fmt: skip
    assert DATA.stat().st_size <= LARGEST


@pytest.mark.parametrize("number", range(len(json.loads(DATA.read_text("utf-8")))))
def test_what_becomes_of_it(number: int) -> None:
    answer = recorded()[number]
    of = scene_of(answer)
    request = turn_request(of, 1, fit=PromptFit(short=answer.form == "brief"))
    present = request.messages[-1].content.rpartition("# Now\n")[2]
    guard = Guard(Secrets(), (sheet(of.person.persona), reference(present)), ())
    reading = read_turn(as_client_reads(answer, of), of, guard)
    words = [action.content for action in reading.actions if isinstance(action, SpeechAction)]
    assert (words, list(reading.faults), reading.hush.value) == (answer.said, answer.faults, answer.hush), (
        answer.raw
    )


async def test_nothing_of_the_smallest_model_is_said_in_the_form() -> None:
    forms = [one for one in recorded() if one.model == "SmolLM2 135M" and one.form == "whole"]
    assert len(forms) >= 7
    assert all(not one.said and one.hush == "none" for one in forms)


async def test_nothing_that_the_smallest_model_writes_in_plain_words_is_posted() -> None:
    """Some of it is good English without sense, and so may the next answer be."""
    plain = [one for one in recorded() if one.model == "SmolLM2 135M" and one.form == "plain"]
    assert sum(bool(one.said) for one in plain) >= 3
    for answer in plain:
        again = "I will tell you that another day, when there is time for it."
        model = Scripted({("lisa", "turn"): [answer.raw]}, otherwise=again, fit=PromptFit(short=True))
        if answer.said and not answer.faults:
            with pytest.raises(ModelMalformed):
                await Mind(model).decide(turn(scene_of(answer)))
