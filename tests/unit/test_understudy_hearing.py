"""What the understudy takes to be the message it answers."""

import pytest

from tests.unit.scenes import Room
from troupe.llm.understudy.hearing.foreign_line import OTHER, tongue
from troupe.llm.understudy.hearing.heard_message import hear
from troupe.people.persona.persona import Persona

ADA, BEN = Persona(name="Ada Long"), Persona(name="Ben Short")


def test_an_older_unread_message_to_someone_else_is_not_mixed_into_the_question() -> None:
    room = Room(ADA, BEN)
    earlier = room.human("Ben, what do you think about phones?")
    room.says(room.people[1], "I have none.")
    question = room.human("What's your favourite food, Ada?")
    scene = room.scene(room.people[0], question)
    heard = hear(scene.model_copy(update={"unread": (earlier.id, question.id)}))
    assert heard is not None
    assert heard.text == "What's your favourite food, Ada?"
    assert heard.about == ("ada",)


def test_what_somebody_says_in_two_messages_is_one_question() -> None:
    room = Room(ADA, BEN)
    first = room.human("Ada, about the soup")
    second = room.human("is it still warm?")
    scene = room.scene(room.people[0], first)
    heard = hear(scene.model_copy(update={"unread": (first.id, second.id)}))
    assert heard is not None
    assert heard.text == "Ada, about the soup\nis it still warm?"


@pytest.mark.parametrize("call", ["Ada Long?", "Ada?", "And you, Ada?"])
def test_a_call_by_name_that_comes_back_to_a_question_is_that_question(call: str) -> None:
    room = Room(ADA, BEN)
    question = room.human("What's your favourite food?")
    room.says(room.people[1], "Soup.")
    called = room.human(call).model_copy(update={"target": question.id})
    heard = hear(room.scene(room.people[0], called))
    assert heard is not None
    assert "favourite food" in heard.text
    assert heard.event.id == called.id


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Какво мислиш за времето днес?", "bg"),
        ("Kako si danas? Što ima novo?", "sr"),
        ("Mida sa täna õhtul teed?", "et"),
        ("Què penses fer aquest vespre?", "ca"),
        ("Bugün nasıl geçti?", "tr"),
        ("Mit csinálsz ma este?", "hu"),
        ("امروز چطوری؟", OTHER),
        ("Hvað finnst þér um veðrið?", OTHER),
        ("I moved to a new city", None),
        ("I want to write a book", None),
        ("Zoë loves crème brûlée, and you?", None),
        ("lol", None),
    ],
)
def test_a_language_is_told_by_its_words_and_english_by_its_own(text: str, code: str | None) -> None:
    assert tongue(text) == code
