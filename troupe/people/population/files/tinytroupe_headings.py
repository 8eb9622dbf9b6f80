"""The meaning of the headings and answers in TinyTroupe's population files: whose they are, and how one would say
them."""

import re

from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.population.spec.population_spec import Field, Naming

_PLACES = (
    (r"\bgender|\bsex\b", "gender", 0), (r"\beducation|attainment", "education", 18),
    (r"\bregions?\b|\bstates?\b|province", "residence", 0),
    (r"\boccupation|\bprofession", "occupation.sector", 16),
    (r"\bhobb|\binterest", "preferences.interests", 0), (r"\bopinion|\battitude|\bbelief", "beliefs", 18),
    (r"\bnationalit", "nationality", 0), (r"\bmarital|\bmarriage", "", 16), (r"\bpolitic|\bparty\b|\bvot", "", 18),
    (r"\bemployment\b|\bjob", "", 16),
)  # fmt: skip
"""By heading: where it stands in the persona, and from which age it can be true of anyone."""

LADDER = re.compile(r"^(.*?)\s+or\s+(?:higher|more|above)$", re.IGNORECASE)
_DESCENT = (
    (r"^hispanic|\blatin", ("mexico",)),
    (r"\basian\b", ("china", "india", "philippines", "vietnam", "korea", "japan")),
)
_EMPTY_WORDS = re.compile(r"\s+(?:distribution|breakdown|composition|groups?)$", re.IGNORECASE)
_SAID = (
    (re.compile(r"^viewed as (?:an? )?(.+)$", re.IGNORECASE), "{topic} is a {rest}."),
    (re.compile(r"^believe (?:that )?(.+)$", re.IGNORECASE), "I believe {rest}."),
    (re.compile(r"^(support|oppose|trust|favou?r) (.+)$", re.IGNORECASE), "I {verb} {rest}."),
)


def place_of(headings: tuple[str, ...]) -> tuple[str, int]:
    """Where a field of this heading stands in a persona, and from which age it can be true of anyone."""
    fields_told = about(headings)
    return next(
        ((path, least) for word, path, least in _PLACES if re.search(word, fields_told, re.IGNORECASE)), ("", 0)
    )


def said(topic: str, label: str) -> str:
    """An answer of a survey as a belief: `Viewed as Very Big Problem` → `Inflation is a very big problem.`"""
    for pattern, form in _SAID:
        if match := pattern.match(label):
            verb, rest = (match[1].lower(), match[2]) if len(match.groups()) > 1 else ("", match[1])
            small = _small(rest)
            if "{topic}" in form and not topic:
                return f"{label}."
            return form.format(topic=topic, rest=small, verb=verb)
    return f"{topic}: {_small(label)}." if topic else f"{label}."


def _small(words: str) -> str:
    return " ".join(word.lower() if word[1:].islower() else word for word in words.split())


def naming_of(fields: tuple[Field, ...], culture: str) -> Naming:
    """Where people are told apart by descent, names follow it."""
    for field in fields:
        if re.search(r"\brac(?:e|ial)\b|\bethnic", field.name):
            of = {
                label: cultures
                for label in field.labels
                for word, cultures in _DESCENT
                if re.search(word, label, re.IGNORECASE)
            }
            if of:
                return Naming(otherwise=culture, by=field.name, of=FrozenDict(of))
    return Naming(otherwise=culture)


def rung(label: str) -> str:
    """A step of a ladder without its "or higher"."""
    step = LADDER.match(label)
    return step[1] if step else label


def about(headings: tuple[str, ...]) -> str:
    """The heading that says what it is about: `Distribution` alone says nothing."""
    *above, last = headings
    return above[-1] if above and last.lower() == "distribution" else last


def heading_of(headings: tuple[str, ...]) -> str:
    """What a field below these headings is called."""
    return _EMPTY_WORDS.sub("", about(headings)).strip().lower() if headings else ""
