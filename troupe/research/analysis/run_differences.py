"""Differences between a study and the same study with one change, each beside the spread among unchanged twins:
what lies within that spread is noise."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from math import comb

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.research.analysis.ballot_results import BallotResult, ballot_results
from troupe.research.guides.guide import Ballot, BallotForm, Guide, GuideSection
from troupe.research.sessions.guide_changes import DecoyAdded
from troupe.research.sessions.run_change import RunChange
from troupe.research.sessions.study import Study, StudyRun

MOST_BY_CHANCE = 0.2
"""The part of all comparisons without any effect that may look like a difference: 3 runs against 2 do so in one of
five, 5 against 5 in one of 126."""


class DifferenceVerdict(StrEnum):
    """What may be said of a difference: nothing where fewer than two twins are unchanged."""

    NO_TWINS = "no unchanged twins to hold it against: it may be noise"
    WITHIN = "within the spread of the unchanged twins: noise, as far as can be seen"
    FEW = "beyond the spread of the unchanged twins, but so few runs may come out so by chance: run it more often"
    BEYOND = "beyond the spread of the unchanged twins, in every changed run"
    MIXED = "beyond the spread in some changed runs, within it in others"


class RunFigure(Frozen):
    """A figure in one run: a count of n people, or the mean of n on a scale."""

    run: str
    value: float
    n: int


class Difference(Frozen):
    """One figure in the unchanged runs and in those of a condition. `share`: figures are counts and are compared
    as parts of their n; `top` is the most that a figure can be, for a scale."""

    ballot: str
    what: str
    condition: str
    unchanged: tuple[RunFigure, ...]
    changed: tuple[RunFigure, ...]
    share: bool
    top: float = 1.0

    @property
    def verdict(self) -> DifferenceVerdict:
        if len(self.unchanged) < 2:
            return DifferenceVerdict.NO_TWINS
        places = [self.place(figure) for figure in self.unchanged]
        above = sum(self.place(figure) > max(places) for figure in self.changed)
        below = sum(self.place(figure) < min(places) for figure in self.changed)
        if len(self.changed) not in (above, below):
            return DifferenceVerdict.MIXED if above or below else DifferenceVerdict.WITHIN
        by_chance = 2 / comb(len(self.unchanged) + len(self.changed), len(self.changed))
        return DifferenceVerdict.FEW if by_chance > MOST_BY_CHANCE else DifferenceVerdict.BEYOND

    def place(self, figure: RunFigure) -> float:
        """Where a figure stands, comparable between runs of different size."""
        return figure.value / figure.n if self.share else figure.value


def run_differences(study: Study) -> tuple[Difference, ...]:
    """For every changed condition, beside its own unchanged twins, what each ballot that was held after the change
    came to: its options, or the mean of a scale."""
    return tuple(
        difference
        for changed, unchanged in compared_runs(study)
        for ballot in _held(study.guide, changed[0])
        for option in _options(unchanged or (study.first,), changed, ballot)
        if (difference := _difference(ballot, option, changed, unchanged)) is not None
    )


def compared_runs(study: Study) -> Iterator[tuple[Sequence[StudyRun], Sequence[StudyRun]]]:
    """The runs of each changed condition, and their unchanged twins."""
    conditions = dict.fromkeys(run.condition for run in study.runs if run.condition != run.unchanged)
    for condition in conditions:
        changed = [run for run in study.runs if run.condition == condition]
        yield changed, [run for run in study.runs if run.condition == changed[0].unchanged]


def _held(guide: Guide, run: StudyRun) -> list[Ballot]:
    """The ballots that were held in it, and not copied from the run that it goes on from."""
    kept = () if run.fork is None else run.fork.kept
    return [step for step in guide.steps if isinstance(step, Ballot) and step.key not in kept]


def _options(unchanged: Sequence[StudyRun], changed: Sequence[StudyRun], ballot: Ballot) -> tuple[int, ...]:
    """The options that are compared, by their place in the ballot: what leads with the change, and what leads
    without; with a decoy all of them; of a scale its mean, as place 0."""
    if ballot.form in (BallotForm.LIKERT, BallotForm.RATING):
        return (0,)
    if isinstance(changed[0].change, DecoyAdded) and changed[0].change.ballot == ballot.key:
        return tuple(range(len(ballot.options)))
    leading = (place for runs in (changed, unchanged) if (place := _leading(runs, ballot)) is not None)
    return tuple(dict.fromkeys(leading))


def _leading(runs: Sequence[StudyRun], ballot: Ballot) -> int | None:
    """The place of what leads in the first of these runs that has votes."""
    for run in runs:
        result = _result_of(run, ballot, run.change)
        if result is not None and result.leaders:
            return result.ballot.options.index(result.leaders[0])
    return None


def _difference(
    ballot: Ballot, option: int, changed: Sequence[StudyRun], unchanged: Sequence[StudyRun]
) -> Difference | None:
    scale = ballot.form in (BallotForm.LIKERT, BallotForm.RATING)
    figures = [
        tuple(figure for run in runs if (figure := _figure(run, ballot, option)) is not None)
        for runs in (unchanged, changed)
    ]
    if not figures[0] or not figures[1]:
        return None
    return Difference(
        ballot=ballot.key,
        what=f"mean, 1 to {ballot.points}" if scale else ballot.options[option],
        condition=changed[0].condition,
        unchanged=figures[0],
        changed=figures[1],
        share=not scale,
        top=float(ballot.points) if scale else 1.0,
    )


def _figure(run: StudyRun, ballot: Ballot, option: int) -> RunFigure | None:
    result = _result_of(run, ballot, run.change)
    if result is None or not result.n:
        return None
    value = result.mean
    if result.ballot.options:  # by place: a change may call it otherwise
        value = result.counts[option].count
    return None if value is None else RunFigure(run=f"replicate {run.replicate}", value=value, n=result.n)


def _result_of(run: StudyRun, ballot: Ballot, change: RunChange | None) -> BallotResult | None:
    """What a ballot came to in a run, in the words in which it was asked there."""
    alone = Guide(title="One ballot", sections=(GuideSection(title="All", steps=(ballot,)),))
    try:
        asked = alone if change is None else change.applied(alone)
    except BadInput:  # the change is elsewhere
        asked = alone
    return next(iter(ballot_results(asked, run)), None)


class Repeated(Frozen):
    """A ballot asked twice in the same words: how many of those who voted both times changed their vote, and the
    same in each unchanged twin."""

    first: str
    second: str
    changed: int
    both: int
    who: tuple[str, ...]
    twins: tuple[tuple[int, int], ...]


def repeated_ballots(study: Study) -> tuple[Repeated, ...]:
    """Ballots of the first run that were asked before and after."""
    results = ballot_results(study.guide, study.first)
    twins = [run for run in study.runs[1:] if run.condition == study.first.condition]
    pairs: list[Repeated] = []
    for at, before in enumerate(results):
        after = next((r for r in results[at + 1 :] if _same_question(before, r)), None)
        if after is None:
            continue
        who, both = _changed(study, study.first, before.ballot.key, after.ballot.key)
        spread = [_changed(study, twin, before.ballot.key, after.ballot.key) for twin in twins]
        pairs.append(
            Repeated(
                first=before.ballot.key,
                second=after.ballot.key,
                changed=len(who),
                both=both,
                who=who,
                twins=tuple((len(changed), of) for changed, of in spread if of),
            )
        )
    return tuple(pair for pair in pairs if pair.both)


def _same_question(one: BallotResult, other: BallotResult) -> bool:
    a, b = one.ballot, other.ballot
    return (a.form, a.text, a.options, a.points) == (b.form, b.text, b.options, b.points)


def _changed(study: Study, run: StudyRun, before: str, after: str) -> tuple[tuple[str, ...], int]:
    """Who voted otherwise the second time, and how many voted both times."""
    votes = {r.ballot.key: {v.participant: v for v in r.votes} for r in ballot_results(study.guide, run)}
    first, second = votes.get(before, {}), votes.get(after, {})
    both = [id for id in first if id in second]
    kept = {"ballot", "participant", "reason"}
    who = [id for id in both if first[id].model_dump(exclude=kept) != second[id].model_dump(exclude=kept)]
    return tuple(who), len(both)
