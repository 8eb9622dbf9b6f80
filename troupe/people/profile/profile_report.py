"""The profile of a set of people: its distributions, figures, and what a careful reader would be warned of."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona
from troupe.people.profile.diversity import Coverage, FieldDiversity, Likeness, coverage, diversity, likeness
from troupe.people.profile.field_distribution import (
    Comparison,
    Distribution,
    Lists,
    Numbers,
    compare,
    distribution,
    known_values,
    shares,
)
from troupe.people.profile.set_statistics import SetStatistics, set_statistics
from troupe.people.profile.usual_fields import drawn_path, usual_fields

FEW = 5
"""In fewer people than this nothing is remarkable."""
MOST_NAMED = 6
_OPINIONS = ("beliefs", "preferences.dislikes", "preferences.likes", "preferences.interests")
_SAME_FOR_ALL = {
    "gender": "gender", "country_of_residence": "country", "nationality": "nationality",
    "occupation.title": "occupation", "languages": "language",
}  # fmt: skip
_MOST_AGREEMENTS = 2
_NARROW_YEARS = 10


class Profile(Frozen):
    """The make-up of a set of people. `empty` are asked fields in which nobody says anything."""

    people: int
    distributions: tuple[Distribution, ...]
    empty: tuple[str, ...]
    coverage: Coverage
    diversity: tuple[FieldDiversity, ...]
    likeness: Likeness
    statistics: SetStatistics | None
    warnings: tuple[str, ...]


People: TypeAlias = "Mapping[str, Persona] | Sequence[Persona]"
"""A set of people, with or without their slugs."""


def profile(people: People, fields: Sequence[str] = ()) -> Profile:
    """The profile of a set, in these fields or the usual ones. Raises BadInput for no people."""
    everyone = _everyone(people)
    if not everyone:
        raise BadInput("there is nobody to profile", field="people")
    fields = tuple(drawn_path(everyone, field) for field in fields) or usual_fields(everyone)
    fields_known = [field for field in dict.fromkeys(fields) if known_values(everyone, field)]
    alike = likeness(everyone)
    return Profile(
        people=len(everyone),
        distributions=tuple(distribution(everyone, field) for field in fields_known),
        empty=tuple(field for field in dict.fromkeys(fields) if field not in fields_known),
        coverage=coverage(everyone),
        diversity=tuple(measure for field in fields_known if (measure := diversity(everyone, field)) is not None),
        likeness=alike,
        statistics=set_statistics(everyone, fields_known),
        warnings=tuple(_warnings(everyone, alike)),
    )


def comparisons(first: People, second: People, fields: Sequence[str] = ()) -> tuple[Comparison, ...]:
    """Two sets compared in each of these fields, or the usual ones of both, in which both say something. Raises
    BadInput where there is none."""
    left, right = _everyone(first), _everyone(second)
    return tuple(compare(left, right, field) for field in _common_fields(left, right, fields))


def statistics_of_both(
    first: People, second: People, fields: Sequence[str] = ()
) -> tuple[SetStatistics | None, SetStatistics | None]:
    """The statistics of two sets over the same fields, values and bands. Arguments and errors as `comparisons`."""
    left, right = _everyone(first), _everyone(second)
    common = _common_fields(left, right, fields)
    return set_statistics(left, common, right), set_statistics(right, common, left)


def _common_fields(left: Sequence[Persona], right: Sequence[Persona], fields: Sequence[str]) -> Sequence[str]:
    """The fields asked for, or the usual ones of both sets that are of one form there, in which both say
    something."""
    asked = tuple(drawn_path(left, drawn_path(right, field)) for field in fields)
    asked = asked or (*usual_fields(left), *usual_fields(right))
    common = [field for field in dict.fromkeys(asked) if known_values(left, field) and known_values(right, field)]
    if not fields:
        common = [field for field in common if distribution(left, field).kind == distribution(right, field).kind]
    if not common:
        raise BadInput(f"in none of {', '.join(dict.fromkeys(asked))} do both sets say anything", field="field")
    return common


def _everyone(people: People) -> tuple[Persona, ...]:
    return tuple(people if isinstance(people, Sequence) else people.values())


def _warnings(people: Sequence[Persona], alike: Likeness) -> Iterator[str]:
    yield from _names(people)
    yield from _look_alikes(people, alike)
    if len(people) < FEW:
        return
    yield from _agreement(people)
    yield from _sameness(people)
    yield from _ages(people)
    missing = [persona.name for persona in people if persona.age is None]
    if missing:
        yield f"The age of {_listed(missing)} is not known."


def _names(people: Sequence[Persona]) -> Iterator[str]:
    whole = Counter(persona.name for persona in people)
    for name, count in whole.most_common(MOST_NAMED):
        if count > 1:
            yield f"{count} people are called {name}."
    firsts = Counter(persona.first_name for persona in people if whole[persona.name] == 1)
    for name, count in firsts.most_common():
        if count > max(2, len(people) // 25):
            yield f"The first name {name} comes up {count} times."


def _look_alikes(people: Sequence[Persona], alike: Likeness) -> Iterator[str]:
    for pair in alike.pairs[:MOST_NAMED]:
        left, right = people[pair.first].name, people[pair.second].name
        yield f"{left} and {right} are look-alikes: {pair.likeness:.0%} of their biographies is the same."
    if len(alike.pairs) > MOST_NAMED:
        yield f"{len(alike.pairs) - MOST_NAMED} more pairs are look-alikes."


def _agreement(people: Sequence[Persona]) -> Iterator[str]:
    """What (nearly) all of them hold, like or dislike, word for word."""
    for field in _OPINIONS:
        if len(known_values(people, field)) < FEW:
            continue
        spread = distribution(people, field)
        if not isinstance(spread, Lists):
            continue
        common = [share for share in spread.shares if share.count >= len(people) / 2]
        for share in common[:_MOST_AGREEMENTS]:
            who = "Everyone agrees" if share.count == len(people) else f"{share.count / len(people):.0%} agree"
            yield f"{who} in their {field.split('.')[-1]}: “{share.value}”"
        if len(common) > _MOST_AGREEMENTS:
            further = len(common) - _MOST_AGREEMENTS
            yield f"{further} more of their {field.split('.')[-1]} are shared by at least half."


def _sameness(people: Sequence[Persona]) -> Iterator[str]:
    for field, label in _SAME_FOR_ALL.items():
        values = known_values(people, field)
        if len(values) < FEW:
            continue
        spread = distribution(people, field)
        top = max(shares(spread), key=lambda share: share.count)
        if top.count == len(values) and not (isinstance(spread, Lists) and len(spread.shares) > 1):
            yield f"All are of one {label}: {top.value}."
        elif top.share >= 0.8 and not isinstance(spread, Lists):
            yield f"{top.share:.0%} are of one {label}: {top.value}."


def _ages(people: Sequence[Persona]) -> Iterator[str]:
    ages = [persona.age for persona in people if persona.age is not None]
    if len(ages) < FEW:
        return
    if max(ages) - min(ages) < _NARROW_YEARS:
        yield f"All are of one age: {min(ages)} to {max(ages)}."
        return
    spread = distribution(people, "age")
    top = max(shares(spread), key=lambda share: share.count)
    if isinstance(spread, Numbers) and top.share >= 0.6:
        yield f"{top.share:.0%} are of one age band: {top.value}."


def _listed(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMED:
        return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return f"{', '.join(names[: MOST_NAMED - 1])} and {len(names) - MOST_NAMED + 1} more"
