"""Screening: who is recruited, who is turned away and why, what it cost, and that a seed decides it all."""

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.ledgers import counted
from troupe.core.errors import BadInput, ModelMalformed, ModelRejected
from troupe.headless.headless_screening import screen
from troupe.llm.openai.output_schema import strict_schema
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.minds.prompt.portrait import portrait
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona
from troupe.people.persona.questionnaire import Interview, Question, answer_form
from troupe.research.recruiting.field_rules import parse_rule
from troupe.research.recruiting.quota import Cell, Quota
from troupe.research.recruiting.screener import Screener
from troupe.research.recruiting.screening import Screened, ScreeningStage, quote
from troupe.research.recruiting.screening_questions import ask


def somebody(number: int, **fields: Any) -> Persona:
    return Persona.model_validate({"name": f"P{number:02}", "age": 20 + number, **fields})


PEOPLE = {
    f"p{n:02}": somebody(n, gender="female" if n % 2 else "male", income="low" if n < 20 else "high")
    for n in range(40)
}
TRUST = Question(key="trust", text="Do you trust apps?")
BRAND = Question(key="brand", text="Which?", choices=("A", "B", "None of these"))


def by_number(request: Request[Any]) -> dict[str, str]:
    number = int(request.person[1:])
    return {"trust": "yes" if number % 3 else "no", "brand": "AB"[number % 2]}


async def run(screener: Screener, *, seed: int = 1, at_once: int = 8, llm: Any = None) -> Screened:
    return await screen(llm or Scripted(otherwise=by_number), screener, PEOPLE, seed=seed, at_once=at_once)


async def test_rules_alone_cost_nothing_and_every_reason_is_told() -> None:
    screener = Screener(include=(parse_rule("age >= 50"),), exclude=(parse_rule("gender = male"),))
    with Scripted() as llm:
        result = await run(screener, llm=llm)
    assert {one.slug for one in result.recruited} == {f"p{n}" for n in range(31, 40, 2)}
    assert len(result.recruited) + len(result.rejected) == len(PEOPLE)
    reasons = {one.slug: one.reason for one in result.rejected}
    assert reasons["p04"] == "does not keep `age >= 50` (age is 24)"
    assert reasons["p30"] == 'excluded by `gender = "male"` (gender is male)'
    assert (result.usage.calls, result.usage.usd) == (0, 0.0)


async def test_an_include_about_what_is_not_known_does_not_fit_and_an_exclude_does_not_hurt() -> None:
    people = {"a": somebody(1, pets="dog"), "b": somebody(2)}
    keep = await screen(Scripted(), Screener(include=(parse_rule("pets ~ dog"),)), people, seed=1)
    drop = await screen(Scripted(), Screener(exclude=(parse_rule("pets ~ dog"),)), people, seed=1)
    assert [one.slug for one in keep.recruited] == ["a"]
    assert keep.rejected[0].reason.endswith("(pets is not known)")
    assert [one.slug for one in drop.recruited] == ["b"]


async def test_answers_decide_and_one_call_asks_all_questions() -> None:
    screener = Screener(
        questions=(TRUST, BRAND), include=(parse_rule("answer.trust = no"), parse_rule("age < 40"))
    )
    llm = Scripted(otherwise=by_number)
    result = await run(screener, llm=llm)
    assert {one.slug for one in result.recruited} == {f"p{n:02}" for n in range(0, 20, 3)}
    assert all(one.answers["trust"] == "no" for one in result.recruited)
    assert len(llm.requests) == 20, "only those whose fields fit are asked"
    assert result.usage.calls == 20
    assert result.usage.tokens > 0
    turned = {one.slug: one for one in result.rejected}
    assert (turned["p01"].stage, turned["p01"].asked) == (ScreeningStage.ANSWERS, True)
    assert (turned["p30"].stage, turned["p30"].asked) == (ScreeningStage.RULES, False)
    asked = llm.requests[0]
    assert asked.purpose == "screening"
    assert "Choices: A | B | None of these" in asked.messages[1].content
    assert asked.messages[0].content.startswith('You are the person described under "Who you are".')
    assert asked.messages[0].content.endswith(portrait(PEOPLE[asked.person]))
    assert sorted(request.person for request in llm.requests) == [f"p{n:02}" for n in range(20)]


