"""The understudy: in character, repeatable, free, and never saying the same thing twice."""

import re
from enum import StrEnum
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from tests.unit.purposes import spoken_to
from tests.unit.scenes import Room, asked
from troupe.core.errors import ModelMalformed
from troupe.core.usage import Estimate
from troupe.llm.port.llm import Message, Request
from troupe.llm.understudy import Understudy
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.minds.answer.turn_reading import read_turn
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona
from troupe.worlds.action import FloorChoice, Talk
from troupe.worlds.scene import Scene

CHAT = (
    "hello everyone!", "who are you?", "what do you think about coffee?", "How are you?", "I love football",
    "do you like birds?", "are you a bot?", "what do you think of Gerda?", "what's your job?", "tell me a story",
    "I'm so tired of my boss", "lol", "what is the capital of France?", "what should I cook?", "any family?",
    "you are all great", "you are stupid", "hola como esta usted amigo", "AI will replace everyone",
    "how old are you?", "where are you from?", "thanks!", "bye", "what do you hate?", "what's your dream?",
    "any plans for the weekend?", "no", "I got the job!", "Привет, как дела?", "?", "🎉", "do you like birds?",
    "what languages do you speak?", "sorry", "what do you believe in?", "I moved to a new flat yesterday",
)  # fmt: skip

LISA = Persona.model_validate(
    {
        "name": "Lisa",
        "age": 28,
        "gender": "female",
        "occupation": {"title": "architect", "organization": "Acme"},
        "residence": "Oslo",
        "preferences": {"likes": ["Freshly baked bread."], "dislikes": ["Fast food."], "interests": ["Old maps"]},
        "beliefs": ["Cities should be built for walking."],
        "behaviors": {"routines": {"evening": ["Plays her cello and reads to her cat."]}},
        "relationships": [{"name": "Ole", "description": "Your brother, who sails with you."}],
    }
)


async def play(scene: Scene, seed: int = 1) -> TurnAnswer:
    return (await Understudy().complete(asked(scene, seed))).value


async def said(room: Room, text: str, *, seat: int = 0, seed: int = 1) -> str:
    """What a person answers when spoken to."""
    event = room.human(text)
    person = room.people[seat]
    scene = room.scene(person, event)
    reading = read_turn(await play(scene, seed), scene)
    assert not reading.faults
    assert not reading.notes
    words = " ".join(action.content for action in reading.actions if isinstance(action, Talk))
    if words:
        room.says(person, words)
    return words


def sentences(text: str) -> list[str]:
    parts = (re.sub(r"[\W_]+", " ", part).strip().casefold() for part in re.split(r"(?<=[.!?…])[\"”]*\s+", text))
    return [part for part in parts if part]


async def test_it_is_a_stand_in_that_costs_nothing() -> None:
    understudy = Understudy()
    room = Room(LISA)
    reply = await understudy.complete(asked(room.scene(room.people[0], room.human("hi"))))
    assert (understudy.name, understudy.stand_in, reply.model) == ("understudy", True, "understudy")
    assert understudy.estimate(10_000, 700) == Estimate(tokens=0, usd=0.0)
    assert (reply.usage.tokens, reply.usage.usd, reply.usage.latency) == (0, 0.0, 0.0)
    await understudy.close()


async def test_the_same_scene_and_seed_give_the_same_turn() -> None:
    room = Room(*library().values())
    scene = room.scene(room.people[0], room.human("what do you think about rain?"))
    assert await play(scene, 3) == await play(scene, 3)
    others = {(await play(scene, seed)).model_dump_json() for seed in range(12)}
    assert len(others) > 1


@pytest.mark.parametrize("slug", sorted(library()))
async def test_nobody_repeats_a_sentence_or_talks_at_length(slug: str) -> None:
    room = Room(library()[slug], *(p for other, p in library().items() if other != slug))
    heard: set[str] = set()
    for text in (*CHAT, *CHAT):
        heard |= set(sentences(text))
        words = await said(room, text)
        assert len(words) < 600
        parts = sentences(words)
        assert len(parts) <= 3
        assert not heard & set(parts)
        heard |= set(parts)


async def test_everyone_who_is_asked_answers_even_when_all_has_been_said() -> None:
    room = Room(Persona.model_validate({"name": "Nobody"}))
    for _ in range(40):
        event = room.human("hello?")
        scene = room.scene(room.people[0], event)
        reading = read_turn(await play(scene), scene)
        assert reading.floor is not FloorChoice.SILENT
        for action in reading.actions:
            if isinstance(action, Talk):
                room.says(room.people[0], action.content)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how old are you?", "28"),
        ("what's your name?", "Lisa"),
        ("what do you do?", "architect"),
        ("where do you live?", "Oslo"),
        ("do you have any siblings?", "brother"),
        ("what do you think about bread?", "baked bread"),
        ("what do you hate?", "fast food"),
        ("do you like maps?", "old maps"),
        ("tell me about Ole", "sails with me"),
        ("what do you think of cities?", "built for walking"),
        ("what do you do in the evening?", "play my cello"),
    ],
)
async def test_questions_about_them_are_answered_from_the_persona(question: str, expected: str) -> None:
    for seed in range(6):
        assert expected.lower() in (await said(Room(LISA), question, seed=seed)).lower()


