"""The understudy writes a person: a sketch from the sentence, the flesh from its own stock, seeded."""

import random
import re
from collections.abc import Iterable, Sequence

from troupe.llm.understudy.forms.life_material import Attitude, Lines, SpeakingManner, lives
from troupe.llm.understudy.forms.person_sketch import Sketch, sketch
from troupe.people.persona.persona import Persona
from troupe.people.persona.writing_brief import Brief, Thin
from troupe.people.persona.written_form import (
    WrittenBehaviors,
    WrittenBigFive,
    WrittenLore,
    WrittenOccupation,
    WrittenPersona,
    WrittenPersonality,
    WrittenPreferences,
    WrittenRelationship,
    WrittenRoutine,
    WrittenSaying,
)

_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiouAEIOU](?!ni|se|ur|ne\b))")
_AT_WORK = re.compile(r"\bwork as\b|\bat work\b|\bto work\b|\btomorrow's things\b")
_PRONOUNS = {"f": "she/her", "w": "she/her", "m": "he/him"}
_HER = re.compile(r"\b(?:daughter|sister|mother|wife)\b")
_HIM = re.compile(r"\b(?:son|brother|father|husband)\b")
_OCCASIONS = ("greeting", "farewell", "agree", "disagree", "comment", "dont_know", "hook")
_WITH_CHILD = 0.7
_LORE_TOPICS = 6
_OLD_ENOUGH_TO_MARRY = 23


def write(brief: Brief, seed: int) -> WrittenPersona:
    """A whole person after the brief, in the form that is asked of models."""
    rng = random.Random(f"write:{seed}:{brief.model_dump_json()}")  # noqa: S311 - to be repeated, not secret
    return _Writing(sketch(brief, rng), rng).form()


def complete(thin: Thin, seed: int) -> WrittenPersona:
    """A whole person who is, as far as the persona says, this one."""
    return write(_as_brief(thin.persona), seed)


def _as_brief(persona: Persona) -> Brief:
    facts = {
        "name": persona.name,
        "age": persona.age,
        "gender": persona.gender or _gender_of(persona.pronouns),
        "nationality": persona.nationality,
        "residence": persona.residence,
        "country_of_residence": persona.country_of_residence,
        "occupation": persona.occupation.title,
    }
    fields: dict[str, object] = {key: value for key, value in facts.items() if value not in (None, "")}
    return Brief(text=" ".join((persona.style, *persona.personality.traits)), given=fields)


def _gender_of(pronouns: str) -> str:
    word = pronouns.lower()
    return "female" if word.startswith("she") else "male" if word.startswith("he") else ""


