"""Facts of the life that is told of one person: where they were and when, read from the finished text alone."""

import re
from collections.abc import Iterator

from troupe.people.persona.persona import Persona
from troupe.people.population.life.life_files import regions_of

Fact = str | float

_CAME = r"(?:moved|came|brought you|got off|you have been in|has been home since|you traded|you left|, and so at)"
_SCHOOLED = re.compile(
    r"\b(?:left school|out of school|school books|classroom until|studied in|your degree|training in)\b"
)
_GROWN = 18


def life_facts(persona: Persona) -> Iterator[tuple[str, Fact]]:
    """What the told life says of place and time, as far as it can be read."""
    told = " ".join(persona.other_facts)
    yield from _of_place(persona, told)
    if persona.age is None:
        return
    yield from _of_time(persona, persona.age, told)


def _of_place(persona: Persona, told: str) -> Iterator[tuple[str, Fact]]:
    parts = [part.strip() for part in persona.residence.split(",")]
    town, country = re.sub(r"^a village near ", "", parts[0]), persona.country_of_residence
    regions = regions_of(country, town)
    if len(parts) > 2 and regions:
        yield "town_region", "its own" if parts[1] in regions else "another"
    if country and len(parts) > 1:
        yield "lives_in", "the same" if parts[-1] == country else "another country"
    moved = re.search(r"\bfrom ([A-Z][\w-]+(?: [A-Z][\w-]+)*) (?:to|for) ([A-Z][\w-]+(?: [A-Z][\w-]+)*)", told)
    if moved:
        yield "moved_to", "where they were" if moved[1] == moved[2] else "another place"
    came = _age_of_coming(told, town)
    if town and came is not None:
        there = [int(age) for age in re.findall(rf"\bAt (\d+) you [^.]*\bin {re.escape(town)}\b", told)]
        yield "there_too_soon", float(max((came - age for age in there), default=0))


def _age_of_coming(told: str, town: str) -> int | None:
    """How old they were when they came to where they live, if a sentence says so."""
    for sentence in re.split(r"(?<=[.!?]) ", told):
        if town and town in sentence and re.search(_CAME, sentence):
            ages = re.findall(r"\b(?:at|At|were) (\d+)\b", sentence)
            return int(ages[0]) if len(ages) == 1 else None
    return None


def _of_time(persona: Persona, age: int, told: str) -> Iterator[tuple[str, Fact]]:
    happened = re.sub(r"will be done at \d+|\b(?:a boss who is|guests|people) \d+", "", told)
    ages = [
        int(then) for then in re.findall(r"\b(?:[Aa]t|were|since|until|Since) (\d{1,2})\b(?! [a-z]+s\b)", happened)
    ]
    yield "beyond_today", float(max((then - age for then in ages), default=0))
    lived = [int(years) for years in re.findall(r"\b(\d{1,2}) years\b", told)]
    yield "years_beyond_life", float(max((years - age for years in lived), default=0))
    wed = re.findall(r"\b(?:married (?:\w+ )?at|married at|yes to \w+ at) (\d+)", told)
    if wed:
        yield "wed_at", float(min(map(int, wed)))
    yield from _of_children(persona, told)
    if _SCHOOLED.search(told):
        yield "went_to_school", "yes"


def _of_children(persona: Persona, told: str) -> Iterator[tuple[str, Fact]]:
    """The ages of children, which stand in the life and beside their names, and whether one is a grandparent."""
    beside = {
        relation.name: re.match(r"Your (?:son|daughter), (\d+)", relation.description)
        for relation in persona.relationships
    }
    in_life = dict(re.findall(r"([^\W\d_]+) \((\d+)\)", told))
    pairs = [(in_life[name], match[1]) for name, match in beside.items() if match and name in in_life]
    if pairs:
        yield "child_ages", "differ" if any(one != other for one, other in pairs) else "agree"
    ages = [int(age) for age in in_life.values()] + [int(match[1]) for match in beside.values() if match]
    said = " ".join((told, *persona.long_term_goals, *(entry.text for entry in persona.lore)))
    if re.search(r"\bgrand(?:son|daughter|children)\b", said) and (ages or not beside):
        yield "grandchild_of", "a grown child" if any(each >= _GROWN for each in ages) else "nobody"
