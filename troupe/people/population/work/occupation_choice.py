"""The choice of an occupation for somebody: one of their kind of work that their schooling, sex and age
allow."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from troupe.people.population.work.occupation_map import MappedOccupation, Schooling, kinds_of, occupations

OVERQUALIFIED = 0.15
"""Of people with a degree in work that asks for less, and of skilled ones in work that asks for nothing, beside
those whose work asks for what they have learnt: as a factor of the weight. An estimate of ours."""
LEARNS = {Schooling.VOCATIONAL: 3, Schooling.DEGREE: 4}
"""Years before the age of an occupation from which one may be learning it."""
STARTS = 16
_NOT_WITH_INCOME = {"lowest": (1, 2), "highest": (9,)}
"""Major groups of ISCO-08: no managers or professionals on the lowest income, nobody unskilled on the highest."""
CREEDS = ("christian", "muslim", "hindu", "sikh", "jewish", "buddhist")


@dataclass(frozen=True, slots=True)
class Worker:
    """The facts by which an occupation is chosen. `schooling` is None where nothing is told of it, `gender` empty;
    `ever` asks for what somebody did who works no more, so that the upper limit of age does not count; `creed` is
    the faith they hold, such as `hindu`; `income` is `lowest` in the lowest band of their country, `highest` where
    they alone earn the highest."""

    schooling: Schooling | None
    gender: str
    age: int | None
    culture: str
    faith: bool = True
    ever: bool = False
    creed: str = ""
    income: str = ""


@dataclass(frozen=True, slots=True)
class ChosenWork:
    """An occupation and the title somebody bears in it, such as `apprentice plumber`."""

    occupation: MappedOccupation
    title: str


def choose_occupation(label: str, worker: Worker, rng: random.Random) -> ChosenWork:
    """An occupation for this worker within what the label means; where it means nothing, or nothing in it fits,
    among all. Whoever is older than any of them allows has the one that is had longest."""
    for kinds in (kinds_of(label), frozenset[str]()):
        fitting, weights = _fitting(kinds, worker)
        if fitting:
            occupation = rng.choices(fitting, cum_weights=weights)[0]
            return ChosenWork(occupation, _title(occupation, worker))
    unlearned = [
        each
        for each in occupations(worker.culture)
        if worker.schooling is None or each.schooling <= worker.schooling
    ]
    eldest = max(unlearned, key=lambda each: each.last)
    return ChosenWork(eldest, eldest.title)


@lru_cache(maxsize=20_000)
def _fitting(kinds: frozenset[str], worker: Worker) -> tuple[tuple[MappedOccupation, ...], tuple[float, ...]]:
    """The occupations that this worker may be in, of these kinds or of all, with their weights added up."""
    among = (each for each in occupations(worker.culture) if not kinds or not kinds.isdisjoint(each.kinds))
    weighed = [(each, weight) for each in among if (weight := _weight(each, worker)) > 0]
    return tuple(each for each, _ in weighed), tuple(accumulate(weight for _, weight in weighed))


def _weight(occupation: MappedOccupation, worker: Worker) -> float:
    """How likely somebody like this is in it; 0 where they cannot be."""
    if (occupation.faith and not worker.faith) or worker.creed in occupation.bars:
        return 0.0
    if occupation.isco in _NOT_WITH_INCOME.get(worker.income, ()):
        return 0.0
    weight = occupation.weight * _of_age(occupation, worker)
    if worker.gender in ("female", "male"):
        share = occupation.women if worker.gender == "female" else 100 - occupation.women
        # Below one in a hundred a whole sample would hold a midwife who is a man, as if that were common.
        weight *= share / 100 if share >= 1 else 0.0
    return weight * _of_schooling(occupation, worker.schooling)


def _of_age(occupation: MappedOccupation, worker: Worker) -> float:
    if worker.age is not None and worker.age > occupation.known_to:
        return 0.0
    if worker.age is None or worker.ever:
        return 1.0
    if worker.age > occupation.last:
        return 0.0
    if worker.age >= occupation.first:
        return 1.0
    return 0.3 if _learns(occupation, worker) else 0.0


def _learns(occupation: MappedOccupation, worker: Worker) -> bool:
    """Whether somebody who is too young for it may be on the way there."""
    if worker.age is None or worker.ever or occupation.isco == 1:
        return False
    return worker.age >= max(STARTS, occupation.first - LEARNS.get(occupation.schooling, 0))


def _of_schooling(occupation: MappedOccupation, schooling: Schooling | None) -> float:
    if schooling is None:
        return 1.0
    if schooling < occupation.schooling:
        return 0.0
    if schooling == occupation.schooling:
        return 1.0
    if schooling is Schooling.DEGREE and (occupation.manual or occupation.schooling is Schooling.NONE):
        return 0.0
    return OVERQUALIFIED if schooling is Schooling.DEGREE else 0.5


def _title(occupation: MappedOccupation, worker: Worker) -> str:
    if worker.age is None or worker.ever or worker.age >= occupation.first:
        return occupation.title
    return f"{'trainee' if occupation.schooling is Schooling.DEGREE else 'apprentice'} {occupation.title}"


def creed_of(tags: Iterable[str]) -> str:
    """The faith that the tags of a skeleton tell; empty if none does."""
    return next((creed for creed in CREEDS if creed in tags), "")


def schooling_of(tags: Iterable[str], told: bool) -> Schooling | None:
    """The schooling that the tags of a skeleton tell; None where no field speaks of it."""
    if not told:
        return None
    tags = set(tags)
    if "degree" in tags:
        return Schooling.DEGREE
    return Schooling.NONE if "little" in tags else Schooling.VOCATIONAL
