"""The judgement of an interview by a model: a verdict on each expectation, checked against what was said.

A verdict stands on words of the person. What the judge claims without a quote that was said counts as not shown.
"""

from collections.abc import Sequence

from pydantic import BaseModel, Field
from typing_extensions import override

from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.llm.port.llm import Message, PricedModel, Request, prompt_chars
from troupe.llm.port.purpose import Purpose
from troupe.research.analysis.wording.exact_quote import exact_quote
from troupe.research.validating.interview_questions import PROMPTS
from troupe.research.validating.never_said import broken_rules
from troupe.research.validating.persona_expectations import Expectation
from troupe.research.validating.stand_in_judge import judged_by_rule
from troupe.research.validating.validation_result import (
    BrokenRule,
    ExpectationVerdict,
    InterviewAnswer,
    JudgedExpectation,
    TestedPersona,
)

PURPOSE = Purpose("judgement", Urgency.BACKGROUND)
AT_ONCE = 8
"""Expectations judged in one call: a small model loses count of more."""
_TOKENS_A_VERDICT = 90
_LONGEST_REASON = 300


class GivenVerdict(BaseModel):
    """A verdict as the judge writes it."""

    number: int
    verdict: ExpectationVerdict
    reason: str = ""
    quote: str = ""


class GivenBreach(BaseModel):
    """A rule that the judge found broken."""

    rule: int
    quote: str = ""


class InterviewJudgement(BaseModel):
    """The judge's answer."""

    verdicts: list[GivenVerdict] = Field(default_factory=list[GivenVerdict])
    broken: list[GivenBreach] = Field(default_factory=list[GivenBreach])


class InterviewToJudge(ComposedMatter):
    """An interview with what is expected of it. By rule words are compared."""

    expectations: tuple[Expectation, ...]
    answers: tuple[InterviewAnswer, ...]

    @override
    def composed(self, seed: int) -> InterviewJudgement:
        del seed
        judged = judged_by_rule(self.expectations, self.answers)
        return InterviewJudgement(
            verdicts=[
                GivenVerdict(number=number, verdict=each.verdict, reason=each.reason, quote=each.quote)
                for number, each in enumerate(judged, 1)
            ]
        )


async def judge(
    llm: Capped,
    name: str,
    expectations: Sequence[Expectation],
    rules: Sequence[str],
    answers: Sequence[InterviewAnswer],
    seed: int,
) -> TestedPersona:
    """The person judged by what they answered. Raises ModelError."""
    judged: list[JudgedExpectation] = []
    broken = list(broken_rules(rules, answers))
    for start in range(0, len(expectations), AT_ONCE):
        part = expectations[start : start + AT_ONCE]
        reply = await llm.complete(judging_request(part, () if start else rules, answers, seed))
        judged.extend(_read(part, reply.value, answers))
        broken.extend(_breaches(rules, reply.value, answers) if not start else ())
    once = {breach.rule: breach for breach in reversed(broken)}
    return TestedPersona(
        name=name,
        answers=tuple(answers),
        judged=tuple(judged),
        broken=tuple(once.values()),
        by_rule=llm.stand_in,
    )


def judging_request(
    expectations: Sequence[Expectation], rules: Sequence[str], answers: Sequence[InterviewAnswer], seed: int
) -> Request[InterviewJudgement]:
    """The request for verdicts on these expectations."""
    user = PROMPTS.template("interview.md").render(
        answers=answers, expectations=[each.expect for each in expectations], rules=rules
    )
    return Request(
        messages=(Message("system", PROMPTS.text("judge.md")), Message("user", user)),
        output=InterviewJudgement,
        purpose=PURPOSE,
        seed=seed,
        max_tokens=100 + _TOKENS_A_VERDICT * len(expectations),
        temperature=0.0,
        matter=InterviewToJudge(expectations=tuple(expectations), answers=tuple(answers)),
    )


def estimated_judging(llm: PricedModel, expectations: Sequence[Expectation], answer_chars: int) -> Estimate:
    """The most that judging so many expectations is expected to cost, the answers being so long each."""
    most = Estimate(tokens=0, usd=0.0)
    for start in range(0, len(expectations), AT_ONCE):
        request = judging_request(expectations[start : start + AT_ONCE], (), (), 0)
        most += llm.estimate(prompt_chars(request) + answer_chars * len(expectations), request.max_tokens)
    return most


def _read(
    expectations: Sequence[Expectation], judgement: InterviewJudgement, answers: Sequence[InterviewAnswer]
) -> list[JudgedExpectation]:
    given = {verdict.number: verdict for verdict in reversed(judgement.verdicts)}
    return [_checked(each, given.get(number), answers) for number, each in enumerate(expectations, 1)]


def _checked(
    expectation: Expectation, given: GivenVerdict | None, answers: Sequence[InterviewAnswer]
) -> JudgedExpectation:
    if given is None:
        return JudgedExpectation(
            expectation=expectation,
            verdict=ExpectationVerdict.UNJUDGED,
            reason="the judge passed it over",
        )
    quote = _said(given.quote, answers)
    claims = given.verdict not in (ExpectationVerdict.MISSING, ExpectationVerdict.UNJUDGED)
    if claims and not quote and not expectation.of_manner:
        return JudgedExpectation(
            expectation=expectation,
            verdict=ExpectationVerdict.MISSING,
            reason=f"the judge says “{given.verdict.value}”, but quotes nothing that was said",
        )
    reason = " ".join(given.reason.split())[:_LONGEST_REASON]
    return JudgedExpectation(expectation=expectation, verdict=given.verdict, reason=reason, quote=quote)


def _breaches(
    rules: Sequence[str], judgement: InterviewJudgement, answers: Sequence[InterviewAnswer]
) -> list[BrokenRule]:
    """The rules that the judge found broken, as far as their words were said."""
    return [
        BrokenRule(rule=rules[breach.rule - 1], quote=quote)
        for breach in judgement.broken
        if 0 < breach.rule <= len(rules) and (quote := _said(breach.quote, answers))
    ]


def _said(quote: str, answers: Sequence[InterviewAnswer]) -> str:
    """The quote as it stands in an answer; empty if nobody said it."""
    parts = (exact_quote(answer.text, quote) for answer in answers if quote.strip())
    return next((part for part in parts if part), "")
