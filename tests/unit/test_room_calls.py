"""What a message that names nobody asks of the room: a question counts wherever among the sentences it stands."""

import pytest

from tests.unit.rooms import person, room
from troupe.floor.addressing.exchange_partner import closes, goes_on, to_room
from troupe.floor.addressing.message_addressing import address
from troupe.floor.interest_draws import CallInRoom, call_of

CAST = (person("Lisa Carter"), person("Oscar Ramirez", 1))
CHATTER = ("Oscar Ramirez", "The bread is from the bakery on the corner, and still warm.")


def call(*said: tuple[str, str]) -> CallInRoom:
    view = room(CAST, said)
    event = view.recent[-1]
    return call_of(event, address(event, view), view)


@pytest.mark.parametrize(
    "text",
    [
        "Did it rain? I was at work all day.",
        "I was at work. Did it rain? I saw nothing of it.",
        "I was at work all day. I saw nothing of it. Did it rain?",
        "No idea! When does the shop close? Mine closes at six.",
    ],
)
def test_a_question_among_several_sentences_is_put_to_the_room(text: str) -> None:
    assert call(CHATTER, ("Ann", text)) is CallInRoom.OPEN


@pytest.mark.parametrize("text", ["It rained. I was at work all day.", "The shop closes at six. Mine at seven."])
def test_sentences_without_a_question_are_a_remark(text: str) -> None:
    assert call(CHATTER, ("Ann", text)) is CallInRoom.REMARK


@pytest.mark.parametrize("text", ["Thanks.", "ok. thanks!", "Great, thanks.", "👍"])
def test_a_thanks_closes(text: str) -> None:
    assert closes(text)
    assert not goes_on(text)
    assert call(CHATTER, ("Ann", text)) is CallInRoom.CLOSING


@pytest.mark.parametrize("text", ["Thanks. Okay?", "ok? thanks.", "Thanks. When does it open?"])
def test_a_thanks_with_a_question_closes_nothing(text: str) -> None:
    assert not closes(text)
    assert call(CHATTER, ("Ann", text)) is not CallInRoom.CLOSING


@pytest.mark.parametrize("text", ["I lost my key. Does anyone know a locksmith?", "Does anyone know? I do not."])
def test_the_room_is_asked_by_any_of_the_sentences(text: str) -> None:
    assert to_room(text)


@pytest.mark.parametrize("text", ["I lost my key. Everyone at work knows.", "My brother knows a locksmith."])
def test_telling_of_everyone_elsewhere_asks_nobody_here(text: str) -> None:
    assert not to_room(text)


def test_what_a_person_says_unasked_is_an_aside() -> None:
    assert call(("Ann", "hello"), CHATTER) is CallInRoom.ASIDE


def test_what_is_said_to_another_human_is_for_them() -> None:
    assert call(CHATTER, ("Ann", "Ben, did it rain?")) is CallInRoom.ELSEWHERE
