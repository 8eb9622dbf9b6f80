"""What the rules are certain of in a message: who must answer, that nobody is meant, or neither."""

import pytest

from tests.unit.rooms import person, room
from troupe.floor.addressing.exchange_partner import closes, goes_on, to_room
from troupe.floor.addressing.message_addressing import address
from troupe.floor.floor_decision import decide_floor
from troupe.floor.message_verdict import verdict_on
from troupe.worlds.floor_view import FloorVerdict

CAST = (person("Lisa Carter"), person("Oscar Ramirez", 1))
CHATTER = ("Oscar Ramirez", "The bread is from the bakery on the corner, and still warm.")


def call(*said: tuple[str, str]) -> FloorVerdict:
    view = room(CAST, said)
    return verdict_on(view.recent[-1], view)


@pytest.mark.parametrize(
    "text", ["It rained. I was at work all day.", "When does the shop close?", "anybody here?"]
)
def test_what_calls_nobody_is_asked_about(text: str) -> None:
    assert call(("Ann", text)) is FloorVerdict.ASK


@pytest.mark.parametrize("text", ["Lisa: it rained", "Oscar: my brother said so", "@Lisa is not here", "LISA: x"])
def test_a_name_with_a_colon_or_an_at_calls_whatever_follows(text: str) -> None:
    assert call(("Ann", text)) is FloorVerdict.OBLIGED


@pytest.mark.parametrize(
    "text",
    [
        "Derek, where did you put the keys?",
        "hi Derek",
        "Where are the keys, Derek?",
        "Bogdan, was meinst du?",
        "@derek look",
    ],
)
def test_an_unknown_name_that_is_called_means_nobody_here(text: str) -> None:
    assert call(CHATTER, ("Ann", text)) is FloorVerdict.NOBODY


@pytest.mark.parametrize("text", ["Derek was here", "I met Derek", "Honestly, who knows?", "Derek"])
def test_a_word_like_a_name_raises_nothing_by_itself(text: str) -> None:
    assert call(("Ann", text)) is FloorVerdict.ASK


TRIO = (*CAST, person("Marta Silva", 2))


def of_three(*said: tuple[str, str]) -> set[str]:
    view = room(TRIO, said)
    return set(address(view.recent[-1], view).people)


@pytest.mark.parametrize(
    "text",
    [
        "everyone except Oscar: where to?",
        "all but Oscar, what now?",
        "alle außer Oscar: wohin?",
        "Alla utom Oscar: vart?",
    ],
)
def test_everyone_but_one_calls_the_others(text: str) -> None:
    assert of_three(("Ann", text)) == {"Lisa Carter", "Marta Silva"}


def test_you_two_are_the_two_who_spoke_last_or_are_named() -> None:
    talk = [
        ("Oscar Ramirez", "Bread."),
        ("Marta Silva", "Soup."),
        ("Lisa Carter", "Rice."),
        ("Oscar Ramirez", "No."),
    ]
    assert of_three(*talk, ("Ann", "you two never agree, do you?")) == {"Oscar Ramirez", "Lisa Carter"}
    assert of_three(*talk, ("Ann", "I saw Lisa and Marta, you two looked happy")) >= {"Lisa Carter", "Marta Silva"}


def test_the_other_one_is_the_one_of_two_who_has_not_answered() -> None:
    talk = [("Ann", "Marta or Oscar, who cooks tonight?"), ("Marta Silva", "Not me.")]
    assert of_three(*talk, ("Ann", "and the other one?")) == {"Oscar Ramirez"}
    assert of_three(*talk, ("Ben", "and the other one?")) == set()


def test_a_correction_is_for_whom_it_names_and_for_nobody_sure_without_a_name() -> None:
    talk = [("Ann", "Oscar, how is the cat?"), ("Oscar Ramirez", "I have none.")]
    assert of_three(*talk, ("Ann", "oh, I meant Marta")) == {"Marta Silva"}
    assert of_three(*talk, ("Ann", "oh, I meant my sister")) == set()


def test_a_newcomers_line_is_put_first_to_whom_it_may_go_on_with() -> None:
    view = room(TRIO, [("Ann", "Marta, how was it?"), ("Marta Silva", "Cold."), ("Ben", "which lake though")])
    assert decide_floor(view).candidates[0] == "Marta Silva"


@pytest.mark.parametrize("text", ["Thanks.", "ok. thanks!", "Great, thank you.", "👍"])
def test_a_thanks_closes(text: str) -> None:
    assert closes(text)
    assert not goes_on(text)
    assert call(CHATTER, ("Ann", text)) is FloorVerdict.NOBODY


@pytest.mark.parametrize("text", ["Thanks. Okay?", "ok? thanks.", "Thanks. When does it open?"])
def test_a_thanks_with_a_question_closes_nothing(text: str) -> None:
    assert not closes(text)
    assert call(CHATTER, ("Ann", text)) is not FloorVerdict.NOBODY


@pytest.mark.parametrize("text", ["I lost my key. Does anyone know a locksmith?", "Does anyone know? I do not."])
def test_the_room_is_asked_by_any_of_the_sentences(text: str) -> None:
    assert to_room(text)


@pytest.mark.parametrize("text", ["I lost my key. Everyone at work knows.", "My brother knows a locksmith."])
def test_telling_of_everyone_elsewhere_asks_nobody_here(text: str) -> None:
    assert not to_room(text)


def test_what_a_person_says_to_nobody_is_for_nobody() -> None:
    assert call(("Ann", "hello"), CHATTER) is FloorVerdict.NOBODY


def test_what_is_said_to_another_human_is_for_them() -> None:
    assert call(CHATTER, ("Ann", "Ben, did it rain?")) is FloorVerdict.NOBODY
