"""A long talk with the understudy: nothing comes twice, and people can be told apart by what they say."""

import re

import pytest

from benchmarks.blind import judge, main, talk
from benchmarks.blind_guess import Guesser
from benchmarks.situations import SITUATIONS
from benchmarks.understudy_talk import Room
from tests.unit import scenes
from tests.unit.scenes import NOW, WORLD
from troupe.llm.understudy import Understudy
from troupe.llm.understudy.hearing.recollection import Recollection
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona
from troupe.worlds.events.said import Said
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import PersonAuthor

TURNS = 100
TOLD_APART = 4.0
"""How many times better than chance the simple classifier must do on a few lines a person."""


@pytest.mark.parametrize("slug", ["gerda-vollmann", "priya-raghunathan", "rory-macphee"])
async def test_nothing_is_said_twice_in_a_hundred_turns(slug: str) -> None:
    answers = await Room([library()[slug]]).answers(SITUATIONS[turn % len(SITUATIONS)] for turn in range(TURNS))
    parts = [key for one in answers for part in re.split(r"(?<=[.!?…])\s+", one) if " " in (key := key_of(part))]
    assert len(parts) == len(set(parts))
    assert sum(not one for one in answers) < TURNS / 10


async def test_people_are_told_apart_by_what_they_say() -> None:
    report = judge(await talk(1, SITUATIONS[::5]), seed=1, splits=2)
    assert report.times_chance > TOLD_APART
    assert report.people == len(library())


def test_the_guesser_tells_who_writes_how() -> None:
    guesser = Guesser(
        [("a", "Well now, I reckon so."), ("a", "Well now, sir."), ("b", "super excited!!"), ("b", "Love it!")]
    )
    assert guesser.guess("I reckon not, sir.") == "a"
    assert guesser.guess("so excited!") == "b"


def test_bad_input_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--splits", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def said(numbers: range) -> Scene:
    person = Room([Persona.model_validate({"name": "Ada"})]).people[0]
    lines = tuple(
        Said(
            id=f"e{number}", world_id="w", seq=number, heard=number, at=NOW,
            author=PersonAuthor(id=person.id, name="Ada"), place="c", text=f"line {number}",
        )
        for number in numbers
    )  # fmt: skip
    return Scene(
        world=WORLD, person=person, others=(), history=lines, unread=(), trigger=None, obliged=False, now=NOW
    )


def test_what_a_scene_no_longer_shows_is_remembered() -> None:
    recollection = Recollection()
    assert recollection.further_back(said(range(1, 5))) == ()
    assert recollection.further_back(said(range(3, 7))) == ("line 1", "line 2")


def test_a_run_from_the_beginning_remembers_nothing_of_the_one_before() -> None:
    recollection = Recollection()
    recollection.further_back(said(range(1, 9)))
    assert recollection.further_back(said(range(1, 3))) == ()


def key_of(sentence: str) -> str:
    return re.sub(r"[\W_]+", " ", sentence).strip().casefold()


async def test_what_was_taken_back_is_not_said_again_and_a_run_played_again_is_the_same() -> None:
    room = scenes.Room(library()["gerda-vollmann"])
    scene = room.scene(room.people[0], room.human("Gerda, do you cook?"))
    understudy = Understudy()

    async def said(seed: int) -> str:
        answer = (await understudy.complete(scenes.asked(scene, seed))).value
        return " ".join(action.content for action in answer.actions if action.type == "TALK")

    lines = [await said(seed) for seed in (11, 12, 13)]
    assert len(set(lines)) == 3
    assert [await said(seed) for seed in (11, 12, 13)] == lines
