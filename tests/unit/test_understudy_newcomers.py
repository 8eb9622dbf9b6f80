"""A newcomer's first minutes: what the owner wrote counts, what they told is kept, the way to a model is shown."""

import re

import pytest

from benchmarks.newcomer_asked import ASKED, WRITTEN
from benchmarks.newcomers import main, misses
from benchmarks.understudy_talk import Room
from tests.unit import scenes
from troupe.llm.understudy import Understudy
from troupe.llm.understudy.hearing.heard_message import hear
from troupe.llm.understudy.talk.playing import play
from troupe.people.persona.persona import Persona
from troupe.worlds.turn import Hush

FITTING = 0.75
"""The share of the questions looked at that must be answered fittingly."""

IDA = Persona.model_validate(
    {
        "name": "Ida Holm",
        "style": "Cheerful. Adores brass bands, can't stand puddles.",
        "skills": ["Juggling"],
        "other_facts": ["Ida sails alone."],
        "pet_hate": "wet socks",
        "collection": ["thimbles"],
        "hobbies": ["Curling"],
    }
)
BEN = Persona.model_validate({"name": "Ben Short"})


async def test_most_questions_of_a_newcomer_are_answered_fittingly() -> None:
    assert len(await misses(ASKED, seeds=1)) <= (1 - FITTING) * len(ASKED)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("do you like brass bands?", "brass bands"),
        ("what do you think about puddles?", "puddles"),
        ("what are you good at?", "juggling"),
        ("do you sail?", "sail alone"),
        ("what's in your collection?", "thimbles"),
        ("what are your hobbies?", "curling"),
    ],
)
async def test_whatever_the_owner_wrote_answers_what_is_asked_of_it(said: str, evidence: str) -> None:
    for seed in range(4):
        assert evidence in (await Room([IDA], seed=seed).answers([said]))[-1].lower()


@pytest.mark.parametrize(
    ("told", "asked", "fact"),
    [
        ("My dog is called Rex.", "what's my dog called?", "Rex"),
        ("we adopted a cat named Miso, she is lovely", "do you remember my cat's name?", "Miso"),
        ("my hamster's name is Bo", "what is my pet called?", "Bo"),
        ("I'm Lucía and I live in Quito.", "where do I live?", "Quito"),
        ("call me Ishmael", "who am I?", "Ishmael"),
        ("I work as a plumber.", "what's my job?", "plumber"),
        ("My favorite colour is teal!", "what is my favourite color?", "teal"),
        ("I am 34 years old", "how old am I?", "34"),
    ],
)
async def test_what_the_member_told_is_given_back_when_asked_for(told: str, asked: str, fact: str) -> None:
    answers = await Room([IDA]).answers([told, "nice here", asked])
    assert fact.lower() in answers[-1].lower()


async def test_what_another_told_is_not_taken_for_the_members_own() -> None:
    room = scenes.Room(IDA, BEN)
    room.human("My dog is called Rex.", name="Sam")
    room.says(room.people[1], "My dog is called Fido.")
    event = room.history[0].model_copy(update={"id": "e9", "text": "what's my cat called?"})
    room.history.append(event)
    answer = play(room.scene(room.people[0], event), 1).speech
    assert "Rex" not in answer
    assert "Fido" not in answer
    assert re.search(r"told|said|kept", answer)


@pytest.mark.parametrize(
    "text", ["how do I connect GPT?", "are you a bot? how do I get a real AI?", "where does my API key go?"]
)
async def test_the_way_to_a_real_model_is_told(text: str) -> None:
    for persona in (IDA, *WRITTEN.values()):
        answer = (await Room([persona]).answers([text]))[-1]
        button, settings = answer.find("Use a real model"), answer.find("OPENAI_BASE_URL")
        assert 0 <= button < settings, answer


@pytest.mark.parametrize(
    ("text", "hush"),
    [
        ("Ida, give it a rest", Hush.ME),
        ("Ida, please be quiet", Hush.ME),
        ("everyone please be quiet", Hush.ALL),
        ("seid bitte still", Hush.ALL),
        ("silencio", Hush.ME),
        ("the library is a quiet place", Hush.NONE),
        ("stop me if you heard this", Hush.NONE),
    ],
)
async def test_a_request_for_quiet_comes_back_as_hush_without_words(text: str, hush: Hush) -> None:
    room = scenes.Room(IDA, BEN)
    part = play(room.scene(room.people[0], room.human(text)), 1)
    assert part.hush is hush
    assert bool(part.speech) is (hush is Hush.NONE)


async def test_a_person_who_asks_for_quiet_hushes_nobody() -> None:
    room = scenes.Room(IDA, BEN)
    assert play(room.scene(room.people[0], room.says(room.people[1], "Ida, be quiet!")), 1).hush is Hush.NONE


async def test_what_it_cannot_answer_is_left_to_another_by_who_was_only_asked() -> None:
    for seed in range(6):
        room = scenes.Room(IDA, BEN)
        event = room.human("which planet has the most moons?")
        assert not play(room.scene(room.people[0], event, obliged=False), seed).speech
        assert "stand-in" in play(room.scene(room.people[0], event), seed).speech.lower()
        liked = room.human("anybody here for brass bands?")
        assert "brass bands" in play(room.scene(room.people[0], liked, obliged=False), seed).speech.lower()


async def test_who_is_addressed_never_runs_out_of_words() -> None:
    room = scenes.Room(BEN)
    for _ in range(60):
        event = room.human("why is that?")
        answer = (await Understudy().complete(scenes.asked(room.scene(room.people[0], event)))).value
        words = [action.content for action in answer.actions if action.type == "TALK"]
        assert words
        room.says(room.people[0], words[0])


def test_what_else_repeats_the_question() -> None:
    room = scenes.Room(IDA)
    room.human("what do you like?")
    room.says(room.people[0], "Brass bands.")
    heard = hear(room.scene(room.people[0], room.human("what else?")))
    assert heard is not None
    assert "likes" in heard.intents


def test_bad_input_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
