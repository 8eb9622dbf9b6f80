"""The brief form of an answer: what a slow model is asked for, and what becomes of what it writes."""

import json
from typing import Any

import pytest

from tests.unit.minds import OSCAR, said, scene, turn
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
        return await Mind(llm).decide(turn(ASKED)), llm.requests


async def test_a_fault_that_leaves_an_answer_costs_no_second_prompt() -> None:
    mixed = {"floor": "speak", "say": "As an AI language model, I can't eat. But I would try the soup."}
    outcome, requests = await decided(mixed)
    assert outcome.actions == (Talk(content="But I would try the soup."),)
    assert len(requests) == 1


@pytest.mark.parametrize("say", ["", "How can I assist you today?", "Hello! How can I assist you today?"])
async def test_after_a_fault_that_leaves_none_they_are_asked_for_words_alone_out_of_the_talk(say: str) -> None:
    outcome, (first, second) = await decided({"floor": "speak", "say": say}, {"say": "Ask Oscar."})
    assert outcome.actions == (Talk(content="Ask Oscar."),)
    assert strict_schema(second.output)["required"] == ["say"]
    asked = second.messages[-1].content
    assert "Ana says to you: Lisa, what do you think?" in asked
    assert ("Morning" in first.messages[-1].content, "Morning" in asked) == (True, False)
    assert second.plain is not None
    assert "without quotation marks" in second.plain()[-1].content


def test_a_small_model_is_told_at_the_end_what_it_answers() -> None:
    assert turn_request(ASKED, 1, fit=SHORT).messages[-1].content.endswith("Answer this: Lisa, what do you think?")
    assert "Answer this" not in turn_request(ASKED, 1).messages[-1].content
    assert "Answer this" not in turn_request(UNASKED, 1, fit=SHORT).messages[-1].content


async def test_words_of_the_question_may_stand_in_the_answer() -> None:
    question = "Lisa, would you rather mend the old garden wall behind the station or paint the new one red?"
    answer = "Mend the old garden wall behind the station, of course, it was there before us."
    asked = scene(said(1, OSCAR, "Morning"), said(2, "Ana", question))
    with Scripted({("lisa", "turn"): ({"floor": "speak", "say": answer},)}, fit=SHORT) as llm:
        outcome = await Mind(llm).decide(turn(asked))
    assert outcome.actions == (Talk(content=answer),)
