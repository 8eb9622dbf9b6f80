"""A sketch of a person read from a sentence: age, gender, places, calling, attitudes; the seed fills the gaps."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from troupe.llm.understudy.forms.life_material import Country, Pastime, Trade, countries, lives, trades
from troupe.llm.understudy.hearing.phrase_files import folded
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson
from troupe.people.documents.lenient_reading import as_text
from troupe.people.persona.writing_brief import Brief

_AGE = re.compile(
    r"\b(?:aged? |age: ?)?(\d{1,3})(?:[- ]years?(?:[- ]old)?| ?y/?o\b|\b(?= |,|$|\.))", re.IGNORECASE
)
_AGES = (
    (r"\b(?:schoolboy|schoolgirl|pupil|teenager|teenaged?|adolescent)\b", 13, 17),
    (r"\bstudent\b|\bundergraduate\b|\bapprentice\b|\btrainee\b", 18, 26),
    (r"\bgrand(?:mother|father|ma|pa)\b|\belderly\b|\bold (?:man|woman|lady)\b|\bpensioner\b", 66, 84),
    (r"\bretired\b|\bretiree\b", 63, 79),
    (r"\bmiddle-aged\b", 43, 57),
    (r"\byoung\b", 19, 29),
    (r"\bold\b", 64, 82),
)
_FEMALE = re.compile(
    r"\b(?:woman|female|girl|lady|she|her|mother|mum|grandmother|grandma|widow|wife|daughter|sister|nun|waitress|"
    r"actress|housewife|schoolgirl|policewoman|saleswoman|businesswoman|midwife)\b",
    re.IGNORECASE,
)
_MALE = re.compile(
    r"\b(?:man|male|boy|guy|gentleman|he|his|him|father|dad|grandfather|grandpa|widower|husband|son|brother|monk|"
    r"waiter|schoolboy|policeman|salesman|businessman|fisherman|househusband)\b",
    re.IGNORECASE,
)
_NEITHER = re.compile(r"\bnon-?binary\b|\bgenderqueer\b|\bagender\b|\bthey/them\b", re.IGNORECASE)
_RETIRED = re.compile(r"\b(?:retired|retiree|pensioner|former|ex-)", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:named|called|by the name of)\s+((?:[A-ZÀ-Þ][\w'’-]+ ?){1,3})")
_SOMEWHERE = re.compile(r"\b(from|in|near|of)\s+((?:the )?[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)*)")
_CASED = frozenset({"polish", "turkey", "china"})
"""Words that mean a country only with a capital."""
_CALLING = re.compile(
    r"^(?:an? |the )?((?:[\w'’-]+ ){0,5}?[\w'’-]+?)(?=,|;|\.|$| (?:from|in|who|that|living|with|of|and|at|aged|"
    r"near|named|called|whose|on|but|for)\b)",
    re.IGNORECASE,
)
_NO_CALLING = frozenset(
    re.findall(
        r"\S+",
        "a an the retired former young old elderly middle-aged single married divorced widowed man woman person "
        "someone somebody people guy girl boy lady gentleman male female human poor rich tall small little very "
        "quite rather who mother father parent widow widower years year-old year gay straight trans queer black "
        "white half nice good lonely",
    )
)
_AT_SCHOOL = re.compile(r"teenager|schoolboy|schoolgirl", re.IGNORECASE)
_STATED = re.compile(r"\b(?:believes|thinks|says|is convinced|is sure|insists|claims) that (.+?)(?=[.;]|$)", re.I)
_MEATLESS = re.compile(r"\b(?:vegan|vegetarian)\b", re.IGNORECASE)
_HIGH_SCHOOLED = re.compile(r"doctor|physician|lawyer|attorney|scientist|biologist|teacher|engineer", re.I)
_PARTNERS = (
    ("widowed", r"\bwidow(?:ed|er)?\b"), ("divorced", r"\bdivorced\b|\bseparated\b"),
    ("spouse", r"\bmarried\b|\bhusband\b|\bwife\b"),
    ("", r"\bsingle\b|\balone\b|\blonely\b|\b(?:nun|priest|monk)\b"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is settled about a person before the flesh. `job` is the calling as a noun, or empty; `attitudes` pairs
    of `for` or `against` and what about; `stated` whole opinions."""

    first: str
    surname: str
    age: int
    gender: str
    origin: Country
    home: Country
    city: str
    nationality: str
    country: str
    trade: Trade | None
    title: str
    job: str
    retired: bool
    manner: str
    pastimes: tuple[Pastime, ...]
    attitudes: tuple[tuple[str, str], ...]
    stated: tuple[str, ...]
    partner: str
    high_schooled: bool

    @property
    def stage(self) -> str:
        """`young`, `middle` or `old`."""
        return "young" if self.age < 30 else "middle" if self.age < 62 else "old"


