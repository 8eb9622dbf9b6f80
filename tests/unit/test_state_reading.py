"""What a model leaves in a person's mind: made anew each turn, and nothing in it that no line supports."""

from typing import Any

import pytest

from tests.unit.minds import OSCAR, said, scene
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.minds.answer.turn_reading import read_turn
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event

HEARD = scene(said(1, OSCAR, "Morning"), said(2, "Ana", "I'm Ana, new here, and I have two dogs."))


def left(of: Scene, **state: Any) -> MindState:
    """The state after an answer that leaves this."""
    answer = {"floor": "speak", "actions": [{"type": "TALK", "content": "Hm."}], "state": state}
    return read_turn(TurnAnswer.model_validate(answer), of).state


@pytest.mark.parametrize(
    ("fact", "kept"),
    [
        ("Ana has two dogs (#2)", True),
        ("#2 Ana is new here", True),
        ("Ana has two dogs", False),
        ("Ana has two dogs (#7)", False),
        ("Ana has two dogs (#1)", False),
        ("A project is coming up at work (#2)", False),
        ("Oscar greeted: morning (#1), Ana has dogs (#2)", True),
        ("(#2)", False),
        ("Positive #2", False),
    ],
)
def test_a_fact_names_the_line_that_says_it(fact: str, kept: bool) -> None:
    assert left(HEARD, context=[fact]).context == ((fact,) if kept else ())


def test_a_fact_in_a_script_without_spaces() -> None:
    of = scene(said(1, "Ana", "我有两只狗，刚搬到这里。"))
    assert left(of, context=["安娜有两只狗 (#1)", "项目快要开始 (#1)"]).context == ("安娜有两只狗 (#1)",)


@pytest.mark.parametrize("placeholder", ["High", "Positive", "none", "N/A", "Neutral.", "string", "—", "null"])
def test_a_placeholder_is_no_state(placeholder: str) -> None:
    assert left(HEARD, goals=placeholder, attention=placeholder, emotions=placeholder) == MindState()


def test_what_one_wants_and_attends_to_concerns_what_was_said_or_who_one_is() -> None:
    state = left(HEARD, goals="use data with care", attention="Ana and her dogs", emotions="a little curious")
    assert state == MindState(
        goals="use data with care", attention="Ana and her dogs", emotions="a little curious"
    )
    assert left(HEARD, goals="finish the quarterly report", attention="budget cuts") == MindState()


def test_it_is_short() -> None:
    state = left(HEARD, goals="Ana " * 200, attention="Ana " * 200, emotions="glad " * 200)
    assert max(len(state.goals), len(state.attention)) <= 160
    assert len(state.emotions) <= 60


def test_over_thirty_turns_nothing_unsupported_survives() -> None:
    """A model that invents a fact each turn, and says again whatever stands in its prompt."""
    history: list[Event] = []
    state = MindState()
    for number in range(1, 31):
        history.append(said(number, "Ana", f"I bought {number} apples at the market."))
        of = scene(*history[-10:], state=state)
        invented = f"There is project {number} coming up at work"
        state = left(
            of,
            goals=state.goals or "deliver the project",
            context=[
                *state.context,
                invented,
                f"{invented} (#{number})",
                f"Ana bought {number} apples (#{number})",
            ],
            attention="High",
            emotions="Positive",
        )
        assert "project" not in state.model_dump_json(), number
        shown = {event.heard for event in of.history}
        assert all(int(fact.split("#")[1].rstrip(")")) in shown for fact in state.context)
    assert state.context, "what a line says is kept"
    silent = read_turn(
        TurnAnswer.model_validate({"floor": "silent", "actions": []}), scene(said(99, "Ana", "Bye"))
    )
    assert silent.state == MindState()


def test_a_fact_goes_when_its_line_is_no_longer_shown_or_was_erased() -> None:
    old = MindState(context=("Ana has two dogs (#2)",), emotions="calm")
    nothing = TurnAnswer.model_validate({"floor": "silent", "actions": []})
    still = scene(*HEARD.history, said(3, "Ana", "Well?"), state=old)
    assert read_turn(nothing, still).state == old
    gone = scene(said(3, "Ana", "Well?"), state=old)
    assert read_turn(nothing, gone).state == MindState(emotions="calm")
    erased = scene(said(2, "Ana", "", erased=True), said(3, "Ana", "Well?"), state=old)
    assert read_turn(nothing, erased).state == MindState(emotions="calm")
