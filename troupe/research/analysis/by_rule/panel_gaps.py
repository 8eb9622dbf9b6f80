"""Who was not there, by rule: ages, genders, countries and kinds of work that a panel lacks."""

from collections import Counter
from collections.abc import Iterator, Sequence

from troupe.people.persona.persona import Persona
from troupe.research.sessions.study import Participant

_BANDS = (
    (0, 17, "under 18"),
    (18, 29, "from 18 to 29"),
    (30, 49, "from 30 to 49"),
    (50, 64, "from 50 to 64"),
    (65, 150, "65 or older"),
)


def who_was_missing(participants: Sequence[Participant]) -> tuple[str, ...]:
    """What the personas tell: no statistics stand behind it, so it says who was not there, not who ought to be."""
    personas = [person.persona for person in participants if person.persona is not None]
    if not personas:
        return ("Nothing is known of who took part.",)
    missing = tuple(_missing(personas, len(participants)))
    if not missing and not any(p.age or p.gender or p.country_of_residence or p.nationality for p in personas):
        return ("Neither age, gender nor country of those who took part is known.",)
    return missing or ("By age, gender and country no group is wholly absent.",)


def absent_ages(personas: Sequence[Persona]) -> tuple[tuple[int, int], ...]:
    """The bands of grown-up ages of which nobody is; none where no age is known."""
    ages = [persona.age for persona in personas if persona.age is not None]
    bands = [(max(low, 18), min(high, 99)) for low, high, _ in _BANDS if high >= 18]
    return tuple((low, high) for low, high in bands if ages and not any(low <= age <= high for age in ages))


def only_gender(personas: Sequence[Persona]) -> str:
    """The gender that all have of whom it is known; empty where there are several, or one person alone."""
    genders = {persona.gender.casefold().strip() for persona in personas if persona.gender}
    return next(iter(genders)) if len(genders) == 1 and len(personas) > 1 else ""


def _missing(personas: Sequence[Persona], people: int) -> Iterator[str]:
    ages = [persona.age for persona in personas if persona.age is not None]
    empty = [name for low, high, name in _BANDS if not any(low <= age <= high for age in ages)]
    if ages and empty:
        yield f"Nobody {_listed(empty, 'or')}."
    if gender := only_gender(personas):
        yield f"Nobody of another gender than {gender}."
    countries = Counter(country for p in personas if (country := p.country_of_residence or p.nationality))
    if len(countries) == 1 and people > 1:
        yield f"Nobody from outside: all whose country is known share one, {next(iter(countries))}."
    single = sorted(country for country, count in countries.items() if count == 1)
    if len(single) > 1:
        yield f"One person alone is from each of {_listed(single, 'and')}: none of them speaks for a country."


def _listed(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
