"""A person written without a model: a sketch from the sentence, lines of our stocks, the plain flesh."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pydantic import JsonValue

from troupe.people.documents.frozen_json import freeze_object, thaw_object
from troupe.people.persona.writing_brief import Brief, Thin
from troupe.people.persona.written_form import WrittenPersona
from troupe.people.plain_writing.life_material import Stock, lives
from troupe.people.plain_writing.person_sketch import Sketch
from troupe.people.population.flesh.plain_flesh import plain_flesh
from troupe.people.population.flesh.skeleton import Skeleton
from troupe.people.population.flesh.skeleton_tags import tags_of
from troupe.people.population.life.life_words import with_articles
from troupe.people.population.naming.person_names import FALLBACK
from troupe.people.population.work.person_work import PersonWork, trade_of

_AT_WORK = re.compile(r"\bwork as\b|\bat work\b|\bto work\b|\btomorrow's things\b")
_PRONOUNS = {"f": "she/her", "w": "she/her", "m": "he/him"}
_GENDERS = {"she": "female", "he": "male"}
_HER = re.compile(r"\b(?:daughter|sister|mother|wife|grandmother|her|she)\b", re.IGNORECASE)
_HIM = re.compile(r"\b(?:son|brother|father|husband|him|he)\b", re.IGNORECASE)
_PARTS = (
    "voice", "traits", "interests", "likes", "dislikes", "beliefs", "habits", "skills", "facts",
)  # fmt: skip
_SEVERAL = {"beliefs": 2, "skills": 2, "dislikes": 2, "habits": 2}
_OF_MANNER = {"voice": 5, "traits": 4}
"""How many lines of a part one stock gives; of the others one."""
_FURTHER_BELIEFS = 4
"""Beliefs of the flesh beside the person's own, so that two people do not believe much the same."""
_WITH_CHILD = 0.7
_OLD_ENOUGH_TO_MARRY = 23


def write(brief: Brief, seed: int) -> WrittenPersona:
    """A whole person after the brief, in the form that is asked of models."""
    rng = random.Random(f"write:{seed}:{brief.model_dump_json()}")  # noqa: S311 - to be repeated, not secret
    return _Writing(Sketch(brief, rng), rng).form()


def complete(thin: Thin, seed: int) -> WrittenPersona:
    """A whole person who is, as far as the persona says, this one."""
    persona = thin.persona
    pronoun = persona.pronouns.lower()
    facts = {
        "name": persona.name,
        "age": persona.age,
        "gender": persona.gender or next((g for p, g in _GENDERS.items() if pronoun.startswith(p)), ""),
        "nationality": persona.nationality,
        "residence": persona.residence,
        "country_of_residence": persona.country_of_residence,
        "occupation": persona.occupation.title,
    }
    fields: dict[str, object] = {key: value for key, value in facts.items() if value not in (None, "")}
    return write(Brief(text=" ".join((persona.style, *persona.personality.traits)), given=fields), seed)


