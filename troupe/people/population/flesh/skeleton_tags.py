"""The character of someone in a few words, read from their skeleton: what the plain flesh is chosen by."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from troupe.people.documents.frozen_json import is_object
from troupe.people.population.work.occupation_choice import CREEDS, creed_of

BIG_FIVE = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")

CHILD, YOUNG, OLD = 16, 35, 62
"""Ages: below the first a child, below the second young, from the third on old."""
ADULT, RETIRES = 18, 67
"""Ages: below the first at school, from the second on at rest, where no field says otherwise."""

_WORDS = (
    (r"urban|\bcit(?:y|ies)\b|\btown|metropol", "town", r"rural|village|country|small town"),
    (r"rural|village|countryside", "country", r"urban"),
    (r"\bleft|democrat|labou?r|social|green|progressive", "left", r"christian|union|liberal democratic|unaff"),
    (r"\bright|republican|conserv|national|christian democr|union", "right", r"\bleft|labou?r union"),
    (r"\bcent(?:er|re)|independent|moderate|none|no party|undecided", "center", r"left|right"),
    (r"not vote|non.?voter|abstain|too young|not (?:allowed|entitled|eligible)|under age", "nonvoter", r"^$"),
    (r"bachelor|degree|univers|tertiary|college|master|doctor|phd|higher educ|post.?grad|(?<!school )graduate", "degree", r"\bno\b|below|some|less|without|incomplete|unfinished|post.secondary non"),  # noqa: E501
    (r"primary|no (?:school|educ|formal|certif|diploma|qualif)|below|less|incomplete|elementary|basic|lower secondary|junior high|middle school|compulsory|illiterate|never attended|without", "little", r"above|higher|univers|(?<!below )college"),  # noqa: E501
    (r"^(?:no|without|never)\b.*(?:school|educ|attended)|illiterate|no formal", "unread", r"incomplete|high|second"),  # noqa: E501
    (r"^(?:working|work\b|employed|employee|in (?:paid )?work|(?:full|part).time|self.emp)", "working", "student"),
    (r"^retired|pension", "retired", r"^$"),
    (r"unemploy|jobless|looking for work|seeking work", "jobless", r"^$"),
    (r"student|pupil|in education|in training", "student", r"^$"),
    (r"homemaker|housewi|caring for|at home|inactive|not in the labou?r force", "home", r"^$"),
    (r"christ|catholic|protestant|evangelical|orthodox|anglican|lutheran|baptist", "christian", r"\bnon?\b"),
    (r"muslim|islam|sunni|shia", "muslim", r"\bnon?\b"), (r"hindu", "hindu", r"\bnon?\b"),
    (r"sikh", "sikh", r"\bnon?\b"), (r"\bjew|judais", "jewish", r"\bnon?\b"), (r"buddh", "buddhist", r"\bnon?\b"),
)  # fmt: skip
"""A value's words that stand for a tag, the tag, and the words that speak against it."""
_PLACE, _CAMP, _SCHOOL = (
    r"geograph|urban|settlement|area|place|region",
    r"politic|party|vot",
    r"educ|school|qualif",
)
_DOES = r"employ|work|labou?r|status|occup|activity"
_FAITH = r"relig|faith|denominat|church"
_BY_FIELD = dict.fromkeys(CREEDS, _FAITH) | {
    "town": _PLACE, "country": _PLACE, "left": _CAMP, "right": _CAMP, "center": _CAMP, "degree": _SCHOOL,
    "little": _SCHOOL, "unread": _SCHOOL, "working": _DOES, "retired": _DOES, "jobless": _DOES,
    "student": _DOES, "home": _DOES, "nonvoter": _CAMP,
}  # fmt: skip
"""The names of fields in which a tag's words count."""
_NO_FAITH = re.compile(r"none|no relig|unaffil|atheis|agnost|without|not relig|secular|nothing", re.IGNORECASE)
_LEVEL = re.compile(r"^(?:very )?(high|low)", re.IGNORECASE)
AT_REST = ("retired", "jobless", "student", "home", "child")


