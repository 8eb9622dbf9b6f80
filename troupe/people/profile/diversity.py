"""The completeness and variety of the people of a set: coverage, diversity indices, likeness of biographies."""

import hashlib
import math
import re
from collections.abc import Sequence
from itertools import combinations

from troupe.core.frozen import Frozen
from troupe.core.word_tokens import fold
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_gaps import gaps
from troupe.people.profile.field_distribution import Kinds, Lists, Numbers, distribution, known_values, shares

SHINGLE = 3
"""Words in a shingle."""
EXACT_UP_TO = 150
"""People compared by all their shingles; above that by a sample of them."""
SAMPLED = 160
"""Shingles a person kept, about, in larger sets."""
ALIKE = 0.35
"""The likeness from which two biographies are called look-alikes. Two people of the library share about 0.4 %, two
that the understudy wrote at random 8 %, two that it wrote from one sentence a quarter; copies nearly all."""
_NOT_OF_A_LIFE = frozenset(
    {"name", "agent_file", "avatar", "provenance", "synthetic", "tests", "rating", "fragments", "secrets"}
)
_FILLED_FIELDS = (
    "age", "gender", "pronouns", "nationality", "residence", "languages", "education", "occupation", "style",
    "voice", "personality", "preferences", "skills", "beliefs", "behaviors", "long_term_goals", "health",
    "relationships", "other_facts", "lore",
)  # fmt: skip


class FieldDiversity(Frozen):
    """The variety of a field. `simpson` is the chance that two people drawn from the set differ in it, 1 − Σ
    n(n−1) / N(N−1) (Simpson, *Nature* 163, 1949). `shannon` is −Σ p ln p (Shannon 1948) divided by ln of the
    number of values, so 1 where all are equally frequent. Numbers count by their bands, lists by their items."""

    field: str
    values: int
    simpson: float
    shannon: float


class Pair(Frozen):
    """Two people and how alike they are, by their places in the set."""

    first: int
    second: int
    likeness: float


class Likeness(Frozen):
    """`mean` over all pairs, and the pairs that are look-alikes, the most alike first. `exact` is false where
    shingles were sampled."""

    mean: float
    pairs: tuple[Pair, ...]
    exact: bool


class Coverage(Frozen):
    """The share of people with something in each field, and of all fields together. `rich` counts those who lack
    nothing that a long conversation needs."""

    fields: tuple[tuple[str, float], ...]
    mean: float
    rich: int


def coverage(people: Sequence[Persona]) -> Coverage:
    """How much of the usual fields is filled."""
    filled = [(field, sum(_says(persona, field) for persona in people) / len(people)) for field in _FILLED_FIELDS]
    return Coverage(
        fields=tuple(filled),
        mean=sum(share for _, share in filled) / len(filled),
        rich=sum(not gaps(persona) for persona in people),
    )


def diversity(people: Sequence[Persona], field: str) -> FieldDiversity | None:
    """How varied a field is among those who say something; None where fewer than two do."""
    if len(known_values(people, field)) < 2:
        return None
    spread = distribution(people, field)
    match spread:
        case Numbers() | Kinds() | Lists():
            counts = [share.count for share in shares(spread) if share.count]
    total = sum(counts)
    pairs = total * (total - 1)
    portions = [count / total for count in counts]
    entropy = -sum(portion * math.log(portion) for portion in portions)
    return FieldDiversity(
        field=field,
        values=len(counts),
        simpson=1 - sum(count * (count - 1) for count in counts) / pairs if pairs else 0.0,
        shannon=entropy / math.log(len(counts)) if len(counts) > 1 else 0.0,
    )


def likeness(people: Sequence[Persona], alike: float = ALIKE) -> Likeness:
    """How alike the biographies are, pair by pair: the share of common three-word shingles among all of both
    (Jaccard's resemblance: Broder, *On the resemblance and containment of documents*, 1997). Names are left out.
    In sets of more than 150 people only shingles whose hash is 0 modulo m are compared, m chosen so that about 160
    a person remain (the "mod m" sketch there)."""
    whole = [biography_shingles(persona) for persona in people]
    exact = len(people) <= EXACT_UP_TO
    if not exact:
        modulus = max(1, round(sum(map(len, whole)) / len(whole) / SAMPLED))
        whole = [frozenset(shingle for shingle in shingles if shingle % modulus == 0) for shingles in whole]
    pairs: list[Pair] = []
    total, count = 0.0, 0
    for (i, shingles), (j, second) in combinations(enumerate(whole), 2):
        common = len(shingles & second)
        all_ = len(shingles) + len(second) - common
        value = common / all_ if all_ else 0.0
        total, count = total + value, count + 1
        if value >= alike:
            pairs.append(Pair(first=i, second=j, likeness=value))
    pairs.sort(key=lambda pair: (-pair.likeness, pair.first, pair.second))
    return Likeness(mean=total / count if count else 0.0, pairs=tuple(pairs), exact=exact)


def biography_shingles(persona: Persona) -> frozenset[int]:
    """The hashes of all runs of three words in what the persona says of a life, whatever its name."""
    names = {fold(part) for part in persona.name.split()}
    shingles: set[int] = set()
    for key, value in persona.document.items():
        if key in _NOT_OF_A_LIFE:
            continue
        for text in _texts(value):
            words = [word for word in re.findall(r"\w+", fold(text)) if word not in names]
            runs = [words[at : at + SHINGLE] for at in range(max(1, len(words) - SHINGLE + 1))] if words else []
            shingles.update(_hashed(" ".join(run)) for run in runs)
    return frozenset(shingles)


def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest())


def _texts(value: FrozenJson) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, FrozenDict):
        return [text for key, member in value.items() if key != "keys" for text in _texts(member)]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    return []


def _says(persona: Persona, field: str) -> bool:
    return persona.document.get(field) not in (None, "", (), FrozenDict())