class _Writing:
    """One person being written. Lines are drawn without putting one back, their slots filled."""

    def __init__(self, who: Sketch, rng: random.Random) -> None:
        self._who = who
        self._rng = rng
        self._manner = lives().manner[who.manner]
        attitudes = [(lives().attitude[stance], thing) for stance, thing in who.attitudes[:2]]
        trade = who.trade or lives().trade
        self._stocks: list[tuple[Stock, str]] = [*attitudes, (trade, ""), *((p, "") for p in who.pastimes[:2])]
        self._kin: list[JsonValue] = []
        self._names: list[str] = []
        spouses = {"f": "husband", "w": "husband", "m": "wife"}
        self._slots = {
            "first": who.first,
            "city": who.city,
            "job": who.job,
            "age": str(who.age),
            "dish": rng.choice(who.origin.dishes),
            "friend": self._somebody(),
            "sibling": rng.choice(("brother", "sister")),
            "spouse": spouses.get(who.gender[:1].lower(), "partner"),
        }

    def form(self) -> WrittenPersona:
        """The person: what the stocks say first, then the flesh on it, and relatives with names of the place."""
        who, given = self._who, self._document()
        status = "retired" if who.retired else "student" if who.title in ("pupil", "student") else ""
        tags = tags_of(who.age, "", {"status": (status,)} if status else {}, self._manner.big_five, {})
        work = PersonWork(who.job or who.title, who.title, trade_of(who.job or who.title))
        skeleton = Skeleton(0, {}, FALLBACK, "", tags, freeze_object(given), work)
        whole = thaw_object(plain_flesh(skeleton, self._rng.randrange(2**31), temper=who.manner).document)
        own, beliefs = given["beliefs"], whole["beliefs"]
        if isinstance(own, list) and isinstance(beliefs, list):
            whole["beliefs"] = beliefs[: len(own) + _FURTHER_BELIEFS]
        people = whole.get("relationships")
        for known in people if isinstance(people, list) else ():
            if isinstance(known, dict) and known not in self._kin:
                known["name"] = self._somebody(str(known.get("description")))
        return WrittenPersona.of(whole)

    def _document(self) -> dict[str, JsonValue]:
        who, manner, parts = self._who, self._manner, self._parts()
        stage = "high" if who.high_schooled and who.stage != "young" else who.stage
        self._kin = list(self._relatives())
        talk = manner.talk + self._rng.uniform(-0.12, 0.12)
        return {
            "name": f"{who.first} {who.surname}".strip(),
            "pronouns": _PRONOUNS.get(who.gender[:1].lower(), "they/them"),
            "age": who.age,
            "gender": who.gender,
            "nationality": who.nationality,
            "residence": f"{who.city}, {who.country}" if who.country else who.city,
            "country_of_residence": who.country,
            "languages": list(dict.fromkeys((*who.origin.languages[:2], who.home.languages[0]))),
            "education": self._one(lives().education[stage]),
            "occupation": self._occupation(),
            "style": self._one(manner.style),
            "voice": parts["voice"],
            "sayings": {occasion: self._some(lines, 2) for occasion, lines in manner.sayings.items()},
            "personality": {"traits": parts["traits"], "big_five": dict(manner.big_five)},
            "preferences": {key: parts[key] for key in ("interests", "likes", "dislikes")},
            "skills": parts["skills"],
            "beliefs": [*who.stated, *parts["beliefs"]],
            "behaviors": {"general": parts["habits"]},
            "other_facts": parts["facts"],
            "flaws": self._some(lives().flaws["any"], 2),
            "relationships": list(self._kin),
            "lore": self._lore(),
            "talkativeness": round(min(0.95, max(0.05, talk)), 2),
        }

    def _parts(self) -> dict[str, list[JsonValue]]:
        """Lines of the stocks, by where they stand in a persona: an attitude's before the others."""
        parts: dict[str, list[JsonValue]] = defaultdict(list)
        for part in _PARTS:
            for stock, thing in self._stocks:
                parts[part] += self._some(stock.lines(part), _SEVERAL.get(part, 1), thing)
            parts[part] += self._some(self._manner.lines(part), _OF_MANNER.get(part, 0))
        return parts

    def _lore(self) -> dict[str, JsonValue]:
        """A story for each attitude, told when its thing is spoken of, and one of work."""
        stories: dict[str, JsonValue] = {}
        for stock, thing in self._stocks:
            keys: list[JsonValue] = [word for word in re.findall(r"\w+", thing.lower()) if len(word) > 2]
            if stock.lore and (keys or not thing):
                work: list[JsonValue] = ["job", "work", "boss", "career", "colleague"]
                stories[thing or "work"] = {"keys": keys or work, "text": self._one(stock.lore, thing)}
        return stories

    def _occupation(self) -> dict[str, JsonValue]:
        who, trade = self._who, self._who.trade or lives().trade
        organization, description = self._one(trade.organization), self._one(trade.description)
        if who.retired:
            years = max(1, min(who.age - 62, 25))
            description += f" That was until {years} year{'s' if years > 1 else ''} ago; the habits have stayed."
            organization = f"formerly {organization}"
        return {"title": who.title, "organization": organization, "description": description}

    def _relatives(self) -> Iterator[JsonValue]:
        """Whom the person shares a life with, as far as they do, and a friend."""
        who, people = self._who, lives().people
        kinds = [who.partner] if who.partner else []
        if who.partner and who.age > 34 and self._rng.random() < _WITH_CHILD:
            kinds.append("child")
        for kind in kinds:
            description = self._one(people[kind])
            yield {"name": self._somebody(description), "description": description}
        yield {"name": self._slots["friend"], "description": self._one(people["friend"])}

    def _one(self, lines: Sequence[str], thing: str = "") -> str:
        return self._filled(self._rng.choice([line for line in lines if self._can_say(line)]), thing)

    def _some(self, lines: Iterable[str], count: int, thing: str = "") -> list[JsonValue]:
        """A number of the lines that this person can say, in the order of the draw."""
        fit = [line for line in lines if self._can_say(line)]
        return [self._filled(line, thing) for line in self._rng.sample(fit, min(count, len(fit)))]

    def _can_say(self, line: str) -> bool:
        who = self._who
        if (not who.job and "{job}" in line) or (who.retired and _AT_WORK.search(line)):
            return False
        return not ("{spouse}" in line and who.age < _OLD_ENOUGH_TO_MARRY)

    def _filled(self, line: str, thing: str) -> str:
        filled = line.format(**self._slots, thing=thing, Thing=thing[:1].upper() + thing[1:])
        filled = with_articles(filled)
        return filled[:1].upper() + filled[1:] if line[:1].isupper() else filled

    def _somebody(self, described: str = "") -> str:
        """A first name of the place they live in, a woman's or a man's where the description says which."""
        home = self._who.home
        names = home.women if _HER.search(described) else home.men if _HIM.search(described) else ()
        free = [name for name in names or (*home.women, *home.men) if name not in (self._who.first, *self._names)]
        self._names.append(self._rng.choice(free))
        return self._names[-1]
