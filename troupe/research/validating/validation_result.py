"""The result of testing a persona: what of the expectations showed, which rules were broken, and what was said."""

from enum import StrEnum

from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.research.validating.persona_expectations import Expectation

PASS = 0.6
"""The score from which somebody counts as who they should be: most of what was expected showed."""
PASS_BY_RULE = 0.3
"""The same where the understudy judged: it counts shared words, and who says a thing in other words shares few."""
MARGIN = 0.2
"""How much lower a wrong person must score: expectations that fit anybody say nothing."""


class ExpectationVerdict(StrEnum):
    """The verdict on one expectation."""

    SHOWN = "shown"
    PARTLY = "partly"
    MISSING = "not shown"
    CONTRADICTED = "contradicted"
    UNJUDGED = "not judged"


_WORTH = {
    ExpectationVerdict.SHOWN: 1.0,
    ExpectationVerdict.PARTLY: 0.5,
    ExpectationVerdict.MISSING: 0.0,
    ExpectationVerdict.CONTRADICTED: 0.0,
}


class JudgedExpectation(Frozen):
    """An expectation with what the judge made of it. `quote` stands word for word in an answer."""

    expectation: Expectation
    verdict: ExpectationVerdict
    reason: str = ""
    quote: str = ""

    @property
    def score(self) -> float | None:
        """Its worth from 0 to 1; None where it was not judged."""
        return _WORTH.get(self.verdict)


class BrokenRule(Frozen):
    """A rule of what is never said, and the words that broke it."""

    rule: str
    quote: str


class InterviewAnswer(Frozen):
    """A question and the answer to it; without words, `unanswered` says why."""

    question: str
    text: str
    unanswered: str = ""


class TestedPersona(Frozen):
    """One person, interviewed and judged."""

    __test__ = False  # not a test of pytest, whatever its name

    name: str
    answers: tuple[InterviewAnswer, ...]
    judged: tuple[JudgedExpectation, ...]
    broken: tuple[BrokenRule, ...] = ()
    by_rule: bool = False
    """Whether the understudy judged, by words alone."""

    @property
    def score(self) -> float | None:
        """The mean of what was judged, from 0 to 1; None where nothing could be judged."""
        scores = [each.score for each in self.judged if each.score is not None]
        return sum(scores) / len(scores) if scores else None

    @property
    def passes(self) -> bool:
        least = PASS_BY_RULE if self.by_rule else PASS
        return self.score is not None and self.score >= least and not self.broken


class ValidationResult(Frozen):
    """What came of testing a persona, with a wrong person beside, if one was asked the same."""

    person: TestedPersona
    control: TestedPersona | None = None
    model: str
    judge: str
    stand_in: bool
    usage: Usage

    @property
    def tells_apart(self) -> bool | None:
        """Whether the wrong person scored clearly lower; None without one."""
        if self.control is None:
            return None
        score, other = self.person.score, self.control.score
        return score is not None and (other is None or score - other >= MARGIN)

    @property
    def passes(self) -> bool:
        return self.person.passes and self.tells_apart is not False
