"""A sketch of a person read from a sentence: age, gender, places, calling, attitudes; the seed fills the gaps."""

import random
import re
from collections.abc import Iterator

from troupe.core.word_tokens import fold
from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.documents.lenient_reading import as_text
from troupe.people.persona.writing_brief import Brief
from troupe.people.plain_writing.life_material import (
    Country,
    Stock,
    countries,
    lives,
    sentence_words,
    trades,
)

_TOLD = ("residence", "nationality", "country_of_residence", "gender", "education", "style", "health")
_BEFORE = {"residence": "in ", "country_of_residence": "from "}
"""Given fields that tell of a person as a sentence does, and what they begin with there."""


class Sketch:
    """The outline of a person that is settled before the flesh: read from the brief, and drawn where it does
    not say. `job` is the calling as a noun, or empty; `attitudes` pairs of `for` or `against` and what about;
    `stated` whole opinions; `partner` is `spouse`, `divorced`, `widowed` or empty; `known` says that the
    country is ours."""

    def __init__(self, brief: Brief, rng: random.Random) -> None:
        self._brief, self._given, self._rng, self._words = brief, brief.fields, rng, sentence_words()
        told = [f"{_BEFORE.get(key, '')}{text}" for key in _TOLD if (text := as_text(self._given.get(key)))]
        self._text = ". ".join(part for part in (brief.text, *told) if part)
        named = self._words.named.search(self._text)
        self._name = as_text(self._given.get("name")) or (named[1].strip() if named else "")
        self.origin, self.home, self.city, self.known = self._places()
        self.trade, title = self._calling()
        self.retired = self._words.retired.search(self._text) is not None
        self.age = self._age(title)
        if self.trade is None and not title:
            self.trade, title = self._some_trade()
        former = "retired " if self.retired and title and not self._words.retired.match(title) else ""
        self.title = f"{former}{title}"
        self.job = self.title if self.trade is None or self.trade.noun else ""
        self.high_schooled = self._words.high_schooled.search(title) is not None
        self.gender = self._gender()
        self.attitudes = tuple(dict.fromkeys(self._attitudes()))
        self.stated = tuple(
            f"{match[1][:1].upper()}{match[1][1:]}." for match in self._words.stated.finditer(brief.text)
        )
        self.first, self.surname = self._full_name()
        self.manner = self._manner()
        self.pastimes = self._pastimes()
        self.partner = self._partner()

    @property
    def stage(self) -> str:
        """`young`, `middle` or `old`."""
        return "young" if self.age < 30 else "middle" if self.age < 62 else "old"

    @property
    def nationality(self) -> str:
        return self.origin.adjective if self.known else ""

    @property
    def country(self) -> str:
        """The name of the country lived in; empty where it is none of ours."""
        key = next(name for name, candidate in countries().items() if candidate is self.home)
        return " ".join(word.capitalize() for word in key.split("_")) if self.known else ""

    def _places(self) -> tuple[Country, Country, str, bool]:
        """Origin, home, the city lived in, and whether the country is known. Without a place, the name tells."""
        cities = [
            (match[1] or "", country, city)
            for country in countries().values()
            for city in country.cities
            if (match := re.search(rf"(?:(\w+)\s+)?\b{re.escape(fold(city))}\b", fold(self._text)))
        ]
        lands = [country for country in countries().values() if any(map(self._is_named, _called(country)))]
        left = [place for place in cities if place[0] == "from"]
        for _, home, city in (*(place for place in cities if place not in left), *left):
            return left[0][1] if left else lands[0] if lands else home, home, city, True
        unknown = self._unknown_place(lands)
        if lands:
            return lands[0], lands[-1], unknown or self._rng.choice(lands[-1].cities), True
        if unknown:
            neutral = countries()["england"]
            return neutral, neutral, unknown, False
        first, *rest = self._name.split() or [""]
        theirs = [
            key
            for key, country in countries().items()
            if first in (*country.women, *country.men) or (rest and rest[-1] in country.surnames)
        ]
        homeland = countries()[self._rng.choice(theirs or sorted(countries()))]
        return homeland, homeland, self._rng.choice(homeland.cities), True

    def _is_named(self, word: str) -> bool:
        cased = word.lower() in self._words.cased
        shape = word.capitalize() if cased else word
        return re.search(rf"\b{re.escape(shape)}\b", self._text, 0 if cased else re.IGNORECASE) is not None

    def _unknown_place(self, lands: list[Country]) -> str:
        names = {word.lower() for country in lands for word in _called(country)}
        places = (match[2] for match in self._words.somewhere.finditer(self._text))
        return next((place for place in places if place.lower().removeprefix("the ") not in names), "")

    def _trade_in(self, said: str) -> tuple[Stock, str] | None:
        """The trade that comes first in the words, and how they name it."""
        hits = (
            (m.start(), -len(m.group()), name, m.group())
            for name, t in trades().items()
            if (m := t.words.search(said))
        )
        best = min(hits, default=None)
        return None if best is None else (trades()[best[2]], best[3])

    def _calling(self) -> tuple[Stock | None, str]:
        """The trade that is given or that the sentence names, or its own words as the title of one that is not
        known."""
        work = self._given.get("occupation")
        given = as_text(work.get("title") if isinstance(work, FrozenDict) else work)
        if hit := self._trade_in(given or self._brief.text):
            trade, named = hit
            title = self._words.retired.sub("", given).strip() or named.lower().removesuffix("s")
            title = "pupil" if not given and self._words.at_school.fullmatch(title) else title
            return trade, title if trade.noun else trade.title
        if given:
            return None, self._words.retired.sub("", given).strip()
        phrase = self._words.calling.match(self._brief.text.strip())
        words = phrase[1].split() if phrase else []
        calling = [word for word in words if self._may_be_calling(word)]
        at_the_end = bool(calling) and calling == words[-len(calling) :] and len(calling) <= 3
        return None, " ".join(calling).lower() if at_the_end else ""

    def _may_be_calling(self, word: str) -> bool:
        lands = {name.lower() for country in countries().values() for name in _called(country)}
        manner = any(stock.words.fullmatch(word) for stock in lives().manner.values())
        return not (manner or word.lower() in {*self._words.no_calling, *lands} or word[:1].isdigit())

    def _some_trade(self) -> tuple[Stock, str]:
        if self.age < 20:
            self.retired = False
            return trades()["student"], "pupil" if self.age < 18 else "student"
        names = sorted(name for name in trades() if name != "student" or self.age < 27)
        trade = trades()[self._rng.choice(names)]
        self.retired = (self.retired or self.age >= 67) and trade.noun
        return trade, trade.title

    def _age(self, title: str) -> int:
        given = as_text(self._given.get("age")).strip()
        if given.isdigit():
            return int(given)
        if (match := self._words.age.search(self._text)) and 8 <= int(match[1]) <= 105:
            return int(match[1])
        for pattern, least, most in self._words.ages:
            if pattern.search(f"{self._text} {title}"):
                return self._rng.randint(least, most)
        return int(self._rng.triangular(20, 76, 40))

    def _gender(self) -> str:
        if stated := as_text(self._given.get("gender")):
            return stated
        if self._words.neither.search(self._text):
            return "non-binary"
        female, male = self._words.female.search(self._text), self._words.male.search(self._text)
        if female and male:
            return "female" if female.start() < male.start() else "male"
        if female or male:
            return "female" if female else "male"
        first = (self._name.split() or [""])[0]
        if any(first in country.women for country in countries().values()):
            return "female"
        known = any(first in country.men for country in countries().values())
        return "male" if known else self._rng.choice(("female", "male"))

    def _full_name(self) -> tuple[str, str]:
        """A name of the place; neither part is one that somebody to be unlike has, if it can be helped."""
        origin, gender = self.origin, self.gender.lower()
        female, male = gender.startswith(("f", "w")), gender.startswith("m")
        firsts = origin.women if female else origin.men if male else (*origin.women, *origin.men)
        avoided = fold(" ".join(self._brief.avoid)).split()
        first, surname = (
            self._rng.choice([name for name in names if fold(name) not in avoided] or names)
            for names in (firsts, origin.surnames)
        )
        if female and origin.adjective == "Czech":
            surname = re.sub(r"[aý]?$", "ová", surname, count=1)
        if self._name:
            first, _, rest = self._name.partition(" ")
            surname = rest or ("" if "name" in self._given else surname)
        return first, surname

    def _manner(self) -> str:
        text = self._text.lower()
        scores = {name: len(set(manner.words.findall(text))) for name, manner in lives().manner.items()}
        best = max(scores.values())
        return self._rng.choice([name for name in sorted(scores) if scores[name] == best])

    def _pastimes(self) -> tuple[Stock, ...]:
        """Two, first those spoken of; none that the person is set against."""
        against = " ".join(thing for stance, thing in self.attitudes if stance == "against")
        all_ = [pastime for pastime in lives().pastime if not pastime.words.search(against)]
        spoken_of = [pastime for pastime in all_ if pastime.words.search(self._text)][:2]
        rest = [pastime for pastime in all_ if pastime not in spoken_of]
        return (*spoken_of, *self._rng.sample(rest, 2 - len(spoken_of)))

    def _partner(self) -> str:
        stated = next((kind for kind, pattern in self._words.partners if pattern.search(self._text)), None)
        if stated is not None:
            return stated
        usual = ("spouse", "spouse", "divorced" if self.age < 66 else "widowed", "")
        return "" if self.age < 23 else self._rng.choice(usual)

    def _attitudes(self) -> Iterator[tuple[str, str]]:
        every = "|".join(attitude.words.pattern for attitude in lives().attitude.values())
        end = (
            rf"(?=\s+(?:and|but)\s+(?:{every}|is|has|lives|was|who|never|always)\b|[,.;]|"
            r"\s+(?:who|because|since)\b|$)"
        )
        for stance, attitude in lives().attitude.items():
            phrase = rf"(?<!not ){attitude.words.pattern}\s+(?!that\b)(.+?){end}"
            for match in re.finditer(phrase, self._brief.text, re.IGNORECASE):
                yield stance, match[1].strip()
        if self._words.meatless.search(self._brief.text):
            yield "against", "meat"


def _called(country: Country) -> tuple[str, ...]:
    """The words by which a sentence names a country."""
    return (country.adjective, *country.also)