async def test_quotas_fill_exactly_and_nobody_is_asked_once_they_are_full() -> None:
    screener = Screener(
        questions=(TRUST,),
        quotas=(Quota(by="answer.trust", cells=(Cell(value="yes", count=4), Cell(value="no", count=4))),),
    )
    llm = Scripted(otherwise=by_number)
    result = await run(screener, llm=llm)
    assert [(row.value, row.wanted, row.recruited) for row in result.quotas] == [("yes", 4, 4), ("no", 4, 4)]
    assert len(result.recruited) == 8
    assert len(llm.requests) < len(PEOPLE)
    stages = {one.stage for one in result.rejected}
    assert stages == {ScreeningStage.QUOTA, ScreeningStage.FULL}
    assert any(one.reason == "the quota by answer.trust is full: 4 of yes" for one in result.rejected)


async def test_quotas_on_fields_bands_and_each_value() -> None:
    bands = Quota(by="age", cells=(Cell(value="under 30", count=2), Cell(value="30-39", count=3)))
    result = await run(Screener(quotas=(bands, Quota(by="gender", each=2))))
    ages = [one.persona.age or 0 for one in result.recruited]
    assert sum(age < 30 for age in ages) <= 2
    assert sum(30 <= age < 40 for age in ages) <= 3
    assert not [age for age in ages if age >= 40]
    rows = {(row.by, row.value): row.recruited for row in result.quotas}
    assert rows[("gender", "female")] == rows[("gender", "male")] == 2
    assert any("in no group of the quota by age" in one.reason for one in result.rejected)


@pytest.mark.parametrize("at_once", [1, 3, 8])
async def test_the_seed_decides_not_who_answers_first(at_once: int) -> None:
    screener = Screener(questions=(TRUST,), size=6)

    class Slow(Scripted):
        async def complete(self, request: Any) -> Any:
            for _ in range(int(request.person[1:]) % 5):
                await asyncio.sleep(0)
            return await super().complete(request)

    first = await run(screener, llm=Slow(otherwise=by_number), at_once=at_once)
    again = await run(screener, llm=Scripted(otherwise=by_number), at_once=at_once)
    other = await run(screener, seed=2, at_once=at_once)
    assert [one.slug for one in first.recruited] == [one.slug for one in again.recruited]
    assert len(first.recruited) == 6
    assert [one.slug for one in first.recruited] != [one.slug for one in other.recruited]


async def test_a_candidate_without_answers_is_turned_away_and_the_cost_counts() -> None:
    def sometimes(request: Request[Any]) -> Any:
        return ModelMalformed("half an answer") if request.person == "p03" else by_number(request)

    result = await run(Screener(questions=(TRUST,)), llm=Scripted(otherwise=sometimes))
    (failed,) = [one for one in result.rejected if one.stage is ScreeningStage.FAILED]
    assert failed.slug == "p03"
    assert "half an answer" in failed.reason
    assert len(result.recruited) == len(PEOPLE) - 1


async def test_an_endpoint_that_takes_nothing_ends_it() -> None:
    with pytest.raises(ModelRejected):
        await run(Screener(questions=(TRUST,)), llm=Scripted(otherwise=ModelRejected("bad key")))


