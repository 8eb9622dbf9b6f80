"""Testing a persona from Python: an interview in a world of its own, judged against what is expected."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import BadInput, ModelError
from troupe.core.usage import Estimate
from troupe.headless.headless_cast import Source, load
from troupe.headless.headless_world import HeadlessWorld
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.memory_ledger import MemoryLedger
from troupe.llm.port.llm import LLM, PricedModel
from troupe.minds.prompt.portrait import portrait
from troupe.minds.turn_request import MAX_TOKENS
from troupe.people.persona.persona import Persona
from troupe.ports import Cap
from troupe.research.validating.interview_judging import estimated_judging, judge
from troupe.research.validating.interview_questions import AskedExpectations, with_questions
from troupe.research.validating.persona_expectations import (
    Expectation,
    OwnTests,
    own_tests,
    read_expectations,
)
from troupe.research.validating.validation_result import InterviewAnswer, TestedPersona, ValidationResult

INTERVIEWER = "Interviewer"
_RULES = 6_000
_ANSWER = 400
"""Characters of a turn's prompt beside the portrait, and of an answer, about: for the estimate."""

AnsweredProgress = Callable[[int, int], None]
"""Told how many of how many questions were answered."""


async def validate(
    persona: Source,
    expectations: Path | Sequence[Expectation] = (),
    *,
    model: LLM,
    judged_by: LLM | None = None,
    control: Source | None = None,
    seed: int = 0,
    clock: Clock | None = None,
    progress: AnsweredProgress | None = None,
) -> ValidationResult:
    """How far somebody shows in an interview what is expected of them: by a file or a list, and by the tests that
    the persona brings along. `control` is a wrong person who is asked the same and should score low; the judge,
    `model` unless another is given, sees the answers and the expectations, and no persona.

    Raises BadInput where nothing is expected, and ModelError where the judge cannot be asked; a question that
    somebody could not answer stands there as unanswered."""
    person = load(persona)
    tests = tests_of(person, expectations)
    time = clock or SystemClock()
    ledger = MemoryLedger(time)
    judging = Capped(judged_by or model, ledger, Cap())
    asked = await with_questions(judging, tests.expectations, seed)
    people = [person] if control is None else [person, load(control)]
    told = _counting(progress, len(asked.questions) * len(people))
    worlds = await asyncio.gather(*(_interviewed(each, asked, model, seed, time, told) for each in people))
    tested: list[TestedPersona] = []
    for each, (answers, _) in zip(people, worlds, strict=True):
        tested.append(await judge(judging, each.name, asked.expectations, tests.never_says, answers, seed))
    return ValidationResult(
        person=tested[0],
        control=tested[1] if len(tested) > 1 else None,
        model=model.name,
        judge=judging.name,
        stand_in=model.stand_in or judging.stand_in,
        usage=sum((world.cost for _, world in worlds), ledger.usage),
    )


def tests_of(persona: Persona, expectations: Path | Sequence[Expectation]) -> OwnTests:
    """The expectations of this persona: those given, then its own. Raises BadInput where there are none."""
    own = own_tests(persona)
    given = read_expectations(expectations) if isinstance(expectations, Path) else tuple(expectations)
    together = (*given, *own.expectations)
    if not together:
        raise BadInput(
            f"{persona.name} has no tests of their own: give a file of expectations", field="--expectations"
        )
    return OwnTests(expectations=together, never_says=own.never_says)


def quoted_validation(
    llm: PricedModel, judged_by: PricedModel, people: Sequence[Persona], tests: OwnTests
) -> Estimate:
    """The most that testing these people takes, about: a turn a question, and the judge's calls."""
    questions = max(1, sum(not each.of_manner for each in tests.expectations))
    most = Estimate(tokens=0, usd=0.0)
    for person in people:
        turn = llm.estimate(_RULES + len(portrait(person)) + _ANSWER * questions, MAX_TOKENS)
        most += turn.times(questions) + estimated_judging(judged_by, tests.expectations, _ANSWER)
    return most


async def _interviewed(
    persona: Persona,
    asked: AskedExpectations,
    model: LLM,
    seed: int,
    clock: Clock,
    told: Callable[[], None],
) -> tuple[tuple[InterviewAnswer, ...], HeadlessWorld]:
    """The answers of one person, asked one question after the other by somebody they do not know."""
    async with HeadlessWorld.open([persona], model=model, name="interview", seed=seed, clock=clock) as world:
        answers: list[InterviewAnswer] = []
        for question in asked.questions:
            (answer,) = await world.ask(question, by=INTERVIEWER)
            answers.append(InterviewAnswer(question=question, text=answer.text, unanswered=answer.unanswered))
            told()
        if not any(answer.text for answer in answers):
            raise ModelError(f"{persona.name} answered nothing: {answers[0].unanswered}", usage=world.cost)
        return tuple(answers), world


def _counting(progress: AnsweredProgress | None, most: int) -> Callable[[], None]:
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, most)

    return told
