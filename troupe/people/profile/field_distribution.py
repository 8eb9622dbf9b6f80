"""The people one got: how a field is distributed in a set of people, and how far two sets are apart in it."""

import math
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias, assert_never

from pydantic import Field

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.editing.persona_field import FieldValue, field_value
from troupe.people.persona.persona import Persona
from troupe.people.profile.label_meaning import in_order, wider_names

_STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100)
_MOST_BANDS = 9


class Share(Frozen):
    """The number of people who have a value (of a list: have it in theirs). `share` is of those who say
    anything."""

    value: str
    count: int
    share: float


class Numbers(Frozen):
    """A field of numbers. `sd` is the population's standard deviation; `bands` are in order, the empty too."""

    kind: Literal["numbers"] = "numbers"
    field: str
    known: int
    people: int
    mean: float
    median: float
    least: float
    most: float
    sd: float
    bands: tuple[Share, ...]


class Kinds(Frozen):
    """A field of one text each, the most frequent first; `ordered` ones, such as bands of income or schooling, in
    their own order."""

    kind: Literal["kinds"] = "kinds"
    field: str
    known: int
    people: int
    ordered: bool = False
    shares: tuple[Share, ...]


class Lists(Frozen):
    """A field of lists: how many have each item. Shares add up to more than one."""

    kind: Literal["lists"] = "lists"
    field: str
    known: int
    people: int
    shares: tuple[Share, ...]


Distribution: TypeAlias = Annotated[Numbers | Kinds | Lists, Field(discriminator="kind")]


class Both(Frozen):
    """A value in two sets."""

    value: str
    first: float
    second: float


class Comparison(Frozen):
    """A field in two sets, side by side. `apart` is the total variation distance of the shares, from 0 (alike) to
    1: half the sum of |p − q| over all values (Levin, Peres and Wilmer, *Markov Chains and Mixing Times*, 2009,
    proposition 4.2); of lists, whose shares add up to more than 1, the mean of |p − q|. `ks` is, for numbers, the
    greatest distance between the two cumulative distributions (of Kolmogorov and Smirnov). `matched` are the
    labels that were counted under a wider name, since the sets tell the same in other words."""

    field: str
    first: Distribution
    second: Distribution
    rows: tuple[Both, ...]
    apart: float
    ks: float | None = None
    matched: tuple[tuple[str, str], ...] = ()


def distribution(people: Sequence[Persona], field: str) -> Distribution:
    """How a field is distributed. Numbers if all known values are, lists if any is, else texts. Raises BadInput
    if nobody says anything there."""
    values = known_values(people, field)
    if not values:
        raise BadInput(f"nobody of the {len(people)} has anything there", field=field)
    numbers = [float(value) for value in values if isinstance(value, (int, float))]
    if len(numbers) == len(values):
        return _numbers(field, numbers, len(people), band_edges(numbers))
    if any(isinstance(value, tuple) for value in values):
        return _counted(Lists, field, values, len(people))
    return _counted(Kinds, field, values, len(people))


def compare(first: Sequence[Persona], second: Sequence[Persona], field: str) -> Comparison:
    """A field in two sets; numbers in the same bands. Raises BadInput if either says nothing there, or one holds
    numbers and the other texts."""
    left, right = distribution(first, field), distribution(second, field)
    if left.kind != right.kind:
        raise BadInput(f"is {left.kind} in the first set and {right.kind} in the second", field=field)
    ks = None
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        xs, ys = numbers_of(first, field), numbers_of(second, field)
        edges = band_edges([*xs, *ys])
        left, right = _numbers(field, xs, len(first), edges), _numbers(field, ys, len(second), edges)
        ks = kolmogorov_smirnov(xs, ys)
    p, q = ({share.value: share.share for share in shares(side)} for side in (left, right))
    spelling = {_folded(value): value for value in p}
    q = {spelling.get(_folded(value), value): share for value, share in q.items()}
    wider = wider_names(field, p, q) if isinstance(left, Kinds) else None
    if wider is not None:
        p, q = _widened(p, wider), _widened(q, wider)
    rows = tuple(
        Both(value=v, first=p.get(v, 0.0), second=q.get(v, 0.0)) for v in _both_in_order(field, p, q, left)
    )
    differences = [abs(row.first - row.second) for row in rows]
    apart = statistics.fmean(differences) if isinstance(left, Lists) else sum(differences) / 2
    matched = tuple((label, name) for label, name in (wider or {}).items() if label != name)
    return Comparison(
        field=field, first=left, second=right, rows=rows, apart=min(1.0, apart), ks=ks, matched=matched
    )


def kolmogorov_smirnov(xs: Sequence[float], ys: Sequence[float]) -> float:
    """The greatest distance between the empirical distribution functions of two samples, sup |F(x) − G(x)|
    (Smirnov, *Annals of Mathematical Statistics* 19, 1948)."""
    points = sorted({*xs, *ys})
    return max(abs(_up_to(xs, point) - _up_to(ys, point)) for point in points)