@pytest.mark.parametrize(
    ("screener", "told"),
    [
        (Screener(include=(parse_rule("incme = low"),)), "include: nobody among the candidates has a field incme"),
        (Screener(exclude=(parse_rule("answer.x = no"),)), "exclude: no question has the key of answer.x"),
        (Screener(questions=(TRUST, TRUST)), "questions: trust stands twice"),
        (
            Screener(
                questions=(TRUST,), quotas=(Quota(by="answer.trust", cells=(Cell(value="maybe", count=1),)),)
            ),
            "quotas: answer.trust is never maybe",
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused(screener: Screener, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        await run(screener)


def test_questions_and_quotas_are_checked() -> None:
    for wrong in ({"key": "a b", "text": "x"}, {"key": "a", "text": "x", "choices": ["Yes", "yes"]}):
        with pytest.raises(ValidationError):
            Question.model_validate(wrong)
    for quota in ({"by": "age"}, {"by": "age", "each": 2, "cells": [{"value": "x", "count": 1}]}):
        with pytest.raises(ValidationError):
            Quota.model_validate(quota)


def test_the_form_is_strict_and_read_with_patience() -> None:
    form = answer_form((TRUST, BRAND))
    assert '"enum": ["A", "B", "None of these"]' in str(strict_schema(form)).replace("'", '"')
    read = form.model_validate({"trust": True, "brand": " none of these."})
    assert read.model_dump() == {"trust": "yes", "brand": "None of these"}
    with pytest.raises(ValidationError, match="must be one of A, B"):
        form.model_validate({"trust": "no", "brand": "C"})


def test_the_cost_is_quoted_for_those_whose_fields_fit() -> None:
    every = quote(Scripted(), Screener(questions=(TRUST,)), PEOPLE)
    few = quote(Scripted(), Screener(questions=(TRUST,), include=(parse_rule("age > 50"),)), PEOPLE)
    assert every.tokens > 3 * few.tokens > 0
    assert quote(Scripted(), Screener(), PEOPLE).tokens == 0


async def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    await screen(Scripted(), Screener(), PEOPLE, seed=1, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (40, 40)


DRIVER = Persona.model_validate(
    {
        "name": "Armindo Teixeira",
        "age": 71,
        "gender": "male",
        "residence": "Porto, Portugal",
        "nationality": "Portuguese",
        "languages": ["Portuguese"],
        "occupation": {"title": "retired tram driver"},
        "preferences": {
            "interests": ["chess endings"],
            "likes": ["coffee"],
            "dislikes": ["Apps, and who explains them"],
        },
        "beliefs": ["People managed without apps, and were not slower for it."],
        "relationships": [{"name": "Lurdes", "description": "Your wife of many years."}],
    }
)


@pytest.mark.parametrize(
    ("text", "choices", "expected"),
    [
        ("How old are you?", ("18-34", "35-64", "65 or older"), "65 or older"),
        ("Are you older than 60?", ("yes", "no"), "yes"),
        ("Are you under 30?", ("yes", "no"), "no"),
        ("Do you use apps often?", ("yes", "no"), "no"),
        ("Do you distrust apps?", ("yes", "no"), "yes"),
        (
            "I trust apps.",
            ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"),
            "Strongly disagree",
        ),
        ("Do you like coffee?", ("No", "Yes"), "Yes"),
        ("Which do you prefer?", ("apps", "chess", "golf"), "chess"),
        ("Are you married?", ("yes", "no"), "yes"),
        ("Do you have children?", ("yes", "no"), "no"),
        ("Are you retired?", ("yes", "no"), "yes"),
        ("Do you live in Portugal?", ("yes", "no"), "yes"),
        ("Do you speak German?", ("yes", "no"), "no"),
        ("What is your gender?", ("female", "male", "other"), "male"),
    ],
)
async def test_the_understudy_answers_in_character(text: str, choices: tuple[str, ...], expected: str) -> None:
    question = Question(key="q", text=text, choices=choices)
    for seed in range(4):
        answers, _ = await ask(counted(Understudy()), Interview(persona=DRIVER, questions=(question,)), seed=seed)
        assert answers == {"q": expected}


async def test_people_of_the_library_answer_differently_and_repeatably() -> None:
    questions = (TRUST, Question(key="cash", text="Should cash be kept?"), BRAND)
    results = [await screen(Understudy(), Screener(questions=questions), library(), seed=5) for _ in range(2)]
    assert results[0] == results[1]
    assert results[0].stand_in
    assert {one.answers["trust"] for one in results[0].recruited} == {"yes", "no"}
