"""Screeners as people write them: rules, questions and quotas in one text each, and what is said of wrong ones."""

import pytest

from tests.unit.test_screening import PEOPLE, by_number, somebody
from troupe.core.errors import BadInput
from troupe.headless.headless_screening import screen
from troupe.llm.scripted_model import Scripted
from troupe.people.persona.questionnaire import Question
from troupe.research.recruiting.field_rules import parse_rule
from troupe.research.recruiting.question_text import read_questions
from troupe.research.recruiting.quota import Cell, Quota
from troupe.research.recruiting.quota_text import read_quotas
from troupe.research.recruiting.screener import Screener
from troupe.research.recruiting.screening import ScreeningStage, to_be_asked


def test_questions_have_a_key_answers_and_may_do_without_either() -> None:
    assert read_questions("apps: Do you trust apps? | often | never; Do you pay: in cash?\nAnd: us?") == (
        Question(key="apps", text="Do you trust apps?", choices=("often", "never")),
        Question(key="q2", text="Do you pay: in cash?"),
        Question(key="And", text="us?"),
    )
    assert read_questions("  ") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: Yes? | yes", "number 1 .*: its answers must be two or more"),
        ("Cash?; b: | x | y", "number 2 .*: nothing is asked"),
        ("a: Yes? | | no", "an answer is empty"),
        ("a: X?; a: Y?", "a stands twice"),
        (f"{'k' * 40}: X?", "its key must be one word"),
        ("model_dump: X?", "its key is a word with a meaning of its own"),
        ("model_config: X?", "its key is a word with a meaning of its own"),
        ("; ".join("Why?" for _ in range(21)), "at most 20 questions"),
    ],
)
def test_what_is_wrong_with_a_question_is_quoted(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"questions: .*{told}"):
        read_questions(text)


def test_quotas_are_cells_or_so_many_of_each() -> None:
    assert read_quotas(
        "gender: female 4, male=3; age: 18-39 3, under 18: 1, 65+ 2\ncountry: 2 each; city: each 1"
    ) == (
        Quota(by="gender", cells=(Cell(value="female", count=4), Cell(value="male", count=3))),
        Quota(
            by="age",
            cells=(
                Cell(value="18-39", count=3),
                Cell(value="under 18", count=1),
                Cell(value="65+", count=2),
            ),
        ),
        Quota(by="country", each=2),
        Quota(by="city", each=1),
    )
    assert read_quotas("") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gender female 3", "write a field, a colon and numbers"),
        ("gender:", "write a field"),
        ("gender: female", "`female` must be a value and how many"),
        ("gender: female 3, Female 2", "female stands twice"),
        ("gender: female 0", "takes nobody"),
        ("country: 0 each", "how many of each must be from 1"),
        ("age: 18+ 2; age: under 18 3", "there are two by age"),
    ],
)
def test_what_is_wrong_with_a_quota_is_quoted(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"quotas: .*{told}"):
        read_quotas(text)


def test_rules_joined_by_and_are_looked_at_before_anybody_is_asked() -> None:
    screener = Screener.read(
        include="age >= 50 and answer.q1 = yes", exclude=["gender = male or answer.q1 = no"], questions="Cash?"
    )
    assert screener.include == (parse_rule("age >= 50"), parse_rule("answer.q1 = yes"))
    assert screener.exclude == (parse_rule("gender = male"), parse_rule("answer.q1 = no"))
    assert set(to_be_asked(screener, PEOPLE)) == {f"p{n}" for n in range(31, 40, 2)}
    assert to_be_asked(Screener.read(include="age > 50"), PEOPLE) == ()


def test_errors_name_where_they_are() -> None:
    with pytest.raises(BadInput, match="exclude: at the end of `age >=`: a number is missing"):
        Screener.read(exclude="age >=")


async def test_people_without_slugs_are_screened_and_nobody_sits_twice_under_one_name() -> None:
    people = [somebody(1), somebody(1, gender="female"), somebody(2)]
    found = await screen(Scripted(), Screener(), people, seed=1)
    assert sorted(one.persona.name for one in found.recruited) == ["P01", "P02"]
    (turned,) = found.rejected
    assert (turned.stage, turned.reason) == (ScreeningStage.NAME, "another P01 was recruited already")


async def test_a_namesake_is_turned_away_though_both_were_asked_at_once() -> None:
    people = {"p01": somebody(1), "p02": somebody(1)}
    found = await screen(
        Scripted(otherwise=by_number), Screener.read(questions="trust: X?; brand: Y? | A | B"), people, seed=1
    )
    assert [(one.stage, one.asked) for one in found.rejected] == [(ScreeningStage.NAME, True)]


async def test_a_gender_is_known_by_either_of_its_names() -> None:
    people = {"a": somebody(1, gender="woman"), "b": somebody(2, gender="Female"), "c": somebody(3, gender="man")}
    for word in ("female", "woman"):
        kept = await screen(Scripted(), Screener.read(include=f"gender = {word}"), people, seed=1)
        assert {one.slug for one in kept.recruited} == {"a", "b"}
        counted = await screen(Scripted(), Screener.read(quotas=f"gender: {word} 9"), people, seed=1)
        assert {one.slug for one in counted.recruited} == {"a", "b"}
