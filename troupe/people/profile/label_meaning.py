"""The order and the meaning of the labels of a field: bands of incomes and schools in their order, and labels of
two sets that say the same in other words. Without it charts order schooling by size and call two countries wholly
different."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from troupe.core.frozen import Frozen

NOT_GIVEN = "not given"
_NO_ANSWER = re.compile(r"(do(es)? ?n.?t know|don’t know|do not know|not sure|prefer not to say|refused|no answer|any(thing|one) else)", re.I)  # noqa: E501  # fmt: skip
_NUMBER = re.compile(
    r"(\d+(?:[.,\s]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s*(k\b|thousand|lakh|m\b|million|crore|bn\b|billion)?", re.I
)
_UNITS = {
    "k": 1e3,
    "thousand": 1e3,
    "lakh": 1e5,
    "m": 1e6,
    "million": 1e6,
    "crore": 1e7,
    "bn": 1e9,
    "billion": 1e9,
}
_BELOW = re.compile(r"\b(under|below|less than|up to|fewer than|at most)\b|^\s*[<≤]", re.I)
_ABOVE = re.compile(r"\b(over|above|more than|or (more|over|older|higher|above)|and (more|over|older|above)|at least)\b|\d\s*\+|^\s*[>≥]", re.I)  # noqa: E501  # fmt: skip
_NONE = re.compile(r"\s*(no|none|never|nothing|no \w+)\s*", re.I)


class MeaningStep(Frozen):
    """One step of a meaning: the patterns of labels that say it, and the wider name under which sets that use
    other labels are compared."""

    says: str
    wider: str = ""


class LabelMeaning(Frozen):
    """A thing that many tables tell in words of their own, such as schooling. `fields` is the pattern of the
    names of fields it may be looked for in; empty: in all."""

    name: str
    fields: str = ""
    ordered: bool = False
    steps: tuple[MeaningStep, ...]

    def step_of(self, label: str) -> int | None:
        """The place of the step that says this label; None where none does."""
        text = " ".join(label.casefold().split())
        for place, step in enumerate(self.steps):
            if re.fullmatch(step.says, text):
                return place
        bare = re.sub(r"\s*\([^)]*\)", "", text).strip()
        return self.step_of(bare) if bare and bare != text else None

    def place_of(self, label: str) -> int | None:
        """The place of a label or of a wider name in the order of the steps."""
        step = self.step_of(label)
        wider = (place for place, each in enumerate(self.steps) if each.wider and each.wider == label)
        return next(wider, None) if step is None else step


@lru_cache(maxsize=1)
def meanings() -> tuple[LabelMeaning, ...]:
    """The meanings of `label_meanings.toml`, in its order."""
    table = tomllib.loads(Path(__file__).with_suffix("").with_name("label_meanings.toml").read_text("utf-8"))
    return tuple(LabelMeaning.model_validate(entry) for entry in table["meaning"])


def in_order(field: str, labels: Iterable[str]) -> tuple[str, ...] | None:
    """The labels in their own order, the least first and answers like “don't know” last; None where they have
    none."""
    every = list(dict.fromkeys(labels))
    told = [label for label in every if not _NO_ANSWER.search(label)]
    places = _by_number(told) or _by_meaning(field, told)
    if places is None:
        return None
    return (*sorted(told, key=lambda label: places[label]), *(label for label in every if label not in told))


def wider_names(field: str, first: Iterable[str], second: Iterable[str]) -> Mapping[str, str] | None:
    """The wider name of each label, where two sets tell one thing in different labels; None where their labels
    agree or no meaning has them all. A wider name is the label itself where both sets agree on it."""
    left, right = set(first), set(second)
    folded = ({label.casefold() for label in left}, {label.casefold() for label in right})
    if folded[0] <= folded[1] or folded[1] <= folded[0]:
        return None
    for meaning in _meant(field):
        steps = {label: meaning.step_of(label) for label in left | right}
        known = {label: meaning.steps[step].wider for label, step in steps.items() if step is not None}
        if len(known) == len(steps) and all(known.values()):
            return known
    return None


def _meant(field: str) -> tuple[LabelMeaning, ...]:
    name = field.split(".")[-1].replace("_", " ")
    return tuple(m for m in meanings() if not m.fields or re.search(m.fields, name, re.IGNORECASE))


def _by_meaning(field: str, labels: list[str]) -> dict[str, float] | None:
    for meaning in _meant(field):
        if not meaning.ordered:
            continue
        steps = {label: meaning.place_of(label) for label in labels}
        places = {label: float(step) for label, step in steps.items() if step is not None}
        if len(places) == len(labels) and len(set(places.values())) > 1:
            return places
    return None


def _by_number(labels: list[str]) -> dict[str, float] | None:
    """The places of labels that are bands of numbers: `under 5`, `5 to 10`, `10 or more`."""
    places: dict[str, float] = {}
    for label in labels:
        match = _NUMBER.search(label)
        if match is None and not _NONE.fullmatch(label):
            return None
        places[label] = _place(label) if match else -1.0
    return places if len(set(places.values())) == len(labels) and len(labels) > 1 else None


def _place(label: str) -> float:
    """The first number of a band; a band that ends there comes before it, one that only begins there after it."""
    (value, unit), *others = (_read(match) for match in _NUMBER.finditer(label))
    value *= unit or next((size for number, size in others if size and number > value), 1.0)
    nudge = max(abs(value), 1.0) * 1e-6
    return value - nudge if _BELOW.search(label) else value + nudge if _ABOVE.search(label) else value


def _read(match: "re.Match[str]") -> tuple[float, float]:
    """A number and the size of its unit, 0 where it has none."""
    digits = match[1]
    if re.fullmatch(r"\d+(?:[.,\s]\d{3})+", digits):
        digits = re.sub(r"[.,\s]", "", digits)
    return float(digits.replace(",", ".")), _UNITS.get((match[2] or "").casefold(), 0.0)
