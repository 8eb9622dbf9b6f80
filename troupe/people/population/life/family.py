"""The family of somebody drawn: a partner, children, a parent and a sibling whose ages fit theirs, with names that
fit both years and culture."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from troupe.people.population.naming.person_names import given_names

_GIRL, _BOY = "female", "male"
ADULT = 18
_OLDEST = 94


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the family. `role` is spouse, former, child, parent or sibling; `word` what they are called."""

    role: str
    word: str
    gender: str
    name: str
    age: int


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """What a family follows from. `marriage` is single, married, partnered, divorced, widowed or empty, where
    nothing is told of it; `wed` and `parted` are the ages at which that began and ended."""

    age: int
    gender: str
    culture: str
    marriage: str
    wed: int
    parted: int
    name: str


def family_of(facts: FamilyFacts, rng: random.Random) -> tuple[Relative, ...]:
    """Everyone of the family, the nearest first. No two bear one name, nor the person's own."""
    used = {facts.name}
    return tuple(
        Relative(role, word, gender, _named(facts.culture, gender, age, used, rng), age)
        for role, word, gender, age in _members(facts, rng)
    )


def _members(facts: FamilyFacts, rng: random.Random) -> Iterator[tuple[str, str, str, int]]:
    other = _GIRL if facts.gender == _BOY else _BOY
    word = "wife" if other == _GIRL else "husband"
    spouse_age = facts.age + rng.choice((-4, -2, -1, 0, 1, 2, 3, 5)) * (1 if other == _BOY else -1)
    spouse_age = min(_OLDEST, max(ADULT, spouse_age))
    if facts.marriage in ("married", "partnered"):
        yield "spouse", word if facts.marriage == "married" else "partner", other, spouse_age
    elif facts.marriage == "divorced":
        yield "former", word, other, spouse_age
    yield from _children(facts, rng)
    parent = facts.age + rng.randrange(20, 36)
    if parent <= _OLDEST and rng.random() < 0.8:
        gender = rng.choice((_GIRL, _GIRL, _BOY))
        yield "parent", "mother" if gender == _GIRL else "father", gender, parent
    # A sibling has the same parents, so that those are not asked to have had one at fourteen or at sixty.
    apart = [years for years in (-8, -5, -3, -2, 2, 3, 4, 6) if 20 <= parent - facts.age - years <= 42]
    if apart and rng.random() < 0.7:
        gender = rng.choice((_GIRL, _BOY))
        age = max(2, facts.age + rng.choice(apart))
        if age <= _OLDEST:
            yield "sibling", "sister" if gender == _GIRL else "brother", gender, age


def _children(facts: FamilyFacts, rng: random.Random) -> Iterator[tuple[str, str, str, int]]:
    """Children born from a year before the wedding on, up to the age at which one has them."""
    if facts.marriage in ("", "single") or facts.age < 20:
        return
    last = min(facts.age, 41 if facts.gender == _GIRL else 48, facts.parted or 99)
    born = max(18, facts.wed + rng.choice((-1, 1, 1, 2, 3)))
    for _ in range(rng.choice((0, 1, 1, 2, 2, 2, 3))):
        if born > last:
            return
        gender = rng.choice((_GIRL, _BOY))
        yield "child", "daughter" if gender == _GIRL else "son", gender, facts.age - born
        born += rng.choice((2, 2, 3, 4, 6))


def _named(culture: str, gender: str, age: int, used: set[str], rng: random.Random) -> str:
    free = [name for name in given_names(culture, gender, age) if name not in used]
    used.add(name := rng.choice(free))
    return name
