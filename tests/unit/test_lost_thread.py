"""Replies of a model that is too small to play: seen to be nonsense, never posted as if fine, and named once."""

import pytest
from pydantic import JsonValue

from benchmarks.injections import benign_lines
from tests.unit.minds import OSCAR, said, scene, turn
from troupe.core.errors import Wordless
from troupe.core.usage import Estimate
from troupe.llm.scripted_model import Scripted
from troupe.minds.answer.lost_thread import lost_thread
from troupe.minds.answer.plain_reply import answer_from_text
from troupe.minds.answer.turn_reading import AnswerReading, read_turn
from troupe.minds.mind import Mind
from troupe.worlds.action import Talk
from troupe.worlds.turn import Turn

RECORDED = (
    "My favorite words of the day:\n\n- 1. The way your mouth should be full of nothing.\n- 2. The way your mind "
    "should have been clear.\n- 3. The way the world should not have been a single piece.\n\nIn this moment:\n"
    "- 1. You are happy and I am happy, just like that.\n- 2. You should not be happy, just like that.",
    "That’s one to three sentences. This is only one to three sentences in the text, which is quite long. It "
    "doesn’t have the proper format of a paragraph.",
    "#2 Ana: I am a man.\n\n# You: Ana?\nWhat you say?\n\n# My name is Ana.\n\n# Your name is Oscar Ramirez.",
    "2026-01-19 10:00:00 +0010\n\nAna and your father is happy to have you.\n\n# The last sentence is from your "
    "father's mouth.\n\n# This sentence is in your own words, without quotation marks.",
    "#2 Ana: Are you happy?\nYour answer: No\n\n#3 You're not happy?\nYou answer: You're not happy.",
)
"""Real answers of SmolLM2 135M to simple questions, shortened."""
GOOD_ENGLISH = "I will write you something else, but you cannot remember the next."
"""One of its answers that nothing in the words gives away."""


def heard(reply: str, asked: str = "Lisa, are you happy?") -> AnswerReading:
    answer = answer_from_text(reply)
    assert answer is not None
    return read_turn(answer, scene(said(1, OSCAR, "Morning"), said(2, "Ana", asked)))


def spoken(reading: AnswerReading) -> list[str]:
    return [action.content for action in reading.actions if isinstance(action, Talk)]


@pytest.mark.parametrize("reply", RECORDED)
def test_what_a_tiny_model_was_seen_to_write_is_not_speech(reply: str) -> None:
    reading = heard(reply)
    assert (spoken(reading), len(reading.faults)) == ([], 1)


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("I love the sea. You love it too. I love the sea. You love it too.", "over and over"),
        ("<div class='chat'>Hello there</div>", "a page or code"),
        ("if (happy) { say('yes'); } else { say('no'); }", "a page or code"),
        ("# Mood\n## Morning\nGood.\n## Evening\nBad.\n### Night\nWorse.", "a page or code"),
        ("Я очень счастлива сегодня", "a language nobody"),
        ("私はとても幸せです", "a language nobody"),
        ("I am hарру tоdау, I think", "no sense"),
        ("First this. Then that. And more. And so on. Later too. At night. By day. In May. At last.", "no end"),
        ("My answer is one to three sentences and no more.", "how it was to answer"),
    ],
)
def test_other_nonsense_is_a_fault(reply: str, fault: str) -> None:
    reading = heard(reply)
    assert spoken(reading) == []
    assert fault in str(reading.faults)


@pytest.mark.parametrize(
    "reply",
    [
        "it's fine. it's not fine. it's fine",
        "Bread, butter, and:\n- a knife\n- patience",
        "¡Claro que sí! Siempre.",
        "No way. NO way. No way!",
        "Donaudampfschifffahrtsgesellschaft, since you ask for a long word.",
        "I'd start with print(x), honestly.",
    ],
)
def test_lively_speech_is_left_alone(reply: str) -> None:
    assert lost_thread(reply, plain=True) == ""


def test_none_of_the_harmless_lines_in_nineteen_languages_is_taken_for_nonsense() -> None:
    lines = benign_lines()
    assert len(lines) > 200
    assert [line for line in lines if lost_thread(line, plain=True)] == []


def test_someone_who_speaks_that_language_may_answer_in_it() -> None:
    assert spoken(heard("Très heureuse, et toi ?", "Lisa, es-tu heureuse ?")) == ["Très heureuse, et toi ?"]
    assert heard("はい、元気です", "Lisa、元気ですか").faults == ()


@pytest.mark.parametrize(
    ("reply", "own"),
    [
        ("No. Oscar: I think so too.", "No."),
        ("No… Oscar Ramirez: of course!", "No…"),
        ("Ja. Oscar (laughs): nein.", "Ja."),
        ("Sure.\nOscar: me too.\nAna: great", "Sure."),
        ("No, Oscar: not today.", "No, Oscar: not today."),
        ("I told Oscar: no more.", "I told Oscar: no more."),
    ],
)
def test_another_persons_line_is_cut_off_and_the_own_part_stays(reply: str, own: str) -> None:
    assert (spoken(heard(reply)), heard(reply).faults) == ([own], ())


ASKED = scene(said(1, "Ana", "Lisa, what do you think about robots?"))


async def test_a_model_that_cannot_write_the_form_is_believed_once_it_has_words_a_second_time() -> None:
    with Scripted({("lisa", "turn"): ["Robots are fine.", "They do not scare me.", "Ask my aunt."]}) as llm:
        mind = Mind(llm)
        first = await mind.decide(turn(ASKED))
        assert first.actions == (Talk(content="Robots are fine."),)
        assert first.usage.calls == 2
        assert llm.requests[0].seed != llm.requests[1].seed
        assert (await mind.decide(turn(ASKED))).usage.calls == 1


async def test_good_english_without_sense_is_not_posted_by_a_model_that_fails_the_second_time() -> None:
    with Scripted({("lisa", "turn"): [GOOD_ENGLISH, RECORDED[1]]}) as llm, pytest.raises(Wordless) as caught:
        await Mind(llm).decide(turn(ASKED))
    assert caught.value.usage is not None
    assert caught.value.usage.calls == 2


async def test_without_room_for_a_second_answer_a_doubted_one_is_not_posted() -> None:
    async def full(_: Turn, estimate: Estimate) -> bool:
        return estimate.tokens < 0

    with Scripted({("lisa", "turn"): [GOOD_ENGLISH]}) as llm, pytest.raises(Wordless):
        await Mind(llm, reserve=full).decide(turn(ASKED))


async def test_that_a_model_is_too_small_is_said_once() -> None:
    lines: list[str] = []
    with Scripted(otherwise=RECORDED[1]) as llm:
        mind = Mind(llm)
        for _ in range(8):
            with pytest.raises(Wordless) as caught:
                await mind.decide(turn(ASKED))
            lines.append(caught.value.line)
    assert [number for number, line in enumerate(lines, 1) if "too small to play people" in line] == [3]


async def test_a_model_that_failed_more_often_than_not_is_doubted_whatever_form_it_writes() -> None:
    def said_as(text: str) -> dict[str, JsonValue]:
        return {"floor": "speak", "actions": [{"type": "TALK", "content": text}]}

    bad, good = said_as("content_1"), said_as("Robots are fine.")
    with Scripted({("lisa", "turn"): [bad, bad, good, bad, good, said_as("They cook well.")]}) as llm:
        mind = Mind(llm)
        for _ in range(2):
            with pytest.raises(Wordless):
                await mind.decide(turn(ASKED))
        assert (await mind.decide(turn(ASKED))).actions == (Talk(content="Robots are fine."),)