def shares(of: Distribution) -> tuple[Share, ...]:
    """The lines of a distribution: its bands or its values."""
    match of:
        case Numbers():
            return of.bands
        case Kinds() | Lists():
            return of.shares
        case _:
            assert_never(of)


def known_values(people: Iterable[Persona], field: str) -> list[FieldValue]:
    """What those say who say something; of languages their names, without how well or from whom."""
    values: list[FieldValue] = [v for persona in people if (v := field_value(persona, field)) is not None]
    if field != "languages":
        return values
    return [tuple(map(_language, value)) if isinstance(value, tuple) else value for value in values]


def numbers_of(people: Iterable[Persona], field: str) -> list[float]:
    """The numbers among what they say."""
    return [float(value) for value in known_values(people, field) if isinstance(value, (int, float))]


def band_edges(numbers: Sequence[float]) -> tuple[float, ...]:
    """Where bands begin, in round steps, at most nine of them; the last is where the last one ends."""
    least, most = min(numbers), max(numbers)
    step = next((s for s in _STEPS if (most - least) / s < _MOST_BANDS - 1), None)
    if step is None:
        step = 10.0 ** math.ceil(math.log10((most - least) / (_MOST_BANDS - 1)))
    start = math.floor(least / step)
    start -= start * step > least  # a number too small to be divided
    count = math.floor(most / step) - start + 1
    return tuple(round((start + i) * step, 6) for i in range(count + 1))


def _numbers(field: str, numbers: Sequence[float], people: int, edges: Sequence[float]) -> Numbers:
    whole = all(number.is_integer() for number in numbers) and all(edge.is_integer() for edge in map(float, edges))
    bands: list[Share] = []
    for at, (low, high) in enumerate(pairwise(edges)):
        last = at == len(edges) - 2
        count = sum(low <= number < high or (last and number == high) for number in numbers)
        label = f"{low:g}" if whole and high - low == 1 else f"{low:g}–{high - 1 if whole else high:g}"
        bands.append(Share(value=label, count=count, share=count / len(numbers)))
    return Numbers(
        field=field,
        known=len(numbers),
        people=people,
        mean=statistics.fmean(numbers),
        median=statistics.median(numbers),
        least=min(numbers),
        most=max(numbers),
        sd=statistics.pstdev(numbers),
        bands=tuple(bands),
    )


def _widened(of: Mapping[str, float], wider: Mapping[str, str]) -> dict[str, float]:
    """The shares under the wider names of their labels."""
    whole: dict[str, float] = {}
    for label, share in of.items():
        whole[wider[label]] = whole.get(wider[label], 0.0) + share
    return whole


def _both_in_order(
    field: str, p: Mapping[str, float], q: Mapping[str, float], first: Distribution
) -> Sequence[str]:
    """The values of both sets: bands and ordered kinds in their order, others by what weighs most in either."""
    every = list(dict.fromkeys((*p, *q)))
    if isinstance(first, Numbers):
        return every
    steps = in_order(field, every) if isinstance(first, Kinds) else None
    return steps or sorted(every, key=lambda value: -max(p.get(value, 0.0), q.get(value, 0.0)))


def _counted(
    kind: type[Kinds] | type[Lists], field: str, values: Sequence[FieldValue], people: int
) -> Kinds | Lists:
    """Counts ignoring case and outer spaces; the most frequent spelling names the value."""
    spelt: dict[str, Counter[str]] = {}
    for value in values:
        items = value if isinstance(value, tuple) else (value,)
        texts = [f"{item:g}" if isinstance(item, float) else str(item).strip() for item in items]
        for key, text in {_folded(text): text for text in texts}.items():
            spelt.setdefault(key, Counter())[text] += 1
    counts = {key: sum(spellings.values()) for key, spellings in spelt.items()}
    names = {key: spelt[key].most_common(1)[0][0] for key in sorted(counts, key=lambda key: (-counts[key], key))}
    steps = in_order(field, names.values()) if kind is Kinds else None
    order = sorted(names, key=lambda key: steps.index(names[key])) if steps else list(names)
    lines = tuple(Share(value=names[key], count=counts[key], share=counts[key] / len(values)) for key in order)
    if kind is Kinds:
        return Kinds(field=field, known=len(values), people=people, shares=lines, ordered=steps is not None)
    return Lists(field=field, known=len(values), people=people, shares=lines)


def _language(text: str) -> str:
    """The language alone: `Polish` of `a harbour sort of Polish`, `English` of `English (C2, certified)`."""
    match = re.search(r"[A-ZÀ-Þ][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]*)*", text)
    return match[0] if match else text


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .")


def _up_to(numbers: Sequence[float], point: float) -> float:
    return sum(number <= point for number in numbers) / len(numbers)