def sketch(brief: Brief, rng: random.Random) -> Sketch:
    """The person that the sentence, and what is given, suggest."""
    fields = brief.fields
    text = ". ".join(part for part in (brief.text, *_told(fields)) if part)
    origin, home, city, stated_country = _places(text, _stated_name(text, fields), rng)
    title_given = _title(fields)
    trade, title = _calling(title_given or brief.text, settled=bool(title_given))
    retired = _RETIRED.search(text) is not None
    age = _age(text, fields, title, rng)
    if trade is None and not title:
        trade, title, retired = _some_trade(age, rng, retired=retired)
    gender = _gender(text, fields, rng)
    attitudes = tuple(dict.fromkeys(_attitudes(brief.text)))
    first, surname = _name(brief, text, origin, gender, rng)
    noun = title if trade is None or trade.noun else ""
    return Sketch(
        first=first,
        surname=surname,
        age=age,
        gender=gender,
        origin=origin,
        home=home,
        city=city,
        nationality=origin.adjective if stated_country else "",
        country=_country_name(home) if stated_country else "",
        trade=trade,
        title=f"retired {title}" if retired and title and not _RETIRED.match(title) else title,
        job=f"retired {noun}" if retired and noun and not _RETIRED.match(noun) else noun,
        retired=retired,
        manner=_manner(text, rng),
        pastimes=_pastimes(text, attitudes, rng),
        attitudes=attitudes,
        stated=tuple(match[1][:1].upper() + match[1][1:] + "." for match in _STATED.finditer(brief.text)),
        partner=_partner(text, age, rng),
        high_schooled=_HIGH_SCHOOLED.search(title) is not None,
    )


def _told(given: FrozenDict[FrozenJson]) -> Iterator[str]:
    for key in ("residence", "nationality", "country_of_residence", "gender", "education", "style", "health"):
        if text := as_text(given.get(key)):
            yield f"from {text}" if key == "country_of_residence" else f"in {text}" if key == "residence" else text


def _title(given: FrozenDict[FrozenJson]) -> str:
    work = given.get("occupation")
    return as_text(work.get("title") if isinstance(work, FrozenDict) else work)


def _places(text: str, name: str, rng: random.Random) -> tuple[Country, Country, str, bool]:
    """Origin, home, the city lived in, and whether the country is one we know. Without a place, the name tells."""
    cities: list[tuple[str, Country, str]] = []
    lands: list[Country] = []
    for country in countries().values():
        for city in country.cities:
            if match := re.search(rf"(?:(\w+)\s+)?\b{re.escape(folded(city))}\b", folded(text)):
                cities.append((match[1] or "", country, city))
        if any(_names(word, text) for word in (country.adjective, *country.also)):
            lands.append(country)
    from_cities = [place for place in cities if place[0] == "from"]
    in_cities = [place for place in cities if place[0] != "from"]
    home = (in_cities or from_cities or [None])[0]
    if home is not None:
        origin = from_cities[0][1] if from_cities else lands[0] if lands else home[1]
        return origin, home[1], home[2], True
    if lands:
        unknown = _unknown_place(text, lands)
        return lands[0], lands[-1], unknown or rng.choice(lands[-1].cities), True
    if unknown := _unknown_place(text, []):
        neutral = countries()["england"]
        return neutral, neutral, unknown, False
    candidates = [key for key, country in countries().items() if name and _is_of(name, country)]
    homeland = countries()[rng.choice(candidates or sorted(countries()))]
    return homeland, homeland, rng.choice(homeland.cities), True


def _is_of(name: str, country: Country) -> bool:
    first, *rest = name.split()
    return first in (*country.women, *country.men) or bool(rest and rest[-1] in country.surnames)


def _names(word: str, text: str) -> bool:
    flags = 0 if word.lower() in _CASED else re.IGNORECASE
    shape = word.capitalize() if word.lower() in _CASED else word
    return re.search(rf"\b{re.escape(shape)}\b", text, flags) is not None


def _unknown_place(text: str, lands: list[Country]) -> str:
    adjectives = {word.lower() for country in lands for word in (country.adjective, *country.also)}
    for match in _SOMEWHERE.finditer(text):
        if match[2].lower().removeprefix("the ") not in adjectives:
            return match[2]
    return ""


def _country_name(country: Country) -> str:
    key = next(name for name, candidate in countries().items() if candidate is country)
    return " ".join(word.capitalize() for word in key.split("_"))


def _calling(said: str, *, settled: bool) -> tuple[Trade | None, str]:
    """The trade that the words name, or the words themselves as the title of one that is not known."""
    hits = [(m.start(), -len(m.group()), name, m) for name, t in trades().items() if (m := t.words.search(said))]
    if hits:
        _, _, name, match = min(hits)
        trade = trades()[name]
        title = _RETIRED.sub("", said).strip() if settled else match.group().lower().removesuffix("s")
        if _AT_SCHOOL.fullmatch(title):
            title = "pupil"
        return trade, title if trade.noun else trade.title
    if settled:
        return None, _RETIRED.sub("", said).strip()
    lands = {w.lower() for c in countries().values() for w in (c.adjective, *c.also)}
    manners = {word for manner in lives().manner.values() for word in manner.words}
    phrase = _CALLING.match(said.strip())
    words = phrase[1].split() if phrase else []
    calling = [w for w in words if w.lower() not in _NO_CALLING | lands | manners and not w[:1].isdigit()]
    at_the_end = calling == words[-len(calling) :] if calling else False
    return None, " ".join(calling).lower() if at_the_end and len(calling) <= 3 else ""


