"""A message that says only "stop" halts, aimed at someone it quiets them, and in ordinary talk it does nothing."""

from datetime import UTC, datetime

import pytest

from troupe.floor.stop_reading import read_stop
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.world import Person

PEOPLE = [
    Person(id=name[0], world_id="w", seat=i, persona=Persona(name=name), ref=PersonaRef(slug="x", hash="0"))
    for i, name in enumerate(("Lisa Carter", "Oscar", "Will Turner"))
]


def read(
    text: str, *, addressed: tuple[str, ...] = (), mentions_bot: bool = False, people: list[Person] = PEOPLE
) -> Stop | None:
    message = HumanMessage(
        channel_id="c",
        place="c",
        message_id="1",
        order=1,
        author=HumanAuthor(id="ann", name="Ann"),
        text=text,
        at=datetime(2026, 1, 5, tzinfo=UTC),
        addressed=addressed,
        mentions_bot=mentions_bot,
    )
    return read_stop(message, people)


@pytest.mark.parametrize(
    "text",
    [
        *("stop", "Stop.", "STOP!!!", "stooop", "stop stop stop", "ok stop", "please stop", "stop it now please"),
        *(
            "stop, everyone",
            "everyone stop",
            "stop bot",
            "can you stop?",
            "be quiet everyone",
            "🛑",
            "/stop",
            "**stop**",
        ),
        *(
            "halt",
            "stopp",
            "hört auf bitte",
            "es reicht",
            "arrête",
            "arrêtez s'il vous plaît",
            "ça suffit",
            "para",
        ),
        *("basta", "ya basta por favor", "parem", "smettetela", "стоп", "хватит, пожалуйста", "прекратите"),
        *(
            "停",
            "停止！",
            "别说了",
            "やめて",
            "やめてください。",
            "ストップ",
            "그만",
            "멈춰요",
            "توقف",
            "توقف من فضلك",
            "dur",
            "रुको",
        ),
    ],
)
def test_a_message_that_says_only_stop_halts_the_world(text: str) -> None:
    stop = read(text)
    assert stop is not None
    assert stop.everyone
    assert "/world resume" in stop.notice


@pytest.mark.parametrize(
    "text",
    [
        *("the bus stop is far", "stop worrying", "don't stop", "non-stop", "full stop", "stop?", "I can't stop"),
        *(
            "stop the car",
            "when did you stop",
            "stop Ben",
            "be quiet",
            "shut up",
            "",
            "👍",
            "Lisa",
            "Lisa, stop worrying",
        ),
        *('he said "stop"! and left', "> stop\nI disagree", "`stop`, as a command", "ich höre auf zu rauchen"),
        *(
            "arrête de fumer",
            "para mí está bien",
            "公交车停在这里",
            "остановка автобуса",
            "please",
            "Will you stop smoking?",
        ),
    ],
)
def test_the_word_in_ordinary_talk_does_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Lisa, stop",
        "stop, Lisa",
        "@Lisa be quiet",
        "Lisa stop please!",
        "lisa sei still",
        "тише, Lisa",
        "Lsia stop",
    ],
)
def test_aimed_at_one_person_it_quiets_that_person(text: str) -> None:
    stop = read(text)
    assert stop is not None
    assert stop.people == ("L",)
    assert not stop.everyone
    assert "Lisa Carter" in stop.notice
    assert "/world resume" in stop.notice


def test_aimed_at_two_it_quiets_both_and_at_all_it_halts() -> None:
    two = read("Lisa and Oscar, stop")
    assert two is not None
    assert two.people == ("L", "O")
    assert two.notice.startswith("Lisa Carter and Oscar ")
    everyone = read("Lisa, Oscar, Will: stop")
    assert everyone is not None
    assert everyone.everyone


def test_three_of_four_who_are_quieted_are_told_as_a_list() -> None:
    nora = PEOPLE[0].model_copy(update={"id": "N", "seat": 3, "persona": Persona(name="Nora Weber")})
    stop = read("Nora, Lisa and Will: stop", people=[*PEOPLE, nora])
    assert stop is not None
    assert set(stop.people) == {"N", "L", "W"}
    assert stop.notice == (
        "Lisa Carter, Will Turner and Nora Weber will be quiet until someone uses `/world resume` "
        "or asks them with `/ask`."
    )


def test_one_who_is_quieted_is_told_by_name() -> None:
    stop = read("Lisa, stop")
    assert stop is not None
    assert stop.notice.endswith("or asks Lisa Carter with `/ask`.")


def test_in_a_room_of_one_a_stop_by_name_quiets_that_one_and_leaves_the_world_open() -> None:
    stop = read("Lisa, stop", people=PEOPLE[:1])
    assert stop is not None
    assert (stop.people, stop.everyone) == (("L",), False)


@pytest.mark.parametrize("text", ["Are you there? Stop", "stop. stop?", "Stop! Really? Lisa?"])
def test_a_question_among_the_sentences_asks_nobody_to_stop(text: str) -> None:
    assert read(text) is None


def test_as_a_reply_or_ask_it_quiets_whom_it_is_addressed_to() -> None:
    stop = read("stop", addressed=("O",))
    assert stop is not None
    assert stop.people == ("O",)
    quiet = read("be quiet", addressed=("O",))
    assert quiet is not None
    assert quiet.people == ("O",)


def test_said_to_the_bot_a_milder_word_halts_too() -> None:
    stop = read("@Troupe be quiet", mentions_bot=True)
    assert stop is not None
    assert stop.everyone
    assert read("@Troupe what is a bus stop", mentions_bot=True) is None