async def test_nobody_claims_to_be_a_real_human() -> None:
    for persona in (*library().values(), LISA):
        for seed in range(8):
            answer = (await said(Room(persona), "are you a real person?", seed=seed)).lower()
            assert re.search(r"made[- ]up|invented|simulated|fiction|not a real|stand-in|wrote me", answer), answer


async def test_four_people_cannot_be_mistaken_for_each_other() -> None:
    people, loud = tuple(library().values()), 0
    for text in (
        "hello!",
        "what do you think about money?",
        "I am so sad",
        "what should I do?",
        "do you like rain?",
    ):
        room = Room(*people)
        answers = [await said(room, text, seat=seat) for seat in range(len(people))]
        assert len(set(answers)) == len(people)
        by_name = dict(zip(library(), answers, strict=True))
        assert by_name["rory-macphee"] == by_name["rory-macphee"].lower()
        assert "!" not in by_name["gerda-vollmann"]
        loud += "!" in by_name["yetunde-adesokan"]
    assert loud >= 2


async def test_the_terse_say_less_than_the_florid() -> None:
    lengths: dict[str, int] = {}
    for slug in ("rory-macphee", "octavio-valdecanas"):
        room = Room(library()[slug])
        lengths[slug] = sum([len(await said(room, text)) for text in CHAT])
    assert lengths["rory-macphee"] * 1.5 < lengths["octavio-valdecanas"]


async def test_an_unasked_person_sometimes_reacts_or_is_silent_after_another_has_answered() -> None:
    floors: set[FloorChoice] = set()
    for seed in range(30):
        room = Room(library()["rory-macphee"], library()["yetunde-adesokan"])
        event = room.human("I had soup")
        room.says(room.people[1], "Soup! What soup?")
        floors.add((await play(room.scene(room.people[0], event, obliged=False), seed)).floor)
    assert floors >= {FloorChoice.SILENT, FloorChoice.REACT}


async def test_the_first_to_answer_a_human_question_always_speaks() -> None:
    for persona in library().values():
        for seed in range(10):
            room = Room(persona)
            scene = room.scene(room.people[0], room.human("anybody here? how is the weather?"), obliged=False)
            assert (await play(scene, seed)).floor is FloorChoice.SPEAK


async def test_people_answer_each_other() -> None:
    gerda, octavio = library()["gerda-vollmann"], library()["octavio-valdecanas"]
    room = Room(gerda, octavio)
    event = room.says(room.people[1], "Manners matter more than honesty.")
    answer = await play(room.scene(room.people[0], event))
    assert "honesty is worth more than manners" in answer.model_dump_json().lower()


async def test_nothing_said_is_nothing_answered() -> None:
    room = Room(LISA)
    scene = room.scene(room.people[0], room.human("hi")).model_copy(update={"trigger": None, "unread": ()})
    assert (await play(scene)).floor is FloorChoice.SILENT


async def test_state_moves_with_the_talk() -> None:
    room = Room(LISA)
    answer = await play(room.scene(room.people[0], room.human("what do you think about music?")))
    assert answer.state.attention == "music"
    assert answer.state.context == []


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(BaseModel):
    kind: Literal["inner"] = "inner"
    share: float = Field(ge=0, le=1)
    again: "Inner | None" = None


class Ballot(BaseModel):
    vote: int = Field(ge=1, le=5)
    above: int = Field(gt=10)
    reason: str = Field(min_length=3, max_length=40)
    colour: Colour
    sure: bool
    at_least_two: list[Inner] = Field(min_length=2, max_length=4)
    pair: tuple[int, str]
    maybe: int | None
    table: dict[str, int]


async def test_any_other_form_is_filled_in_validly_and_repeatably() -> None:
    for seed in range(20):
        request = Request(
            messages=(Message("user", "vote"),),
            output=Ballot,
            purpose=spoken_to("ballot"),
            seed=seed,
        )
        value = (await Understudy().complete(request)).value
        assert Ballot.model_validate(value.model_dump()) == value
        assert (await Understudy().complete(request)).value == value


async def test_what_cannot_be_made_up_is_an_error() -> None:
    class Code(BaseModel):
        code: str = Field(pattern=r"^\d{4}-[A-F]{3}$")

    with pytest.raises(ModelMalformed, match="cannot make up a Code"):
        await Understudy().complete(Request(messages=(), output=Code, purpose=spoken_to("code"), seed=1))
