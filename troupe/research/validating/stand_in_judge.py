"""The understudy's judgement of an interview: by the words that answers share with what is expected.

It reads no sense. A manner of speaking, and knowing a subject at first hand, it leaves unjudged rather than guess.
"""

import re
from collections.abc import Sequence

from troupe.llm.understudy.hearing.word_stems import mood_of, stems
from troupe.research.validating.persona_expectations import Expectation, ExpectationSource
from troupe.research.validating.validation_result import (
    ExpectationVerdict,
    InterviewAnswer,
    JudgedExpectation,
)

_SHOWN, _PARTLY = 0.5, 0.25
"""The share of the words of an expectation that one answer holds, from which it is shown, or partly so."""
_SAID_OF_ANYBODY = stems(
    "person people man woman works work lives life likes loves enjoys hates dislikes believes thinks knows speaks "
    "wants hopes feels very really always never often usually rather years old firmly stand cannot should "
    "mentions talks says shows someone somebody something anything thing"
)
_AGAINST = re.compile(
    r"\b(?:hates?|dislikes?|distrusts?|mistrusts?|against|despises?|detests?|loathes?|cannot|can't|refuses?|"
    r"rejects?|opposes?|never|no)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")


def judged_by_rule(
    expectations: Sequence[Expectation], answers: Sequence[InterviewAnswer]
) -> tuple[JudgedExpectation, ...]:
    """A verdict on each, from words alone."""
    return tuple(_judged(each, answers) for each in expectations)


def _judged(expectation: Expectation, answers: Sequence[InterviewAnswer]) -> JudgedExpectation:
    if expectation.source in (ExpectationSource.STYLE, ExpectationSource.KNOWS):
        return JudgedExpectation(
            expectation=expectation,
            verdict=ExpectationVerdict.UNJUDGED,
            reason="takes a reader, and the stand-in is none",
        )
    wanted = _content(expectation.expect)
    if not wanted:
        return JudgedExpectation(
            expectation=expectation, verdict=ExpectationVerdict.UNJUDGED, reason="has no words to look for"
        )
    best, share = max(
        ((answer, _share(wanted, answer)) for answer in answers), key=lambda each: each[1], default=(None, 0.0)
    )
    if best is None or share < _PARTLY:
        return JudgedExpectation(
            expectation=expectation,
            verdict=ExpectationVerdict.MISSING,
            reason="no answer has words of it",
        )
    common = ", ".join(sorted(wanted & _content(best.text)))
    opposed = mood_of(best.text) > 0 and _AGAINST.search(expectation.expect) is not None
    verdict = ExpectationVerdict.SHOWN if share >= _SHOWN else ExpectationVerdict.PARTLY
    return JudgedExpectation(
        expectation=expectation,
        verdict=ExpectationVerdict.CONTRADICTED if opposed else verdict,
        reason=f"{'praised, not opposed' if opposed else 'shares words'}: {common}",
        quote=best.text,
    )


def _content(text: str) -> frozenset[str]:
    return (stems(text) - _SAID_OF_ANYBODY) | frozenset(_NUMBER.findall(text))


def _share(wanted: frozenset[str], answer: InterviewAnswer) -> float:
    """The share of the words that the answer holds, but for those that its question put into its mouth."""
    own = _content(answer.text) - _content(answer.question)
    return len(wanted & own) / len(wanted)
