"""The result of a ballot in one run: counts with their n, and who has no vote, with the reason."""

import math
from collections.abc import Sequence
from functools import cached_property
from statistics import fmean, median

from troupe.core.frozen import Frozen
from troupe.research.analysis.wording.assistant_speech import AS_ASSISTANT, speaks_as_assistant
from troupe.research.guides.guide import Ballot, BallotForm, Guide
from troupe.research.sessions.study import Participant, StudyRun, Vote

PRICES = ("too cheap", "cheap", "dear", "too dear")
"""What people name a price for (van Westendorp), in the order in which a vote keeps them."""


class MissingVote(Frozen):
    """Somebody who has no vote, and why."""

    participant: str
    reason: str


class OptionCount(Frozen):
    """How many took an option, or a point of a scale; `worst` counts those who named it worst."""

    option: str
    count: int
    worst: int = 0


class BallotResult(Frozen):
    """A ballot counted among simulated people. `votes` are those that count: one a person, the first, of the form
    that was asked for. `missing` are the others with their reasons. `humans` is the same ballot counted among the
    humans who took part, if there were any: no figure is of both."""

    ballot: Ballot
    asked: int
    votes: tuple[Vote, ...]
    missing: tuple[MissingVote, ...]
    counts: tuple[OptionCount, ...]
    humans: "BallotResult | None" = None

    @property
    def n(self) -> int:
        """How many voted."""
        return len(self.votes)

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The points given in a scale."""
        return tuple(vote.number for vote in self.votes if vote.number is not None)

    @property
    def mean(self) -> float | None:
        return fmean(self.numbers) if self.numbers else None

    @property
    def middle(self) -> float | None:
        """The median of a scale."""
        return median(self.numbers) if self.numbers else None

    @cached_property
    def price_medians(self) -> tuple[float, ...]:
        """The median of each of the four prices, to the hundredth; empty for another ballot, or without votes."""
        rows = [vote.prices for vote in self.votes if vote.prices]
        return tuple(round(median(column), 2) for column in zip(*rows, strict=True)) if rows else ()

    @property
    def leaders(self) -> tuple[str, ...]:
        """The options that nothing is ahead of: by count, in best and worst by best less worst. Empty without
        votes, and for scales, prices and words."""
        if self.ballot.form in (BallotForm.LIKERT, BallotForm.RATING, BallotForm.PRICE, BallotForm.OPEN):
            return ()
        top = max((row.count - row.worst for row in self.counts), default=0)
        return tuple(row.option for row in self.counts if row.count - row.worst == top) if self.n else ()


def ballot_results(guide: Guide, run: StudyRun) -> tuple[BallotResult, ...]:
    """Every ballot of the guide that was not left out in this run, in the guide's order."""
    ballots = [step for step in guide.steps if isinstance(step, Ballot) and step.key not in run.skipped]
    people = sorted(run.participants, key=lambda p: (p.seat, p.name))
    simulated, humans = ([p for p in people if p.human is human] for human in (False, True))
    return tuple(
        _result(ballot, run, simulated).model_copy(
            update={"humans": _result(ballot, run, humans) if humans else None}
        )
        for ballot in ballots
    )


def _result(ballot: Ballot, run: StudyRun, people: Sequence[Participant]) -> BallotResult:
    votes: list[Vote] = []
    missing: list[MissingVote] = []
    for person in people:
        cast = next((v for v in run.votes if v.ballot == ballot.key and v.participant == person.id), None)
        reason = "did not vote" if cast is None else cast.missing or _unfit(ballot, cast, human=person.human)
        if cast is None or reason:
            missing.append(MissingVote(participant=person.id, reason=reason))
        else:
            votes.append(cast)
    return BallotResult(
        ballot=ballot,
        asked=len(people),
        votes=tuple(votes),
        missing=tuple(missing),
        counts=_counts(ballot, votes),
    )


def _unfit(ballot: Ballot, vote: Vote, *, human: bool) -> str:
    """Why a vote does not count; empty if it does."""
    if not human and (speaks_as_assistant(vote.reason) or speaks_as_assistant(vote.words)):
        return AS_ASSISTANT
    form, offered = ballot.form, set(ballot.options)
    match form:
        case BallotForm.SINGLE | BallotForm.MULTIPLE:
            if not vote.chosen:
                return "chose nothing"
            most = 1 if form is BallotForm.SINGLE else len(offered)
            fits = set(vote.chosen) <= offered and len(vote.chosen) == len(set(vote.chosen)) <= most
            return "" if fits else "chose what was not offered"
        case BallotForm.LIKERT | BallotForm.RATING:
            number = vote.number if vote.number is not None else vote.mapped
            fits = number is not None and math.isfinite(number) and 1 <= number <= ballot.points
            return "" if fits and vote.number is not None else "gave no point of the scale"
        case BallotForm.BEST_WORST:
            return (
                "" if {vote.best, vote.worst} <= offered and vote.best != vote.worst else "named no best and worst"
            )
        case BallotForm.PRICE:
            fits = len(vote.prices) == len(PRICES) and all(math.isfinite(p) and p >= 0 for p in vote.prices)
            return "" if fits else "named no four prices"
        case BallotForm.OPEN:
            return "" if vote.words.strip() else "wrote nothing"


def _counts(ballot: Ballot, votes: Sequence[Vote]) -> tuple[OptionCount, ...]:
    def count(option: str, takers: Sequence[Vote], worst: int = 0) -> OptionCount:
        return OptionCount(option=option, count=len(takers), worst=worst)

    if ballot.form in (BallotForm.LIKERT, BallotForm.RATING):
        points = range(1, ballot.points + 1)
        return tuple(
            count(str(p), [v for v in votes if v.number is not None and round(v.number) == p]) for p in points
        )
    if ballot.form is BallotForm.BEST_WORST:
        return tuple(
            count(option, [v for v in votes if v.best == option], sum(v.worst == option for v in votes))
            for option in ballot.options
        )
    return tuple(count(option, [v for v in votes if option in v.chosen]) for option in ballot.options)


def price_words(amount: float, currency: str) -> str:
    """A price as one writes it: `€6.36`, `6.36 EUR`, and `6.36` without a currency."""
    figure = f"{amount:,.2f}".removesuffix(".00")
    if not currency:
        return figure
    return f"{figure} {currency}" if currency[0].isalpha() else f"{currency}{figure}"
