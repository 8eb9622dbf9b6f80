"""Statistics of a set of people as a whole: how different they are and how much of the possible they cover, how
evenly they are spread, how entangled their fields are. One set is judged beside another: a figure alone says
little."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from troupe.core.frozen import Frozen
from troupe.people.editing.persona_field import field_value
from troupe.people.persona.persona import Persona
from troupe.people.profile.field_distribution import band_edges, known_values
from troupe.people.profile.label_meaning import wider_names

FEWEST = 2
STRONGEST = 5
"""Pairs of fields that are named as the most entangled."""


class FieldSpread(Frozen):
    """One field of a set. `difference` is the mean difference of two people in it, by Gower's measure: of kinds 1
    where they differ and 0 where not, of numbers their distance as a part of the range. `evenness` is Shannon's
    entropy divided by that of an even spread over the same values (Pielou, *Journal of Theoretical Biology* 13,
    1966)."""

    field: str
    values: int
    difference: float
    evenness: float


class Entanglement(Frozen):
    """Two fields and how far one tells the other: Cramér's V, from 0 to 1, with Bergsma's correction for small
    sets (*Journal of the Korean Statistical Society* 42, 2013)."""

    first: str
    second: str
    v: float


class SetStatistics(Frozen):
    """The statistics of a set, over `spreads`, the fields of one value each.

    `difference` is the mean of the fields' differences (Gower, *Biometrics* 27, 1971): 0 where all are alike, 1
    where no two agree in anything. `coverage` is the share of the combinations of two values that somebody has,
    of all that there could be (pairwise coverage of combinatorial testing: Kuhn, Kacker and Lei, NIST SP 800-142,
    2010). `uniformity` is the mean of the fields' evenness. `complexity` is the mean of V over all pairs of
    fields: 0 where each field is dealt out by itself, 1 where one of them tells all the others."""

    people: int
    difference: float
    coverage: float
    uniformity: float
    complexity: float
    spreads: tuple[FieldSpread, ...]
    strongest: tuple[Entanglement, ...]


Coded = Mapping[str, Sequence[str | None]]
"""The value of everybody by field, ages and other numbers by their bands."""


def set_statistics(
    people: Sequence[Persona], fields: Sequence[str], beside: Sequence[Persona] = ()
) -> SetStatistics | None:
    """The statistics of a set in these fields, lists left out. With `beside`, values and bands are those of both
    sets, so that its own can be compared. None for fewer than two people or where no field has one value a
    person."""
    every = [*people, *beside]
    coded = {field: _coded(people, field, every, beside) for field in fields if _one_value(every, field)}
    coded = {field: codes for field, codes in coded.items() if len(_known(codes)) >= FEWEST}
    if len(people) < FEWEST or not coded:
        return None
    possible = {field: len(set(_known(_coded(every, field, every, beside)))) for field in coded}
    spreads = tuple(_spread(people, field, codes, every) for field, codes in coded.items())
    pairs = [
        Entanglement(first=one, second=other, v=cramers_v(list(zip(coded[one], coded[other], strict=True))))
        for one, other in combinations(coded, 2)
    ]
    return SetStatistics(
        people=len(people),
        difference=_mean([spread.difference for spread in spreads]),
        coverage=_coverage(coded, possible),
        uniformity=_mean([spread.evenness for spread in spreads]),
        complexity=_mean([pair.v for pair in pairs]),
        spreads=spreads,
        strongest=tuple(sorted(pairs, key=lambda pair: -pair.v)[:STRONGEST]),
    )


def cramers_v(pairs: Sequence[tuple[str | None, str | None]]) -> float:
    """Bergsma's corrected V of two fields; 0 where one of them has one value alone."""
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    n = len(known)
    cells, rows, columns = Counter(known), Counter(one for one, _ in known), Counter(other for _, other in known)
    if n < FEWEST or len(rows) < FEWEST or len(columns) < FEWEST:
        return 0.0
    phi = sum(count * count / (rows[one] * columns[other]) for (one, other), count in cells.items()) - 1
    r, k = len(rows), len(columns)
    phi = max(0.0, phi - (r - 1) * (k - 1) / (n - 1))
    least = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    return min(1.0, math.sqrt(phi / least)) if least > 0 else 0.0


def _one_value(people: Sequence[Persona], field: str) -> bool:
    values = known_values(people, field)
    return bool(values) and not any(isinstance(value, tuple) for value in values)


def _coded(
    people: Sequence[Persona], field: str, every: Sequence[Persona], beside: Sequence[Persona]
) -> list[str | None]:
    """Everybody's value of a field: numbers by the bands of both sets, labels by the name that both sets share."""
    numbers = [value for value in known_values(every, field) if isinstance(value, (int, float))]
    edges = band_edges(numbers) if numbers else ()
    labels = (
        {str(value) for value in known_values(of, field)} for of in (every[: len(every) - len(beside)], beside)
    )
    wider = wider_names(field, *labels) if beside else None
    return [_code(field_value(persona, field), edges, wider or {}) for persona in people]


def _code(value: object, edges: Sequence[float], wider: Mapping[str, str]) -> str | None:
    if value is None:
        return None
    if isinstance(value, (int, float)):
        return str(
            next((low for low, high in pairwise(edges) if low <= value < high), edges[-1] if edges else value)
        )
    return " ".join(wider.get(str(value), str(value)).casefold().split())


def _spread(
    people: Sequence[Persona], field: str, codes: Sequence[str | None], every: Sequence[Persona]
) -> FieldSpread:
    counts = Counter(_known(codes))
    total = sum(counts.values())
    entropy = -sum(count / total * math.log(count / total) for count in counts.values())
    difference = 1 - sum(count * (count - 1) for count in counts.values()) / (total * (total - 1))
    ranged = [float(value) for value in known_values(every, field) if isinstance(value, (int, float))]
    if ranged and max(ranged) > min(ranged):
        own = sorted(float(value) for value in known_values(people, field) if isinstance(value, (int, float)))
        difference = _mean_distance(own) / (max(ranged) - min(ranged))
    return FieldSpread(
        field=field,
        values=len(counts),
        difference=difference,
        evenness=entropy / math.log(len(counts)) if len(counts) > 1 else 0.0,
    )


def _mean_distance(ordered: Sequence[float]) -> float:
    """The mean distance of two of the numbers, which stand in their order (Gini's mean difference)."""
    n = len(ordered)
    return (
        sum((2 * at - n + 1) * number for at, number in enumerate(ordered)) * 2 / (n * (n - 1)) if n > 1 else 0.0
    )


def _coverage(coded: Coded, possible: Mapping[str, int]) -> float:
    """Combinations of two values that somebody has, of all there could be; with one field, values instead."""
    if len(coded) == 1:
        ((field, codes),) = coded.items()
        return len(set(_known(codes))) / possible[field]
    there = could = 0
    for one, other in combinations(coded, 2):
        pairs = zip(coded[one], coded[other], strict=True)
        there += len({pair for pair in pairs if None not in pair})
        could += possible[one] * possible[other]
    return there / could


def _known(codes: Sequence[str | None]) -> list[str]:
    return [code for code in codes if code is not None]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
