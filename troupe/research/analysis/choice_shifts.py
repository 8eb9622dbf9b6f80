"""How the same people chose without and with a decoy: who went over to which option, beside how many of them do
so between two unchanged twins."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from troupe.core.frozen import Frozen
from troupe.research.analysis.run_differences import compared_runs
from troupe.research.guides.guide import Ballot
from troupe.research.sessions.guide_changes import DecoyAdded
from troupe.research.sessions.study import Study, StudyRun


class ChoiceShift(Frozen):
    """An option of a ballot with a decoy: of so many `pairs` (the same person in two runs of one seed, without and
    with it), how many chose it without, with, and how many came over to it or left it. `twins` are pairs of
    unchanged runs, `twins_moved` how many came or left between those."""

    ballot: str
    option: str
    condition: str
    pairs: int
    without: int
    with_decoy: int
    came: int
    went: int
    twins: int
    twins_moved: int


def choice_shifts(study: Study) -> tuple[ChoiceShift, ...]:
    """What every decoy did to the other options."""
    return tuple(
        shift
        for changed, unchanged in compared_runs(study)
        if isinstance(change := changed[0].change, DecoyAdded)
        and isinstance(ballot := study.guide.step(change.ballot), Ballot)
        for option in ballot.options
        if (shift := _shift(ballot.key, option, changed, unchanged)).pairs
    )


def _shift(key: str, option: str, changed: Sequence[StudyRun], unchanged: Sequence[StudyRun]) -> ChoiceShift:
    by_replicate = {run.replicate: run for run in unchanged}
    pairs = [
        pair
        for run in changed
        if (twin := by_replicate.get(run.replicate)) is not None
        for pair in _pairs(key, option, twin, run)
    ]
    twins = [pair for one, other in pairwise(unchanged) for pair in _pairs(key, option, one, other)]
    return ChoiceShift(
        ballot=key,
        option=option,
        condition=changed[0].condition,
        pairs=len(pairs),
        without=sum(before for before, _ in pairs),
        with_decoy=sum(after for _, after in pairs),
        came=sum(after and not before for before, after in pairs),
        went=sum(before and not after for before, after in pairs),
        twins=len(twins),
        twins_moved=sum(before != after for before, after in twins),
    )


def _pairs(key: str, option: str, one: StudyRun, other: StudyRun) -> Iterator[tuple[bool, bool]]:
    """Whether each person who voted in both runs chose the option in the first and in the second."""
    before, after = _choices(key, one), _choices(key, other)
    for person in before.keys() & after.keys():
        yield option in before[person], option in after[person]


def _choices(key: str, run: StudyRun) -> dict[str, tuple[str, ...]]:
    humans = {person.id for person in run.participants if person.human}
    return {
        vote.participant: (*vote.chosen, vote.best)
        for vote in run.votes
        if vote.ballot == key
        and not vote.missing
        and (vote.chosen or vote.best)
        and vote.participant not in humans
    }
