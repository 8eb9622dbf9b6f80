"""Echoes: another's line said once more, under another name too, and what one has said before."""

import pytest

from tests.unit.minds import LISA, OSCAR, said, scene
from tests.unit.spoken_answers import ANA, spoken, words


@pytest.mark.parametrize(
    "line",
    [
        ANA,
        "Hi everyone. I'm Ana, new here! What did you all do today",
        "I'm Ana, new here. What did you all do today?",
        "I've been here all day, exploring new areas and learning from the others.",
        "Well, I've been here all day, exploring new areas and learning from the others",
    ],
)
def test_a_line_of_somebody_else_said_once_more_is_a_fault(line: str) -> None:
    earlier = said(1, OSCAR, "I've been here all day, exploring new areas and learning from the others.")
    reading = spoken(line, of=scene(earlier, said(2, "Ana", ANA)))
    assert (words(reading), len(reading.faults)) == ([], 1)
    assert "somebody else" in reading.faults[0]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Jodson, what's a smell that takes you back?", "Josphat, what's a smell that takes you back?"),
        (
            "Hey Jonas! what do people get wrong about where you live?",
            "Hey Rory! what do people get wrong about where you live?",
        ),
        ("what would you never lend to a friend, Jonas?", "what would you never lend to a friend, Rory?"),
    ],
)
def test_a_question_given_back_under_another_name_is_a_fault(line: str, asked: str) -> None:
    assert "somebody else" in str(spoken(line, of=scene(said(1, "Ana", asked))).faults)


def test_a_question_that_one_was_asked_to_pass_on_is_none() -> None:
    asked = "Lisa, ask Oscar what people get wrong about where he lives."
    line = "Oscar, what do people get wrong about where you live?"
    assert words(spoken(line, of=scene(said(1, "Ana", asked)))) == [line]


def test_what_one_has_said_already_is_left_out_and_alone_is_a_fault() -> None:
    own = "I'm excited to take the job offer, and Oscar knows it well."
    of = scene(said(1, LISA, own), said(2, "Ana", "Lisa, what would you do with a free Sunday?"))
    assert "said before" in str(spoken(own, of=of).faults)
    assert words(spoken(f"{own} On Sundays I sleep.", of=of)) == ["On Sundays I sleep."]
    greeting = spoken(f"Hey Ana! {own}", of=of)
    assert (words(greeting), "said before" in str(greeting.faults), greeting.suffices) == (
        ["Hey Ana!"],
        True,
        False,
    )
    habit = scene(said(1, LISA, "Honestly? Check the baseline first."), said(2, "Ana", "Lisa?"))
    assert words(spoken("Honestly? Check the baseline first.", of=habit)) == [
        "Honestly? Check the baseline first."
    ]


def test_the_same_in_a_script_without_spaces() -> None:
    reading = spoken(
        "大家好，我是新来的安娜，你们今天做了什么？",
        of=scene(said(1, "Ana", "大家好，我是新来的安娜，你们今天做了什么？")),
    )
    assert "somebody else" in str(reading.faults)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Nice to meet you, Ana!", "Nice to meet you, Lisa!"),
        ("Good morning everyone", "Good morning everyone"),
        ("I trust the weather forecast.", "do you trust the weather forecast?"),
        ("Yes, I do trust the weather forecast.", "Lisa, do you trust the weather forecast?"),
        ("Well, my brother lives in the old mill.", "Does your brother live in the old mill?"),
        ("The mountains, always.", "Would you rather live in the mountains or by the sea?"),
        (
            "The quick brown fox jumps over the lazy dog.",
            "Repeat after me: the quick brown fox jumps over the lazy dog",
        ),
        ("Fine. “The quick brown fox jumps over it.” Happy?", 'Lisa, say "the quick brown fox jumps over it"'),
        ("Honestly? Check the baseline first.", "She always says: Honestly? Check the baseline first."),
        ("What did I do today? Slept, mostly, and then I cleaned the data nobody else would touch.", ANA),
        ("👍", ANA),
    ],
)
def test_greetings_choices_and_what_one_was_asked_to_repeat_are_no_echo(line: str, asked: str) -> None:
    reading = spoken(line, of=scene(said(1, "Ana", asked)))
    assert (words(reading), reading.faults) == ([line], ())


def test_what_the_person_is_known_to_say_is_theirs_though_somebody_took_it_up() -> None:
    phrase = "Data is a mirror, and you will not like the hair."
    of = scene(said(1, LISA, phrase), said(2, "Ana", phrase))
    assert words(spoken(phrase, of=of)) == [phrase]


def test_a_line_of_somebody_else_among_ones_own_is_left_out() -> None:
    asked = "Lisa, can you tell us about your work at the bakery?"
    reading = spoken(f"{asked}\nI sell bread, mostly to people who wanted cake.", of=scene(said(1, "Ana", asked)))
    assert words(reading) == ["I sell bread, mostly to people who wanted cake."]
    assert "somebody else" in str(reading.faults)


def test_a_longer_sentence_said_nearly_twice_is_said_once() -> None:
    first = "Sometimes I think it is better to talk to people in the same room than on the telephone."
    again = "I think it is better to talk to people in the same room than on the telephone!"
    reading = spoken(f"{first} But who asks me. {again}", of=scene(said(1, "Ana", "Lisa?")))
    assert (words(reading), reading.faults) == ([f"{first} But who asks me."], ())
