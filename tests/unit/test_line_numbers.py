"""The numbers that prompts give to lines are said by nobody: readers of a channel do not see them."""

import pytest

from tests.unit.minds import said, scene
from troupe.minds.answer.speech_faults import nonsense

NUMBERED = "it called lines by their numbers, which nobody sees"


@pytest.mark.parametrize(
    ("spoken", "fault"),
    [
        ("OK, let me talk to you in #1 now.", NUMBERED),
        ("As I said in line #2, no.", NUMBERED),
        ("We came in #1 of all the schools, in #7 of the county!", NUMBERED),
        ("I live in #4, second floor.", ""),
        ("She is #1 for me.", ""),
        ("Order number 1 was mine.", ""),
    ],
)
def test_a_line_called_by_its_number_is_no_speech(spoken: str, fault: str) -> None:
    assert nonsense(spoken, scene(said(1, "Ana", "Hi"), said(2, "Ana", "Would you come?"))) == fault


def test_a_number_that_somebody_spoke_of_may_be_taken_up() -> None:
    assert nonsense("I wait for you in #1.", scene(said(1, "Ana", "Shall we meet in cabin #1?"))) == ""
