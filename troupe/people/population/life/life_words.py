"""The words that fill the sentences of a life: numbers, jobs and towns that fit one another."""

import random
import re

from troupe.people.population.life.family import Relative
from troupe.people.population.life.flesh_line import fitting
from troupe.people.population.life.life_files import life_sentences
from troupe.people.population.life.life_outline import LifeOutline, LifeYears
from troupe.people.population.naming.person_names import culture_of, given_names
from troupe.people.population.work.occupation_choice import Worker, choose_occupation, creed_of
from troupe.people.population.work.occupation_map import Schooling, kinds_of

NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SMALL = ("one", "two", "three", "four", "five", "six")
_PENSION, _LEAVES_HOME = 66, 22
_PARENTS_AT_WORK = 45
_HOUSES = {"public": "public", "education": "school", "health": "health", "farm": "farm", "finance": "office"}
"""Sectors in which everybody works at one kind of employer, whatever their trade."""
_ONE = re.compile(r"\b1 (year|month|week|hour|day|time)s\b")
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiouAEIOU](?!ni|se|ur|ne\b))")


def settled_words(
    who: LifeOutline, years: LifeYears, family: tuple[Relative, ...], rng: random.Random
) -> dict[str, str]:
    """What is the same in all sentences of a life."""
    ended = max(18, years.graduated if who.schooling is Schooling.DEGREE else years.trained)
    spouse = next((one.name for one in family if one.role in ("spouse", "former")), "") or _late_spouse(who, rng)
    work_years = max(3, years.stopped - years.since)
    return {
        "origin": who.origin,
        "siblings": _SMALL[siblings_of(who, family) - 1],
        "nth": NTH[_birth_order(who, family, rng)],
        "left": str(years.left),
        "trained": str(years.trained),
        "graduated": str(years.graduated),
        "since": str(years.since),
        "years": str(work_years),
        "last": str(rng.randrange(2, work_years)) if work_years > 2 else "2",
        "stopped": str(years.stopped),
        "worked": str(work_years),
        "met": rng.choice(fitting(life_sentences().slots["met"], who.tags)).text,
        "wed": str(years.wed),
        "wed_years": str(max(1, (years.parted or who.age) - years.wed)),
        "parted": str(years.parted),
        "moved": str(years.moved),
        "came": str(rng.randrange(min(5, years.left), years.left + 1)),
        "donor": str(donor := rng.randrange(18, max(19, min(who.age, 50)))),
        "blood": str(rng.randrange(2, max(3, min(60, 2 * (min(who.age, 70) - donor)) + 1))),
        "home_since": str(rng.randrange(min(who.age, ended), who.age + 1)),
        "wiser": str(rng.randrange(min(who.age, years.left + 1), max(years.left + 2, min(years.moved, 30)) + 1)),
        "flat": str(rng.randrange(1, max(2, min(15, who.age - max(18, years.moved)) + 1))),
        "spouse": spouse,
        "children": _children(family),
        "child_names": _child_names(family),
        "household": _SMALL[min(at_home(who, family), len(_SMALL)) - 1],
        "good_years": str(max(1, ((years.parted or who.age) - years.wed) * 2 // 3)),
        "flat_word": "house" if "country" in who.tags else "flat",
        **_jobs(who, rng),
    }


def _late_spouse(who: LifeOutline, rng: random.Random) -> str:
    """The name of a husband or wife who is dead, and so not among the family."""
    return rng.choice(given_names(who.culture, "male" if who.gender == "female" else "female", who.age))


def turning_age(who: LifeOutline, from_age: int, rng: random.Random) -> int:
    """An age at which something happened that can happen from `from_age` on."""
    return rng.randrange(from_age, max(from_age + 1, min(who.age, 72)))


def passing_words(who: LifeOutline, rng: random.Random) -> dict[str, str]:
    """What is drawn anew for each sentence."""
    age = who.age
    return {
        "child_work": str(rng.randrange(7, 13)),
        "alone": str(rng.randrange(min(19, age), max(20, age))),
        "nearly": str(rng.randrange(min(19, age), max(20, min(age, 40)))),
        "first_vote": str(min(age, rng.choice((18, 19, 20, 21)))),
        "paid_off": str(age + rng.randrange(1, 9)),
        "club": str(rng.randrange(2, 12)),
        "bosses": rng.choice(_SMALL[1:]),
        "boss_age": str(rng.randrange(29, 61)),
        "months": str(rng.randrange(3, 18)),
        "weeks": str(rng.randrange(3, 30)),
        "hours": str(rng.randrange(3, 12)),
        "times": str(rng.randrange(2, 8)),
        "votes": str(rng.randrange(14, 420)),
        "rooms": rng.choice(_SMALL[1:4]),
        "small": rng.choice(("four", "five", "six", "seven", "nine")),
        "ten": str(rng.choice((5, 8, 10, 20))),
        "training": rng.choice(_SMALL[1:3]),
        "nth_year": NTH[rng.randrange(3)],
        "step": NTH[rng.randrange(1, 7)],
        "evenings": rng.choice(_SMALL[1:4]),
        "exams": rng.choice(_SMALL[1:5]),
        "miles": rng.choice(_SMALL[1:]),
        "quarrel": rng.choice(_SMALL[1:]),
        "tables": rng.choice(("four", "six", "nine", "eleven", "fourteen")),
        "colleagues": rng.choice(("three", "seven", "eleven", "twenty")),
        "let_go": str(rng.choice((6, 11, 14, 23, 40, 120))),
        "letters": str(rng.choice((9, 17, 26, 34, 51))),
        "guests": str(rng.choice((7, 12, 30, 60, 85, 140, 300))),
        "boxes": str(rng.choice((4, 9, 17, 40))),
        "people": str(rng.choice((40, 90, 200, 600))),
        "twenty": str(rng.choice((14, 15, 18, 20, 24))),
        "staff": str(rng.choice((12, 19, 28, 45, 80, 140, 260))),
        "day": rng.choice(DAYS),
    }


def _birth_order(who: LifeOutline, family: tuple[Relative, ...], rng: random.Random) -> int:
    """The place among the children of the house, from 0, that fits the brother or sister who is told of and the
    age of the parent."""
    siblings = [one.age for one in family if one.role == "sibling"]
    older = sum(age > who.age for age in siblings)
    last = siblings_of(who, family) - 1 - (len(siblings) - older)
    parent = next((one.age for one in family if one.role == "parent"), who.age + 30)
    before = older + (parent - max((who.age, *siblings)) - 20) // 2
    return rng.randint(older, max(older, min(last, before)))


def siblings_of(who: LifeOutline, family: tuple[Relative, ...]) -> int:
    """How many children there were at home, the person included; six at most."""
    return min(6, 1 + sum(one.role == "sibling" for one in family) + len(who.name) % 3)


def at_home(who: LifeOutline, family: tuple[Relative, ...]) -> int:
    """How many people live under the person's roof: a partner, and the children who are not grown; with a child
    its brothers, sisters and parents."""
    if who.age < _LEAVES_HOME and "child" in who.tags:
        return 2 + siblings_of(who, family)
    return 1 + sum(one.role == "spouse" or (one.role == "child" and one.age < _LEAVES_HOME) for one in family)


def title_of(who: LifeOutline, gender: str, age: int, rng: random.Random) -> str:
    """The occupation of somebody in a person's life, who is of their culture and faith."""
    schooling = (
        Schooling.NONE if age < 20 else rng.choice((Schooling.NONE, Schooling.VOCATIONAL, Schooling.VOCATIONAL))
    )
    home = culture_of(who.country) if who.country else who.culture
    rests = age >= _PENSION
    worker = Worker(schooling, gender, max(17, age), home, ever=rests, creed=creed_of(who.tags))
    return choose_occupation("", worker, rng).title


def titled(title: str, age: int) -> str:
    """An occupation with its article; a past one for who is of an age to rest."""
    return f"retired {title}" if age >= _PENSION else with_article(title)


def with_article(job: str) -> str:
    """A job with the article before it; an owner is the owner of what they have."""
    return f"the {job}" if job.startswith("owner of") else with_articles(f"a {job}")


def with_articles(text: str) -> str:
    """The text with `an` where a word that was put in begins as if with a vowel, and with one year where a number
    that was put in is 1."""
    return _ONE.sub(r"one \1", _ARTICLE.sub(r"\1n ", text))


def _jobs(who: LifeOutline, rng: random.Random) -> dict[str, str]:
    return {
        "job": re.sub(r"^(?:apprentice|trainee) ", "", who.work.job) or "a helper",
        "a_job": with_article(who.work.job or "helper"),
        "firm": _firm(who, rng),
        "father_title": (father := title_of(who, "male", _PARENTS_AT_WORK, rng)),
        "mother_title": (mother := _another(father, who, rng)),
        "father_job": with_article(father),
        "mother_job": with_article(mother),
    }


def _another(father: str, who: LifeOutline, rng: random.Random) -> str:
    """The mother's work: where several tries give the father's, that."""
    titles = [title_of(who, "female", _PARENTS_AT_WORK, rng) for _ in range(4)]
    return next((title for title in titles if title != father), father)


def _firm(who: LifeOutline, rng: random.Random) -> str:
    """The place where they work: one of their very occupation, where a word of it has some, or of its kind."""
    sentences = life_sentences()
    own = next((sentences.firms_of[word] for word in sentences.firms_of if word in who.work.job), ())
    firms = own or sentences.firms.get(_house_of(who), ()) or sentences.firms["any"]
    return rng.choice(fitting(firms, who.tags) or fitting(sentences.firms["any"], who.tags)).text


def _house_of(who: LifeOutline) -> str:
    """The kind of employer: that of the trade, or of the sector where the trade has nothing to do with it."""
    kinds = kinds_of(who.sector)
    houses = [house for kind, house in _HOUSES.items() if kind in kinds]
    return who.work.trade if not houses or who.work.trade in (*houses, "health", "care") else houses[0]


def _children(family: tuple[Relative, ...]) -> str:
    number = sum(one.role == "child" for one in family)
    return (
        f"{_SMALL[number - 1]} {'child' if number == 1 else 'children'}, {_child_names(family)}" if number else ""
    )


def _child_names(family: tuple[Relative, ...]) -> str:
    names = [f"{one.name} ({one.age or 'a baby'})" for one in family if one.role == "child"]
    return " and ".join((", ".join(names[:-1]), names[-1]) if len(names) > 1 else names)