def tags_of(
    age: int | None,
    gender: str,
    values: Mapping[str, tuple[str, ...]],
    traits: object,
    incomes: Mapping[str, tuple[str, ...]],
) -> frozenset[str]:
    """All tags of flesh.toml that hold, kinds of work left out. `values` are the labels by field, `traits` the Big
    Five as the document has them, `incomes` the labels of the fields of income, from the least to the most."""
    tags = {tag for tag in (gender, _generation(age)) if tag}
    for field, labels in values.items():
        for label in labels:
            tags.update(_told(field, label))
        if field in incomes and labels:
            tags.update(_wealth(incomes[field], labels[0]))
    tags.update(_temperament(traits))
    if "child" in tags:
        tags.discard("working")
    elif not tags.intersection((*AT_REST, "working")):
        tags.add(_by_age(age))
    return frozenset(tags)


def school_told(values: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a field speaks of schooling."""
    return any(re.search(_SCHOOL, field, re.IGNORECASE) for field in values)


def work_told(values: Mapping[str, tuple[str, ...]]) -> str:
    """The state of work that the labels of fields tell; empty if none does."""
    told = {tag for field, labels in values.items() for label in labels for tag in _told(field, label)}
    return next((state for state in (*AT_REST, "working") if state in told), "")


def faith_told(values: Mapping[str, tuple[str, ...]]) -> str:
    """The faith that a field tells, such as `hindu`; empty if none does, or if it is another."""
    return creed_of({tag for field, labels in values.items() for label in labels for tag in _told(field, label)})


_MARRIAGE = (
    ("single", r"never|single|unmarried|not married|\bbachelor\b"),
    ("widowed", r"widow"),
    ("divorced", r"divorc|separat"),
    ("partnered", r"union|cohabit|partner"),
    ("married", r"married|spouse|wed\b"),
)
"""States of marriage, with the words of a label that mean each; the first that fits."""


def marriage_told(values: Mapping[str, tuple[str, ...]]) -> str:
    """The state of marriage that a field of that subject tells; empty if none does."""
    for field, labels in values.items():
        if labels and re.search(r"marital|marriage|(?:family|civil) status", field, re.IGNORECASE):
            label = labels[0].lower()
            return next((state for state, words in _MARRIAGE if re.search(words, label)), "")
    return ""


def _by_age(age: int | None) -> str:
    """The state of work of someone of whom no field tells it."""
    if age is None:
        return "working"
    return "student" if age < ADULT else "retired" if age >= RETIRES else "working"


def _generation(age: int | None) -> str:
    if age is None:
        return ""
    return "child" if age < CHILD else "young" if age < YOUNG else "mid" if age < OLD else "old"


@lru_cache(maxsize=10_000)
def _told(field: str, label: str) -> frozenset[str]:
    return frozenset(_of_label(field, label))


def _of_label(field: str, label: str) -> Iterator[str]:
    if re.search(r"relig|faith|denominat", field, re.IGNORECASE):
        yield "nofaith" if _NO_FAITH.search(label) else "faith"
    for pattern, tag, but in _WORDS:
        spoken_of = re.search(_BY_FIELD[tag], field, re.IGNORECASE)
        if spoken_of and re.search(pattern, label, re.IGNORECASE) and not re.search(but, label, re.IGNORECASE):
            yield tag


def _wealth(labels: tuple[str, ...], label: str) -> Iterator[str]:
    place = (labels.index(label) + 0.5) / len(labels)
    if place < 0.34:
        yield "poor"
    elif place > 0.75:
        yield "rich"


def _temperament(traits: object) -> Iterator[str]:
    for trait in BIG_FIVE:
        line = traits.get(trait) if is_object(traits) else None
        if isinstance(line, str) and (level := _LEVEL.match(line)):
            short = {"openness": "open", "conscientiousness": "cons", "extraversion": "extra"}.get(
                trait, trait[:5]
            )
            yield f"{short}{'+' if level[1].lower() == 'high' else '-'}"
