"""Names without letters and rows of names: who is called by them, who is only talked of, who by nothing at all."""

import pytest

from tests.unit.rooms import person, room
from tests.unit.test_addressing import CAST, heard

LETTERLESS = ("✨", "...", "🌸🌸", "-", "​")


@pytest.mark.parametrize("name", LETTERLESS)
def test_a_member_whose_name_has_no_letters_is_called_by_nothing_and_harms_nobody(name: str) -> None:
    for text in (f"{name} Lisa, what do you think?", f"Lisa {name}", f"Lisa, {name}?"):
        assert heard(view=room(CAST, [("Ann", text)], humans=(name, "Ann"))).people == ("Lisa Carter",), text
    said = [
        ("Lisa Carter", f"I see {name} here."),
        (name, "the weather was fine last week"),
    ]
    assert heard(view=room(CAST, said, humans=(name, "Ann"))).people == ()


@pytest.mark.parametrize("name", LETTERLESS)
def test_a_person_whose_name_has_no_letters_is_never_called_by_accident(name: str) -> None:
    cast = (person(name), person("Oscar", 1))
    for text in ("hello", "Oscar, what do you think?", f"{name} {name}", "... - ✨"):
        assert name not in heard(view=room(cast, [("Ann", text)])).people


def test_members_without_letters_who_call_each_other_leave_the_people_alone() -> None:
    said = [("✨", "@Ben dinner?"), ("Ben", "@✨ sure"), ("✨", "at seven then")]
    assert heard(view=room(CAST, said, humans=("✨", "Ben"))).people == ()


def test_a_list_of_three_names_calls_each_of_them() -> None:
    for text in ("Lisa, Oscar and José, what do you think?", "Lisa, Oscar, José: what do you think?"):
        assert set(heard(("Ann", text)).people) == {"Lisa Carter", "Oscar Ramirez", "José"}, text


def test_a_list_of_three_who_are_talked_of_calls_nobody() -> None:
    addressed = heard(("Ann", "Yesterday I met Lisa, Oscar, José"))
    assert addressed.people == ()
    assert len(addressed.mentioned) == 3


def test_a_name_of_one_sign_calls_beside_an_honorific_and_is_a_word_without() -> None:
    cast = (person("佐藤 光"), person("鈴木 桜", 1))
    assert heard(view=room(cast, [("健", "桜さん、京都はどう？")])).people == ("鈴木 桜",)
    assert heard(view=room(cast, [("健", "桜がきれいで、光っている。")])).people == ()


def test_a_word_before_a_name_leaves_nobody_out_of_everyone_unless_it_says_so() -> None:
    cast = (person("Joy"), person("Mark", 1), person("Lisa", 2))
    words = "It will rain all joy out of the weekend, mark my words."
    assert heard(view=room(cast, [("Ann", words)])).people == ()
    assert heard(view=room(cast, [("Ann", "Everyone except Mark: what will you bring?")])).people == (
        "Joy",
        "Lisa",
    )
