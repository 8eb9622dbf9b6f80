"""The brief form of an answer: what a slow model is asked for, and what becomes of what it writes."""

import json
from typing import Any

import pytest

from tests.unit.minds import OSCAR, said, scene, turn
from troupe.core.clock import ManualClock
from troupe.llm.openai.output_schema import instructions, strict_schema
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.scripted_model import Scripted, ScriptedReply
from troupe.minds.answer.brief_answer import BriefObligedAnswer, BriefTurnAnswer, brief_form
from troupe.minds.answer.turn_reading import read_turn
from troupe.minds.mind import Mind
from troupe.minds.turn_request import MAX_TOKENS, SHORT_MAX_TOKENS, turn_request
from troupe.worlds.action import FloorChoice, React, Talk
from troupe.worlds.mind_state import MindState
from troupe.worlds.turn import Hush, Outcome

ASKED = scene(said(1, OSCAR, "Morning"), said(2, "Ana", "Lisa, what do you think?"))
UNASKED = ASKED.model_copy(update={"obliged": False})
SHORT = PromptFit(short=True)


def test_the_form_has_a_place_for_words_and_no_other() -> None:
    asked, unasked = strict_schema(BriefObligedAnswer, counts=True), strict_schema(BriefTurnAnswer)
    assert asked["required"] == ["floor", "say", "hush", "reason"]
    assert unasked["required"] == ["floor", "say", "hush"]
    assert "react" not in json.dumps(asked)
    assert "react" in instructions(BriefTurnAnswer)
    assert (brief_form(ASKED), brief_form(UNASKED)) == (BriefObligedAnswer, BriefTurnAnswer)


def test_it_is_asked_for_where_each_token_keeps_people_waiting() -> None:
    slow, usual = turn_request(ASKED, 1, fit=SHORT), turn_request(ASKED, 1)
    assert (slow.max_tokens, usual.max_tokens) == (SHORT_MAX_TOKENS, MAX_TOKENS)
    assert slow.output is BriefObligedAnswer
    assert "- say:" in slow.messages[0].content
    assert "- say:" not in usual.messages[0].content


@pytest.mark.parametrize(
    ("given", "floor", "actions", "hush"),
    [
        ({"floor": "speak", "say": "Fine.", "hush": "none"}, "speak", (Talk(content="Fine."),), "none"),
        ({"floor": "SPEAK", "say": ["Fine.", "Very."]}, "speak", (Talk(content="Fine.; Very."),), "none"),
        ({"floor": "react", "say": "👍"}, "react", (React(content="👍"),), "none"),
        ({"floor": "react", "say": "Good for you, Ana."}, "speak", (Talk(content="Good for you, Ana."),), "none"),
        ({"floor": "silent", "say": ""}, "silent", (), "none"),
        ({"floor": "silent", "say": "", "hush": "me"}, "silent", (), "me"),
        ({"say": "Fine."}, "speak", (Talk(content="Fine."),), "none"),
        ({"floor": "speak", "actions": [{"type": "TALK", "content": "Old form."}]}, "speak",
         (Talk(content="Old form."),), "none"),
    ],
)  # fmt: skip
def test_what_is_written_into_it_is_read(
    given: dict[str, Any], floor: str, actions: tuple[Any, ...], hush: str
) -> None:
    reading = read_turn(BriefTurnAnswer.model_validate(given), UNASKED)
    assert (reading.floor, reading.actions, reading.hush) == (FloorChoice(floor), actions, Hush(hush))


def test_a_state_of_mind_stays_as_it_was() -> None:
    state = MindState(goals="ask Oscar about his morning", emotions="calm")
    of = ASKED.model_copy(update={"person": ASKED.person.model_copy(update={"state": state})})
    assert read_turn(BriefObligedAnswer.model_validate({"floor": "speak", "say": "Fine."}), of).state == state


async def decided(*replies: ScriptedReply) -> tuple[Outcome, list[Any]]:
    with Scripted({("lisa", "turn"): replies}, fit=SHORT) as llm:
        return await Mind(llm, ManualClock()).decide(turn(ASKED)), llm.requests


async def test_a_fault_that_leaves_an_answer_costs_no_second_prompt() -> None:
    mixed = {"floor": "speak", "say": "As an AI language model, I can't eat. But I would try the soup."}
    outcome, requests = await decided(mixed)
    assert outcome.actions == (Talk(content="But I would try the soup."),)
    assert len(requests) == 1


@pytest.mark.parametrize("say", ["", "How can I assist you today?", "Hello! How can I assist you today?"])
async def test_a_fault_that_leaves_none_is_corrected_in_the_same_form(say: str) -> None:
    outcome, requests = await decided({"floor": "speak", "say": say}, {"floor": "speak", "say": "Ask Oscar."})
    assert outcome.actions == (Talk(content="Ask Oscar."),)
    first, second = requests
    assert second.messages[: len(first.messages)] == first.messages
    assert json.loads(second.messages[-2].content) == {"floor": "speak", "say": say, "hush": "none", "reason": ""}
