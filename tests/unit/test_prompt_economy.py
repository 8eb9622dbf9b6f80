"""Prompts stay cheap and the same for long: the benchmark's measures, and what a crowd's names cost."""

import pytest

from benchmarks.prompt_economy import common_beginning, measure, scene
from tests.unit.minds import OSCAR, said
from tests.unit.minds import scene as before_lisa
from troupe.llm.port.prompt_fit import PromptFit
from troupe.minds.prompt.crowd_names import names_in_lines
from troupe.minds.prompt.history_lines import history_text
from troupe.minds.prompt.turn_prompt import turn_messages
from troupe.worlds.events.thought import Thought
from troupe.worlds.scene import Scene

CROWD = (OSCAR, "Ana Maria Sousa", "Ana Tusk", "Dr. No", "Mrs Leung", "Bo Li")


def crowd(*names: str) -> Scene:
    history = (said(1, OSCAR, "Morning"), said(2, "Jonas", "Hi"))
    return before_lisa(*history).model_copy(update={"others": names})


@pytest.mark.parametrize(("short", "shared"), [(False, 0.85), (True, 0.65)])
async def test_a_prompt_begins_as_the_one_before_it(short: bool, shared: float) -> None:
    script = await scene(people=5, turns=20, seed=3, fit=PromptFit(short=short))
    figures = measure(script, 20)
    assert figures["turns"] == 20
    assert isinstance(least := figures["shared_prefix_median"], float)
    assert least > shared
    assert isinstance(beyond := figures["beyond_median"], int)
    assert beyond < 700
    assert all(system.startswith(script.prompts[0][1][:300]) for _, system, _ in script.prompts)


def test_the_beginning_of_two_texts_is_counted() -> None:
    assert [common_beginning(*pair) for pair in (("ab", "ac"), ("ab", "ab"), ("a", "abc"), ("", "x"))] == [
        1,
        2,
        1,
        0,
    ]


def test_a_crowd_is_named_once_whole_and_by_first_names_in_lines() -> None:
    user = turn_messages(crowd(*CROWD))[1].content
    assert user.startswith(f"# Who is here\n{', '.join(CROWD)}.\n\n# What you witnessed\n")
    assert "\n#1 Oscar: Morning\n" in user
    assert "With you: Jonas." in user.split("# Now\n")[1]
    assert names_in_lines(crowd(*CROWD)) == {OSCAR: "Oscar", "Lisa Carter": "Lisa"}
    assert names_in_lines(crowd(*CROWD[:4])) == {}


def test_an_answer_to_the_line_shown_before_it_does_not_say_so_whatever_others_thought_meanwhile() -> None:
    history = (
        said(1, "Ana", "Hi all"),
        said(2, OSCAR, "she is loud", kind=Thought),
        said(3, OSCAR, "Hello", target="e1"),
        said(5, "Ana", "How are you?", target="e1"),
    )
    lines = history_text(before_lisa(*history)).splitlines()
    assert lines[1:] == ["#1 Ana: Hi all", "#3 Oscar Ramirez: Hello", "#5 Ana ↪ #1: How are you?"]


def test_a_run_of_new_lines_names_no_number_that_is_not_its_own() -> None:
    history = tuple(said(number, "Ana", "Hm") for number in (1, 3, 4, 5, 8, 9))
    unread = tuple(event.id for event in history[1:])
    user = turn_messages(before_lisa(*history, unread=unread))[1].content
    assert "New to you: #3 to #5, #8, #9.\n" in user
