"""The outline of a life: what the plan says of somebody, and the ages at which things began and ended."""

import random
from dataclasses import dataclass

from troupe.people.population.work.occupation_map import Schooling, occupation_of
from troupe.people.population.work.person_work import PersonWork

_LEAVES_SCHOOL = {Schooling.NONE: 15, Schooling.VOCATIONAL: 17, Schooling.DEGREE: 19}

_COMES_YOUNG = 0.4
"""How many of those born elsewhere came while they were at school."""


@dataclass(frozen=True, slots=True)
class LifeOutline:
    """What a life course follows from, as the plan has it. `marriage` is single, married, partnered, divorced,
    widowed or empty; `schooling` None where nothing is told; `origin` a country where it is another than that of
    residence; `sector` the label of their field of work, if a table tells it."""

    name: str
    age: int
    gender: str
    culture: str
    country: str
    region: str
    home_town: str
    origin: str
    schooling: Schooling | None
    marriage: str
    work: PersonWork
    tags: frozenset[str]
    sector: str = ""


@dataclass(frozen=True, slots=True)
class LifeYears:
    """Ages: on leaving school, with a trade learnt, with a degree; in the present work since, and out of it at
    the end (the age of today for who works); married at, and divorced or widowed at (0 for neither). `moved` is
    when they came to where they live, if they were born elsewhere: with school still before them, or after it and
    before their work there."""

    left: int
    trained: int
    graduated: int
    since: int
    stopped: int
    wed: int
    parted: int
    moved: int

    @property
    def schooled_at_home(self) -> bool:
        """Whether they came to where they live while they were still at school."""
        return self.moved <= self.left


def life_years(who: LifeOutline, rng: random.Random) -> LifeYears:
    """The ages of this life; none comes before what it needs, none after today."""
    age = who.age
    left = min(age, _LEAVES_SCHOOL.get(who.schooling or Schooling.VOCATIONAL, 17))
    if who.schooling is Schooling.NONE:
        left = min(age, _LEAVES_SCHOOL[Schooling.NONE])
    trained = min(age, left + rng.choice((2, 3, 3, 4)))
    graduated = min(age, left + rng.choice((4, 5, 5, 6)))
    occupation = occupation_of(who.work.job)
    first = max(graduated if who.schooling is Schooling.DEGREE else trained, occupation.first if occupation else 0)
    stopped = min(age, rng.randrange(60, 67)) if "retired" in who.tags else age
    since = min(stopped, max(first, stopped - rng.choice((2, 4, 7, 9, 12, 16, 19, 23, 27, 31))))
    wed, parted = min(age, rng.randrange(22, 33)), 0
    if who.marriage in ("divorced", "widowed"):
        latest = age if who.marriage == "widowed" else min(age, 62)
        wed = min(wed, max(18, latest - 3))
        parted = rng.randrange(min(wed + 3, latest), latest + 1)
    ended = graduated if who.schooling is Schooling.DEGREE else trained
    moved = left if since <= ended or rng.random() < _COMES_YOUNG else rng.randrange(ended, since + 1)
    return LifeYears(left, trained, graduated, since, stopped, wed, parted, moved)
