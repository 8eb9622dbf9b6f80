"""Facts to be planted in a talk, each with a value that no language has, so that it is found wherever it
stands."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

SYLLABLES = ("zor", "kel", "vim", "tru", "pax", "lud", "nox", "gri", "bem", "sho")
ENDS = ("vik", "mar", "dun", "zel", "tok", "rys")
OWNED = (
    "dog",
    "cat",
    "boat",
    "bicycle",
    "horse",
    "shop",
    "band",
    "aunt",
    "teacher",
    "parrot",
    "village",
    "bakery",
)
ARRANGED = ("tent", "choir", "market", "raffle", "parade", "dinner", "race", "concert", "auction", "bonfire")


class Fate(StrEnum):
    """What becomes of a fact, and so what is to be remembered. KEPT and CORRECTED: the newest value. WHISPERED:
    said to one person alone. DELETED: nothing."""

    KEPT = "kept"
    CORRECTED = "corrected"
    WHISPERED = "whispered"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class PlantedFact:
    """`lines` tell it, each with one of the `values`, the last one valid; the `question` asks for it."""

    speaker: str
    fate: Fate
    values: tuple[str, ...]
    lines: tuple[str, ...]
    question: str


@dataclass(slots=True)
class Planting:
    """Lines in the order in which they are said: which fact, which of its lines."""

    facts: list[PlantedFact] = field(default_factory=list[PlantedFact])
    steps: list[tuple[PlantedFact, int]] = field(default_factory=list[tuple[PlantedFact, int]])


def planting(count: int, speakers: Sequence[str], seed: int) -> Planting:
    """So many facts, of each fate in turn; corrections come after all facts were told."""
    dice = random.Random(seed)
    values = _values(dice)
    fates = [Fate.KEPT, Fate.CORRECTED, Fate.DELETED, Fate.WHISPERED]
    plan = Planting()
    subjects = dice.sample([*((True, word) for word in OWNED), *((False, word) for word in ARRANGED)], count)
    for number, (owned, subject) in enumerate(subjects):
        fate, speaker = fates[number % len(fates)], speakers[number % len(speakers)]
        told = (next(values), next(values)) if fate is Fate.CORRECTED else (next(values),)
        plan.facts.append(_fact(subject, speaker, fate, told, owned=owned))
    plan.steps = [(fact, 0) for fact in plan.facts] + [(f, 1) for f in plan.facts if f.fate is Fate.CORRECTED]
    return plan


def _fact(subject: str, speaker: str, fate: Fate, values: tuple[str, ...], *, owned: bool) -> PlantedFact:
    first, last = values[0].capitalize(), values[-1].capitalize()
    if owned:
        lines = (f"My {subject} is called {first}.", f"My {subject} is called {last} now.")
        question = f"What is {speaker}'s {subject} called?"
    else:
        lines = (f"The {subject} is in {first} street.", f"The {subject} is now in {last} street.")
        question = f"In which street is the {subject}?"
    return PlantedFact(speaker, fate, values, lines[: len(values)], question)


def _values(dice: random.Random) -> Iterator[str]:
    words = [first + second + end for first in SYLLABLES for second in SYLLABLES for end in ENDS]
    dice.shuffle(words)
    yield from words
