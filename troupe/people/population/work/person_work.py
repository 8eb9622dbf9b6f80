"""The work of one person: their occupation, and the title that says whether they are in it, out of it or past
it."""

import random
from collections.abc import Set
from dataclasses import dataclass

from troupe.people.population.work.occupation_choice import Worker, choose_occupation
from troupe.people.population.work.occupation_map import MappedOccupation, kinds_of, occupation_of, occupations

_SCHOOL_AGE = 6


@dataclass(frozen=True, slots=True)
class PersonWork:
    """`job` is the occupation as one names it, `title` what stands in the persona, such as `retired plumber`,
    and `trade` the kind that ready-made lines are chosen by."""

    job: str
    title: str
    trade: str


def work_of(tags: Set[str], worker: Worker, label: str, rng: random.Random) -> PersonWork:
    """The work of someone with these tags, within the kind that the label of a table names."""
    if "child" in tags:
        title = "pupil" if worker.age is None or worker.age >= _SCHOOL_AGE else "small child"
        return PersonWork("", title, "")
    chosen = choose_occupation(label, worker, rng)
    job, trade = chosen.title, chosen.occupation.flesh
    if "retired" in tags:
        return PersonWork(job, f"retired {job}", trade)
    if "student" in tags:
        return PersonWork(job, "student" if worker.age is None or worker.age >= 18 else "pupil", "")
    if "home" in tags:
        return PersonWork(job, "looks after home and family", "")
    return PersonWork(job, f"{job}, out of work" if "jobless" in tags else job, trade)


def trade_of(title: str) -> str:
    """The kind of ready-made lines that a title belongs to; empty if its words name none."""
    known = occupation_of(title)
    if known is None:
        kinds = kinds_of(title)
        known = max((each for each in occupations() if each.kinds[0] in kinds), key=_common, default=None)
    return "" if known is None else known.flesh


def _common(occupation: MappedOccupation) -> float:
    return occupation.weight
