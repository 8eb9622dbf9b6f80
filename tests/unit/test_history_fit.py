"""A history cut to the model's room: in steps, never into what is unread, and not at all where there is room."""

from itertools import pairwise

import pytest

from tests.unit.minds import LISA, said, scene
from troupe.llm.port.prompt_fit import PromptFit
from troupe.minds.prompt.history_fit import SHORT_HISTORY, fitted
from troupe.minds.prompt.prompt_size import tokens
from troupe.minds.prompt.turn_prompt import turn_messages
from troupe.worlds.events.briefed import Briefed
from troupe.worlds.scene import Scene

SHORT = PromptFit(short=True)


def talk(lines: int, length: int = 90) -> Scene:
    return scene(*(said(number, "Ana", f"{number} " + "word " * (length // 5)) for number in range(1, lines + 1)))


def heard(of: Scene) -> list[int | None]:
    return [event.heard for event in of.history]


def test_with_room_nothing_is_left_out() -> None:
    of = talk(100)
    assert fitted(of, PromptFit(), 3_000) is of
    assert fitted(of, PromptFit(context=32_000), 3_000) is of


@pytest.mark.parametrize("length", [20, 90, 400, 2_000])
def test_the_beginning_moves_in_steps_and_enough_stays(length: int) -> None:
    scenes = [fitted(talk(lines, length), SHORT, 0) for lines in range(1, 140)]
    beginnings = [heard(of)[0] or 0 for of in scenes]
    assert beginnings == sorted(beginnings), "what was left out stays out"
    for of in scenes:
        size = sum(tokens(event.text) + 12 for event in of.history[:-1])
        assert size <= SHORT_HISTORY
        assert len(of.history) == (of.history[-1].heard or 0) or size >= SHORT_HISTORY // 2 - length
    if length < 400:
        moves = sum(one != other for one, other in pairwise(beginnings))
        assert moves <= 140 / 8


def test_what_is_unread_and_the_briefing_stay_whatever_the_room() -> None:
    lines = [said(number, "Ana", "word " * 200) for number in range(2, 40)]
    briefed = said(1, LISA, "They spoke of soup.", kind=Briefed)
    own = said(40, LISA, "On its way.", heard=None)
    of = scene(briefed, *lines, own).model_copy(update={"unread": tuple(event.id for event in lines[-5:])})
    assert heard(fitted(of, PromptFit(context=500), 400)) == [1, 35, 36, 37, 38, 39, None]


@pytest.mark.parametrize("context", [2_048, 4_096, 8_192])
@pytest.mark.parametrize("short", [True, False])
def test_a_prompt_fits_into_the_models_room(context: int, short: bool) -> None:
    messages = turn_messages(talk(300), PromptFit(short, context), 320)
    assert sum(tokens(message.content) for message in messages) + 320 <= context
    assert "word" in messages[1].content
