"""The statistics of a set in words: what each figure says, for tables and cards."""

from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.profile.set_statistics import SetStatistics

MEANING = FrozenDict(
    {
        "difference": "how different two people are, 0 alike to 1",
        "coverage": "combinations of two values that somebody has, of all possible",
        "uniformity": "how evenly spread over the values, 1 is even",
        "complexity": "how entangled the fields are, 0 none tells another",
    }
)
"""Each figure of SetStatistics, by its name."""


def statistics_line(first: SetStatistics, second: SetStatistics | None = None) -> str:
    """All figures in a line; of two sets one beside the other."""
    sets = [of for of in (first, second) if of is not None]
    return ", ".join(f"{name} {' · '.join(f'{figure_of(of, name):.2f}' for of in sets)}" for name in MEANING)


def figure_of(of: SetStatistics, name: str) -> float:
    return {
        "difference": of.difference,
        "coverage": of.coverage,
        "uniformity": of.uniformity,
        "complexity": of.complexity,
    }[name]
