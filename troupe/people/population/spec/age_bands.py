"""Bands of ages as people write them ("25-54", "65+", "under 15"), and the years of those who are in one."""

import random
import re

from troupe.people.population.spec.population_spec import FieldChoice
from troupe.people.population.spec.shares import quotas, scaled

OLDEST = 99
"""Where a band without an end ends."""

_RANGE = re.compile(r"^(\d{1,3})\s*(?:-|–|—|to|bis|a)\s*(\d{1,3})(?:\s*years?)?$", re.IGNORECASE)
_FROM = re.compile(r"^(\d{1,3})\s*(?:\+|years? and (?:over|older|above)|and (?:over|older|above|more)|or (?:over|older|more))$", re.IGNORECASE)  # noqa: E501  # fmt: skip
_UNDER = re.compile(r"^(?:under|below|<)\s*(\d{1,3})$", re.IGNORECASE)
_ONE = re.compile(r"^(\d{1,3})$")


def band(label: str) -> tuple[int, int] | None:
    """The first and the last year of a band; None if it is none."""
    text = label.strip()
    if match := _RANGE.match(text):
        years = int(match[1]), int(match[2])
    elif match := _FROM.match(text):
        years = int(match[1]), OLDEST
    elif match := _UNDER.match(text):
        years = 0, int(match[1]) - 1
    elif match := _ONE.match(text):
        years = int(match[1]), int(match[1])
    else:
        return None
    return years if 0 <= years[0] <= years[1] <= 120 else None


def given_years(choice: FieldChoice, people: int, rng: random.Random) -> list[int]:
    """Ages within a band: every year as often as the others, as nearly as whole people allow. In a band without
    end the years thin out evenly towards the last."""
    years = range(choice.first, choice.last + 1)
    weights = {str(year): float(OLDEST + 1 - year if choice.last >= OLDEST else 1) for year in years}
    order = list(years)
    rng.shuffle(order)  # of equal claims to a person left over, not always the youngest's is met
    shares = scaled(weights)
    numbers = quotas([shares[str(year)] for year in order], people)
    dealt_years = [year for year, number in zip(order, numbers, strict=True) for _ in range(number)]
    rng.shuffle(dealt_years)
    return dealt_years