class _Writing:
    """One person being written. Lines are drawn without putting one back, their slots filled."""

    def __init__(self, who: Sketch, rng: random.Random) -> None:
        self._who = who
        self._rng = rng
        self._manner: SpeakingManner = lives().manner[who.manner]
        self._attitudes: list[tuple[Attitude, str]] = [
            (lives().attitude[stance], thing) for stance, thing in who.attitudes[:2]
        ]
        self._known: list[str] = []
        self._sibling = rng.choice(("brother", "sister"))
        self._friend = self._somebody()
        self._dish = rng.choice(who.origin.dishes)

    def form(self) -> WrittenPersona:
        person, rng, manner = self._who, self._rng, self._manner
        schooling = lives().education["high" if person.high_schooled and person.stage != "young" else person.stage]
        return WrittenPersona(
            name=f"{person.first} {person.surname}".strip(),
            pronouns=_PRONOUNS.get(person.gender[:1].lower(), "they/them"),
            age=person.age,
            gender=person.gender,
            nationality=person.nationality,
            residence=f"{person.city}, {person.country}" if person.country else person.city,
            country_of_residence=person.country,
            languages=tuple(dict.fromkeys((*person.origin.languages[:2], person.home.languages[0]))),
            education=self._one(schooling),
            occupation=self._occupation(),
            long_term_goals=self._some(lives().goals[person.stage], 2),
            style=self._one(manner.style),
            voice=(*self._of_attitudes("voice"), *self._some(manner.voice, 5)),
            sayings=[
                WrittenSaying(occasion=occasion, lines=self._some(getattr(manner, occasion), 2))
                for occasion in _OCCASIONS
            ],
            personality=WrittenPersonality(
                traits=(*self._of_attitudes("traits"), *self._some(manner.traits, 4)),
                big_five=WrittenBigFive.model_validate(manner.big_five),
            ),
            preferences=self._preferences(),
            skills=(*self._trade("skills", 2), *(self._fill(p.skill) for p in person.pastimes[:2])),
            beliefs=self._beliefs(),
            behaviors=self._behaviors(),
            health=self._one(lives().health[person.stage]),
            relationships=self._relationships(),
            other_facts=(
                *self._of_attitudes("fact"),
                self._fill(person.pastimes[0].fact),
                *self._some(lives().facts["common"], 2),
            ),
            flaws=self._some(lives().flaws["common"], 2),
            lore=self._lore(),
            talkativeness=round(min(0.95, max(0.05, manner.talk + rng.uniform(-0.12, 0.12))), 2),
        )

    def _occupation(self) -> WrittenOccupation:
        person = self._who
        trade = person.trade
        organization = self._fill(trade.organization) if trade else self._one(lives().trade.organization)
        description = self._fill(trade.description) if trade else self._one(lives().trade.description)
        if person.retired:
            years = max(1, min(person.age - 62, 25))
            description += f" That was until {years} year{'s' if years > 1 else ''} ago; the habits have stayed."
            organization = f"formerly {organization}"
        return WrittenOccupation(title=person.title, organization=organization, description=description)

    def _preferences(self) -> WrittenPreferences:
        pastimes, likes = self._who.pastimes, lives().likes
        return WrittenPreferences(
            interests=(
                *self._of_attitudes("interests"),
                *(self._fill(pastime.interest) for pastime in pastimes),
                *self._some(likes["interests"], 1),
            ),
            likes=(
                *self._of_attitudes("likes"),
                *self._trade("likes", 1),
                *(self._fill(pastime.like) for pastime in pastimes[:2]),
                *self._some(likes["common"], 2),
            ),
            dislikes=(
                *self._of_attitudes("dislikes"),
                *self._trade("dislikes", 2),
                *self._some(likes["dislikes"], 3),
            ),
        )

    def _beliefs(self) -> Lines:
        table = lives().beliefs
        of_age = self._some(table.get(self._who.stage, ()), 1)
        views = [self._fill(line, thing) for a, thing in self._attitudes for line in self._drawn(a.beliefs, 2)]
        return (*self._who.stated, *views, *self._trade("beliefs", 2), *of_age, *self._some(table["common"], 4))

    def _behaviors(self) -> WrittenBehaviors:
        habits, person = lives().habits, self._who
        hours = self._trade("hours", 1 if person.retired else 2)
        daily = self._some(habits["retired_day"], 1) if person.retired else ()
        weekend = (*self._some(habits["weekend"], 1), self._fill(person.pastimes[1].habit))
        return WrittenBehaviors(
            general=(
                *self._of_attitudes("habit"),
                self._fill(person.pastimes[0].habit),
                *self._some(habits["common"], 2),
            ),
            routines=[
                WrittenRoutine(when="morning", what=self._some(habits["morning"], 1)),
                WrittenRoutine(when="day" if person.retired else "workday", what=(*hours, *daily)),
                WrittenRoutine(when="evening", what=self._some(habits["evening"], 1)),
                WrittenRoutine(when="weekend", what=weekend),
            ],
        )

    def _relationships(self) -> list[WrittenRelationship]:
        person, people = self._who, lives().people
        kinds = [person.partner, "friend"] if person.partner else ["friend"]
        if person.partner and person.age > 34 and self._rng.random() < _WITH_CHILD:
            kinds.append("child")
        if person.stage == "young":
            kinds.append("parent")
        relationships: list[WrittenRelationship] = []
        for kind in (*kinds, "sibling", "rival")[:4]:
            description = self._one(people[kind])
            name = self._friend if kind == "friend" else self._somebody(description)
            relationships.append(WrittenRelationship(name=name, description=description))
        return relationships

    def _lore(self) -> list[WrittenLore]:
        person, topics = self._who, lives().lore
        entries: list[WrittenLore] = []
        for attitude, thing in self._attitudes:
            if keys := tuple(word for word in re.findall(r"\w+", thing.lower()) if len(word) > 2):
                text = self._fill(attitude.lore[0], thing)
                entries.append(WrittenLore(heading=thing, keys=keys, text=text))
        for name in ("work", *self._rng.sample([name for name in topics if name != "work"], _LORE_TOPICS)):
            text = self._one(topics[name].text)
            if name == "work":
                text = self._fill(person.trade.lore) if person.trade else self._one(lives().trade.lore)
            entries.append(WrittenLore(heading=name, keys=topics[name].keys, text=text))
        return entries

    def _trade(self, part: str, count: int) -> Lines:
        return self._some(getattr(self._who.trade or lives().trade, part), count)

    def _of_attitudes(self, part: str) -> Lines:
        return tuple(
            self._fill(line, thing)
            for attitude, thing in self._attitudes
            for line in self._drawn(getattr(attitude, part), 1)
        )

    def _one(self, lines: Sequence[str]) -> str:
        return self._some(lines, 1)[0]

    def _some(self, lines: Iterable[str], count: int) -> Lines:
        return tuple(self._fill(line) for line in self._drawn(lines, count))

    def _drawn(self, lines: Iterable[str], count: int) -> list[str]:
        """A number of the lines that this person can say, in the order of the draw."""
        fit = [line for line in lines if self._can_say(line)]
        return self._rng.sample(fit, min(count, len(fit)))

    def _can_say(self, line: str) -> bool:
        person = self._who
        if not person.job and "{job}" in line:
            return False
        if person.retired and _AT_WORK.search(line):
            return False
        return not ("{spouse}" in line and person.age < _OLD_ENOUGH_TO_MARRY)

    def _fill(self, line: str, thing: str = "") -> str:
        life = self._who
        spouse = {"f": "husband", "w": "husband", "m": "wife"}.get(life.gender[:1].lower(), "partner")
        filled = line.format(
            first=life.first, city=life.city, job=life.job, age=life.age, dish=self._dish, friend=self._friend,
            sibling=self._sibling, spouse=spouse, thing=thing, Thing=thing[:1].upper() + thing[1:],
        )  # fmt: skip
        filled = _ARTICLE.sub(r"\1n ", filled)
        return filled[:1].upper() + filled[1:] if line[:1].isupper() else filled

    def _somebody(self, described: str = "") -> str:
        """A first name of the place they live in, a woman's or a man's where the description says which."""
        home = self._who.home
        names = home.women if _HER.search(described) else home.men if _HIM.search(described) else ()
        free = [name for name in names or (*home.women, *home.men) if name not in (self._who.first, *self._known)]
        self._known.append(self._rng.choice(free))
        return self._known[-1]
