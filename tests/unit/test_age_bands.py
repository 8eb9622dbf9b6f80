"""What a stand-in answers when it is asked how old it is: the band that holds its age, to the year."""

import pytest

from troupe.llm.understudy.forms.questionnaire_answers import answered
from troupe.people.persona.persona import Persona
from troupe.people.persona.questionnaire import Interview, Question

BANDS = Question(key="age", text="How old are you?", choices=("18-29", "30-44", "45 or older"))


def told(age: int | None, question: Question) -> str:
    persona = Persona.model_validate({"name": "Ana", "age": age})
    return answered(Interview(persona=persona, questions=(question,)), seed=1)[question.key]


@pytest.mark.parametrize(
    ("age", "band"),
    [(18, "18-29"), (29, "18-29"), (30, "30-44"), (44, "30-44"), (45, "45 or older"), (90, "45 or older")],
)
def test_each_age_is_in_its_band(age: int, band: str) -> None:
    assert told(age, BANDS) == band


@pytest.mark.parametrize(
    ("choices", "age", "band"),
    [
        (("under 30", "30 to 59", "over 59"), 59, "30 to 59"),
        (("30 or under", "over 30"), 30, "30 or under"),
        (("up to 17", "18+"), 18, "18+"),
        (("below 18", "18 or over"), 18, "18 or over"),
    ],
)
def test_a_band_open_on_one_side_holds_its_bound_only_where_it_says_so(
    choices: tuple[str, ...], age: int, band: str
) -> None:
    assert told(age, Question(key="age", text="How old are you?", choices=choices)) == band


@pytest.mark.parametrize(
    ("text", "age", "answer"),
    [
        ("Are you between 30 and 40 years old?", 29, "no"),
        ("Are you between 30 and 40 years old?", 30, "yes"),
        ("Are you between 30 and 40 years old?", 40, "yes"),
        ("Are you between 30 and 40 years old?", 41, "no"),
        ("Are you under 30 years old?", 29, "yes"),
        ("Are you under 30 years old?", 30, "no"),
        ("Are you at least 18 years old?", 18, "yes"),
        ("Are you at least 18 years old?", 17, "no"),
        ("Are you over 30 years old?", 30, "no"),
        ("Are you over 30 years old?", 31, "yes"),
        ("Are you older than 64 years?", 64, "no"),
        ("Are you at most 30 years old?", 30, "yes"),
        ("Are you at most 30 years old?", 31, "no"),
        ("Are you 25 or younger in age?", 25, "yes"),
        ("Are you no older than 25 years old?", 26, "no"),
    ],
)
def test_a_bound_on_the_age_is_answered_to_the_year(text: str, age: int, answer: str) -> None:
    assert told(age, Question(key="age", text=text)) == answer
