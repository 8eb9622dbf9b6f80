"""A life course: half a dozen sentences that follow from what the plan says of somebody, and fit one another."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from troupe.people.population.life.family import ADULT, FamilyFacts, Relative, family_of
from troupe.people.population.life.flesh_line import FleshLine, fitting
from troupe.people.population.life.life_files import ELSEWHERE, life_sentences, towns_of
from troupe.people.population.life.life_outline import LifeOutline, life_years
from troupe.people.population.life.life_words import (
    at_home,
    passing_words,
    settled_words,
    siblings_of,
    title_of,
    titled,
    turning_age,
    with_articles,
)
from troupe.people.population.life.local_words import in_local_words
from troupe.people.population.life.told_before import ToldBefore
from troupe.people.population.naming.person_names import culture_of, given_names
from troupe.people.population.work.occupation_map import Schooling

MOST_RELATIVES = 4
TRIES = 12
"""Sentences made for an occasion until one comes that few have."""
_OWN_BOSS = re.compile(
    r"\bowner\b|managing director|self-employed|farmer|fruit grower|fisherman|market trader|street vendor"
    r"|\bwriter\b|translator|private tutor|childminder|watchmaker"
)
_TEEN, _AT_SCHOOL, _OF_AGE = 13, 5, 18
_LONG = 5
"""Years of marriage from which one can say how many were easy."""
_DRIVES = re.compile(r"driver|courier|paramedic|driving")
_AGED, _SETTLED, _GRANDPARENT = 75, 35, 28
"""Ages: from the first very old, from the second long out of the house; of a child who has children as a rule."""
_EARLY, _LATE = 14, 45
"""Of what happened once: before the first as a child, from the second in later years."""
_SLOT = re.compile(r"\{(\w+)\}")
_FROM_AGE = {"turn": 8, "adult_turn": 18}
"""The age from which what an occasion tells can have happened."""
_NEAREST = ("spouse", "child", "parent", "former", "sibling")


@dataclass(frozen=True, slots=True)
class LifeCourse:
    """The sentences about a life, to the person themselves, and the people in it as a persona has them."""

    facts: tuple[str, ...]
    relationships: tuple[dict[str, JsonValue], ...]
    tags: frozenset[str] = frozenset()
    """What the life adds to what they are like, for ready-made lines: `sister`, `minors`, `newcomer` …"""


def life_course(outline: LifeOutline, rng: random.Random, told: ToldBefore | None = None) -> LifeCourse:
    """The life of somebody, the same for the same outline and dice. `told` knows the sentences of a sample; none
    is told of more people than it allows as long as another can be found."""
    return _Telling(outline, rng, ToldBefore() if told is None else told).life()


class _Telling:
    """One life being told. Years, family and towns are settled first; every sentence is filled from them."""

    def __init__(self, who: LifeOutline, rng: random.Random, told: ToldBefore) -> None:
        self._who, self._rng, self._told = who, rng, told
        self._home = culture_of(who.country) if who.country else who.culture
        self._years = life_years(who, rng)
        self._family = family_of(
            FamilyFacts(
                age=who.age,
                gender=who.gender,
                culture=who.culture,
                marriage=who.marriage,
                wed=self._years.wed,
                parted=self._years.parted,
                name=who.name.split()[0],
            ),
            rng,
        )
        towns = towns_of(who.country, who.region)
        self._town = rng.choice(towns)
        self._town2 = who.home_town or rng.choice([town for town in towns if town != self._town] or towns)
        self._words = settled_words(who, self._years, self._family, rng)
        self._tags = who.tags | frozenset({who.work.trade}) | frozenset(self._of_life())
        village = "country" in who.tags and who.home_town
        self._words["home"] = f"a village near {self._town2}" if village else self._town2
        self._others = tuple(town for town in towns if town not in (self._town, self._town2)) or ELSEWHERE
        young = self._years.schooled_at_home
        self._words |= {"town": self._town, "town2": self._town2}
        self._words["wed_town"] = self._town if self._years.wed < self._years.moved else self._town2
        self._words["school_town"] = self._town2 if young else self._town
        if young:
            self._words["reason"] = rng.choice(life_sentences().slots["reason_young"])
        self._said = set[str]()

    def life(self) -> LifeCourse:
        facts = tuple(dict.fromkeys(self._sentence(occasion) for occasion in self._occasions()))
        people = tuple(self._people())[:MOST_RELATIVES]
        return LifeCourse(facts=facts, relationships=people, tags=self._tags)

    def _of_life(self) -> Iterator[str]:
        """The tags that follow from family, towns, work and years."""
        who, children = self._who, [one.age for one in self._family if one.role == "child"]
        yield from (one.word for one in self._family if one.role == "sibling")
        marks = {
            "lone": siblings_of(who, self._family) < 2,
            "children": children,
            "minors": any(age < ADULT for age in children),
            "grown": any(age >= ADULT for age in children),
            "grandparent": any(age >= _GRANDPARENT for age in children),
            "paired": who.marriage in ("married", "partnered"),
            "newcomer": self._town != self._town2,
            "came": who.age > 20,
            "aged": who.age >= _AGED,
            "boss": _OWN_BOSS.search(who.work.job),
            "drives": _DRIVES.search(who.work.job),
            "voter": "citizen" in who.tags and not who.origin,
            "underage": who.age < _OF_AGE,
            "longwed": who.marriage == "married" and who.age - self._years.wed > _LONG,
            "household": at_home(who, self._family) > 2,
        }
        yield from (tag for tag, holds in marks.items() if holds)

    def _occasions(self) -> Iterator[str]:
        who, rng = self._who, self._rng
        if "child" in who.tags:
            yield "child_life"
            return
        alone = siblings_of(who, self._family) < 2
        yield "from_abroad" if who.origin else "only_child" if alone else "origin"
        if rng.random() < 0.5:
            yield "parents"
        if "student" in who.tags:
            yield "studies_on" if who.schooling is Schooling.DEGREE else "studies"
        else:
            yield from self._of_school_and_work()
        if who.marriage and who.age > 24:
            yield who.marriage
        if any(relative.role == "child" for relative in self._family):
            yield "children"
        if who.age > 22:
            yield "moved" if self._town != self._town2 else "stayed"
            if rng.random() < 0.5:
                yield "money"
        yield "turn"
        if who.age > 21 and rng.random() < 0.6:
            yield "adult_turn"

    def _of_school_and_work(self) -> Iterator[str]:
        schooling, tags, title = self._who.schooling, self._who.tags, self._who.work.title
        often = 0.35 if schooling is Schooling.NONE else 0.6
        if "unread" in tags:
            yield from ("unschooled",) if self._rng.random() < often else ()
        elif schooling is not None and self._rng.random() < often:
            yield {Schooling.NONE: "left_school", Schooling.DEGREE: "studied"}.get(schooling, "learnt")
        for state in ("retired", "jobless", "home"):
            if state in tags:
                yield state
                return
        if title.startswith(("apprentice ", "trainee ")):
            yield "learns_work"
        else:
            yield "works" if self._years.stopped - self._years.since >= 3 else "new_at_work"

    def _people(self) -> Iterator[dict[str, JsonValue]]:
        """The family, and somebody from work or from next door."""
        for relative in sorted(self._family, key=lambda one: _NEAREST.index(one.role)):
            yield {"name": relative.name, "description": self._of_relative(relative)}
        names = [self._who.name.split()[0], *(relative.name for relative in self._family)]
        yield self._somebody("friend", names)
        if "working" in self._who.tags:
            yield self._somebody("boss", names)

    def _of_relative(self, relative: Relative) -> str:
        rng, role = self._rng, relative.role
        # A parent's work stands in what is told of home, too: it is one and the same.
        title = (
            self._words[f"{relative.word}_title"]
            if role == "parent"
            else title_of(self._who, relative.gender, relative.age, rng)
        )
        job = titled(title, relative.age)
        words = {
            f"{role}_word": relative.word,
            f"{role}_age": str(relative.age) if relative.age else "a baby",
            "spouse_word": relative.word,
            "other_job": job,
            f"{role}_job": job
            if relative.age > 19
            else "still at school"
            if relative.age > _AT_SCHOOL
            else "at home still",
        }
        marks = {
            "minor": relative.age < ADULT,
            "teen": relative.age >= _TEEN,
            "settled": relative.age >= _SETTLED,
            "aged": relative.age >= _AGED,
        }
        tags = self._tags - {"aged"} | frozenset(tag for tag, holds in marks.items() if holds)
        stage = "small" if relative.age < 5 else "school" if relative.age < 19 else "grown"
        rooms = {"child_does": f"{{child_does_{stage}}}"} if role == "child" else {}
        return self._told_of(role, words | rooms, tags)

    def _told_of(self, role: str, words: Mapping[str, str], tags: frozenset[str]) -> str:
        """What is said of somebody, and few others in a sample have said of theirs."""
        tries: list[tuple[int, str, FleshLine]] = []
        for _ in range(TRIES):
            line = self._rng.choice(fitting(life_sentences().people[role], tags))
            text = self._filled(line.text, words, tags)
            said_here = text.partition(". ")[2] in self._said
            tries.append((self._told.number(text) + self._told.most * said_here, text, line))
            if tries[-1][0] < self._told.most:
                break
        text = self._taken(tries)
        self._said.add(text.partition(". ")[2])
        return text

    def _taken(self, tries: list[tuple[int, str, FleshLine]]) -> str:
        """The try that fewest people have; what it says of the person is known from here on."""
        _, text, line = min(tries, key=lambda one: one[0])
        self._told.add(text)
        self._tags |= line.gives
        return text

    def _somebody(self, role: str, names: list[str]) -> dict[str, JsonValue]:
        rng, who = self._rng, self._who
        gender = rng.choice(("female", "male"))
        age = max(16, who.age + rng.randrange(-6, 7))
        name = rng.choice([name for name in given_names(who.culture, gender, age) if name not in names])
        names.append(name)
        words = {"friend_age": str(age), "friend_job": titled(title_of(who, gender, age, rng), age)}
        return {"name": name, "description": self._told_of(role, words, self._tags)}

    def _sentence(self, occasion: str) -> str:
        said, from_age = life_sentences().said[occasion], _FROM_AGE.get(occasion, 8)
        tries: list[tuple[int, str, FleshLine]] = []
        for _ in range(TRIES):
            turn = turning_age(self._who, from_age, self._rng)
            then = self._town if turn < self._years.moved else self._town2
            words = {"turn": str(turn), "then_town": then, "other_town": self._rng.choice(self._others)}
            tags = self._tags | {"early" if turn < _EARLY else "late" if turn >= _LATE else "grown-up"}
            line = self._rng.choice(fitting(said, tags))
            text = self._filled(line.text, words, tags)
            tries.append((self._told.number(text), text, line))
            if tries[-1][0] < self._told.most:
                break
        return self._taken(tries)

    def _filled(self, text: str, words: Mapping[str, str], tags: frozenset[str]) -> str:
        known = passing_words(self._who, self._rng) | self._words | dict(words)
        for _ in range(3):  # what fills a slot may have slots of its own, such as a firm its town
            text = _SLOT.sub(lambda slot: self._word(slot[1], known, tags), text)
        text = with_articles(in_local_words(text, self._home))
        return text[:1].upper() + text[1:]

    def _word(self, slot: str, known: Mapping[str, str], tags: frozenset[str]) -> str:
        if slot in known:
            return known[slot]
        sentences = life_sentences()
        return self._rng.choice(fitting(sentences.slots.get(slot) or sentences.people_slots[slot], tags)).text
