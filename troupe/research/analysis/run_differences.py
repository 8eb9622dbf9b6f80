"""Differences between a study and the same study with one change, each beside the spread among unchanged twins:
what lies within that spread is noise."""

from collections.abc import Sequence
from enum import StrEnum

from troupe.core.frozen import Frozen
from troupe.research.analysis.ballot_results import BallotResult, ballot_results
from troupe.research.guides.guide import BallotForm
from troupe.research.sessions.study import Study, StudyRun


class DifferenceVerdict(StrEnum):
    """What may be said of a difference: nothing where fewer than two twins are unchanged."""

    NO_TWINS = "no unchanged twins to hold it against: it may be noise"
    WITHIN = "within the spread of the unchanged twins: noise, as far as can be seen"
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
        beyond = [not min(places) <= self.place(figure) <= max(places) for figure in self.changed]
        if all(beyond):
            return DifferenceVerdict.BEYOND
        return DifferenceVerdict.MIXED if any(beyond) else DifferenceVerdict.WITHIN

    def place(self, figure: RunFigure) -> float:
        """Where a figure stands, comparable between runs of different size."""
        return figure.value / figure.n if self.share else figure.value


def run_differences(study: Study) -> tuple[Difference, ...]:
    """For every changed condition and ballot: the option that led in the first run, or the mean of a scale."""
    unchanged = [run for run in study.runs if run.condition == study.first.condition]
    conditions = dict.fromkeys(run.condition for run in study.runs if run.condition != study.first.condition)
    return tuple(
        difference
        for condition in conditions
        for result in ballot_results(study.guide, study.first)
        if (difference := _difference(study, result, condition, unchanged)) is not None
    )


def _difference(
    study: Study, first: BallotResult, condition: str, unchanged: Sequence[StudyRun]
) -> Difference | None:
    key, share = first.ballot.key, first.ballot.form not in (BallotForm.LIKERT, BallotForm.RATING)
    option = next(iter(first.leaders), "")
    if share and not option:
        return None
    changed = [run for run in study.runs if run.condition == condition]
    figures = [
        tuple(figure for run in runs if (figure := _figure(study, run, key, option)) is not None)
        for runs in (unchanged, changed)
    ]
    if not figures[0] or not figures[1]:
        return None
    return Difference(
        ballot=key,
        what=option if share else f"mean, 1 to {first.ballot.points}",
        condition=condition,
        unchanged=figures[0],
        changed=figures[1],
        share=share,
        top=1.0 if share else float(first.ballot.points),
    )


def _figure(study: Study, run: StudyRun, key: str, option: str) -> RunFigure | None:
    result = next((r for r in ballot_results(study.guide, run) if r.ballot.key == key), None)
    if result is None or not result.n:
        return None
    value = result.mean if not option else next(row.count for row in result.counts if row.option == option)
    return None if value is None else RunFigure(run=f"replicate {run.replicate}", value=value, n=result.n)


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
