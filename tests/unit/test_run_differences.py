"""A change is called a difference only where it stands out from unchanged twins: planted effects are found, and
nothing is called one where there is none."""

import random
from datetime import UTC, datetime

import pytest

from tests.unit.test_headless_study import a_guide
from troupe.people.persona.persona import Persona
from troupe.research.analysis.choice_shifts import choice_shifts
from troupe.research.analysis.run_differences import DifferenceVerdict, run_differences
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.research.sessions.guide_changes import DecoyAdded, PhraseReplaced
from troupe.research.sessions.run_change import OrderReversed, RunChange
from troupe.research.sessions.study import Participant, RunFork, Study, StudyRun, Vote

BEFORE = Ballot(key="before", text="Which now?", options=("A", "B", "C"))
WHICH = Ballot(key="which", text="Which?", options=("A for 5 €", "B", "C"))
LIKE = Ballot(key="like", text="I like it.", form=BallotForm.LIKERT)
GUIDE = a_guide(BEFORE, WHICH, LIKE)
PEOPLE = tuple(Participant(id=f"p{n}", name=f"P {n}", persona=Persona(name=f"P {n}"), seat=n) for n in range(8))


def a_run(
    draw: random.Random, replicate: int, change: RunChange | None, tilt: float, *, fork: bool = True
) -> StudyRun:
    """A run in which each option is taken by chance, the second one more often by `tilt`."""
    options = list(WHICH.options)
    if isinstance(change, PhraseReplaced):
        options[0] = options[0].replace(change.old, change.new)
    votes: list[Vote] = []
    for person in PEOPLE:
        second = draw.random() < 0.3 + tilt
        chosen = options[1] if second else draw.choice((options[0], options[2]))
        votes.append(Vote(ballot="which", participant=person.id, chosen=(chosen,)))
        votes.append(Vote(ballot="before", participant=person.id, chosen=("A" if change is None else "C",)))
        votes.append(Vote(ballot="like", participant=person.id, number=float(draw.randint(2, 4))))
    base = "from which on" if fork else ""
    return StudyRun(
        id=f"{change} {replicate}",
        condition=base if change is None else f"{base}: changed",
        replicate=replicate,
        unchanged=base,
        change=change,
        fork=RunFork(run="first", step="which", kept=("before",)) if fork else None,
        seed=replicate,
        participants=PEOPLE,
        lines=(),
        answers=(),
        votes=tuple(votes),
        model="m",
        began_at=datetime(2026, 3, 3, tzinfo=UTC),
        ended_at=datetime(2026, 3, 3, tzinfo=UTC),
    )


def a_study(seed: int, change: RunChange, tilt: float, runs: int = 5) -> Study:
    draw = random.Random(seed)
    first = a_run(draw, 0, None, 0, fork=False)
    twins = [a_run(draw, replicate, None, 0) for replicate in range(runs)]
    changed = [a_run(draw, replicate, change, tilt) for replicate in range(runs)]
    return Study(id="s", guide=GUIDE, guide_hash="0", panel="eight", runs=(first, *twins, *changed))


def called(study: Study) -> set[str]:
    return {d.what for d in run_differences(study) if d.verdict is DifferenceVerdict.BEYOND}


@pytest.mark.parametrize("change", [OrderReversed(), PhraseReplaced(old="5 €", new="9 €")])
def test_a_planted_effect_is_found_and_noise_is_not_called_one(change: RunChange) -> None:
    seeds = range(20)
    assert sum("B" in called(a_study(seed, change, 0.7)) for seed in seeds) >= 18
    assert sum(bool(called(a_study(seed, change, 0.0))) for seed in seeds) <= 2
    assert {d.ballot for d in run_differences(a_study(1, change, 0.7))} == {"which", "like"}


def test_few_runs_call_nothing() -> None:
    verdicts = {
        d.verdict for seed in range(20) for d in run_differences(a_study(seed, OrderReversed(), 0.7, runs=2))
    }
    assert DifferenceVerdict.FEW in verdicts
    assert DifferenceVerdict.BEYOND not in verdicts


def test_an_option_that_is_called_otherwise_is_the_same_one() -> None:
    change = PhraseReplaced(old="5 €", new="9 €")
    compared = (d for seed in range(10) for d in run_differences(a_study(seed, change, -0.3)))
    first = next(difference for difference in compared if difference.what == "A for 5 €")
    assert all(figure.n == 8 for figure in first.changed)
    assert any(figure.value for figure in first.changed)


def test_a_decoy_is_told_person_by_person() -> None:
    study = a_study(5, DecoyAdded(ballot="which", option="B, but broken"), 0.6)
    shifts = {shift.option: shift for shift in choice_shifts(study)}
    second = shifts["B"]
    assert (second.pairs, second.twins) == (40, 32)
    assert second.with_decoy == second.without + second.came - second.went
    assert second.came > second.went
    assert second.twins_moved > 0