def _some_trade(age: int, rng: random.Random, *, retired: bool) -> tuple[Trade, str, bool]:
    if age < 20:
        return trades()["student"], "pupil" if age < 18 else "student", False
    names = sorted(name for name in trades() if name != "student" or age < 27)
    trade = trades()[rng.choice(names)]
    return trade, trade.title, (retired or age >= 67) and trade.noun


def _age(text: str, given: FrozenDict[FrozenJson], title: str, rng: random.Random) -> int:
    stated = given.get("age")
    if isinstance(stated, int):
        return stated
    if isinstance(stated, str) and stated.strip().isdigit():
        return int(stated)
    if (match := _AGE.search(text)) and 8 <= int(match[1]) <= 105:
        return int(match[1])
    for pattern, least, most in _AGES:
        if re.search(pattern, f"{text} {title}", re.IGNORECASE):
            return rng.randint(least, most)
    return int(rng.triangular(20, 76, 40))


def _gender(text: str, given: FrozenDict[FrozenJson], rng: random.Random) -> str:
    if stated := as_text(given.get("gender")):
        return stated
    if _NEITHER.search(text):
        return "non-binary"
    female, male = _FEMALE.search(text), _MALE.search(text)
    if female and male:
        return "female" if female.start() < male.start() else "male"
    if not female and not male and (name := _stated_name(text, given)):
        female = any(name.split()[0] in country.women for country in countries().values())
        male = any(name.split()[0] in country.men for country in countries().values())
    return "female" if female else "male" if male else rng.choice(("female", "male"))


def _stated_name(text: str, given: FrozenDict[FrozenJson]) -> str:
    match = _NAMED.search(text)
    return as_text(given.get("name")) or (match[1].strip() if match else "")


def _name(brief: Brief, text: str, origin: Country, gender: str, rng: random.Random) -> tuple[str, str]:
    """A name of the place; neither part is one that somebody to be unlike has, if it can be helped."""
    stated = _stated_name(text, brief.fields)
    female = gender.lower().startswith(("f", "w"))
    men_too = not female and not gender.lower().startswith("m")
    firsts = origin.women if female else (*origin.women, *origin.men) if men_too else origin.men
    avoided_names = folded(" ".join(brief.avoid)).split()
    free = [name for name in firsts if folded(name) not in avoided_names] or list(firsts)
    names = [name for name in origin.surnames if folded(name) not in avoided_names] or list(origin.surnames)
    first, surname = rng.choice(free), rng.choice(names)
    if female and origin.adjective == "Czech":
        surname = re.sub(r"[aý]?$", "ová", surname, count=1)
    if stated:
        first, _, rest = stated.partition(" ")
        surname = rest or ("" if "name" in brief.fields else surname)
    return first, surname


def _manner(text: str, rng: random.Random) -> str:
    words = set(re.findall(r"[a-z]+", text.lower()))
    scores = {name: len(words & manner.words) for name, manner in lives().manner.items()}
    best = max(scores.values())
    return rng.choice([name for name in sorted(scores) if scores[name] == best])


def _pastimes(text: str, attitudes: tuple[tuple[str, str], ...], rng: random.Random) -> tuple[Pastime, ...]:
    """Three, first those spoken of; none that the person is set against."""
    against = " ".join(thing for stance, thing in attitudes if stance == "against")
    all_ = [pastime for pastime in lives().pastime if not pastime.words.search(against)]
    matches = [pastime for pastime in all_ if pastime.words.search(text)][:2]
    rest = [pastime for pastime in all_ if pastime not in matches]
    return (*matches, *rng.sample(rest, 3 - len(matches)))


def _attitudes(text: str) -> Iterator[tuple[str, str]]:
    every = "|".join(attitude.verbs for attitude in lives().attitude.values())
    end = (
        rf"(?=\s+(?:and|but)\s+(?:{every}|is|has|lives|was|who|never|always)\b|[,.;]|\s+(?:who|because|since)\b|$)"
    )
    for stance, attitude in lives().attitude.items():
        phrase = rf"(?<!not )\b(?:{attitude.verbs})\s+(?!that\b)(.+?){end}"
        for match in re.finditer(phrase, text, re.IGNORECASE):
            yield stance, match[1].strip()
    if _MEATLESS.search(text):
        yield "against", "meat"


def _partner(text: str, age: int, rng: random.Random) -> str:
    """`spouse`, `divorced`, `widowed` or nobody."""
    for kind, pattern in _PARTNERS:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    return "" if age < 23 else rng.choice(("spouse", "spouse", "divorced" if age < 66 else "widowed", ""))
