"""The limits of a persona's size: characters of its texts, and digits of its numbers. What is told in a prompt is
paid for on every turn, and what is stored is read on every turn."""

from collections.abc import Iterator, Mapping

from troupe.core.errors import BadInput
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, NotJson, child

LONGEST_FIELD = 32_000
"""Characters of one text. A card's description, the longest text met, has some twenty thousand."""
LONGEST_TOLD = 64_000
"""Characters of all that is told of a persona. The largest agent file known has 39 thousand."""
LONGEST_KEPT = 1_000_000
"""Characters of what is kept beside it and not told: a lorebook, of which a turn tells little, the rest of a card
or of an agent file. The largest lorebooks of cards have hundreds of thousands."""
LARGEST_NUMBER = 10**100
"""More digits are no number of anything, and take long to read and to write."""

_KEPT = frozenset({"lore", "card", "agent_file", "merges"})
_AROUND = 2
"""Characters that telling a value adds to it, such as `; `: a list of empty texts has a length too."""


def refuse_large(document: Mapping[str, FrozenJson], prefix: str = "") -> None:
    """Raises NotJson, with the path, if a text, a number or the persona as a whole is larger than it may be."""
    portrait_sizes: dict[str, int] = {}
    other_sizes: dict[str, int] = {}
    for key, value in document.items():
        length = len(key) + _length(value, child(prefix, key))
        (other_sizes if key in _KEPT else portrait_sizes)[key] = length
    _refuse_sum(portrait_sizes, LONGEST_TOLD, prefix, "makes the persona too long to be told")
    _refuse_sum(other_sizes, LONGEST_KEPT, prefix, "makes the persona too long to be kept")


def require_size(document: Mapping[str, FrozenJson]) -> None:
    """`refuse_large` for a persona that did not come from a file. Raises BadInput."""
    try:
        refuse_large(document)
    except NotJson as error:
        raise BadInput(error.message, field=error.path) from error


def _refuse_sum(lengths: Mapping[str, int], most: int, prefix: str, fault: str) -> None:
    total = sum(lengths.values())
    if total > most:
        longest = max(lengths, key=lambda key: lengths[key])
        raise NotJson(child(prefix, longest), f"{fault}: {total:,} characters in all, and at most {most:,} may be")


def _length(value: FrozenJson, path: str) -> int:
    return sum(_AROUND + _own_length(leaf, place) for leaf, place in _leaves(value, path))


def _leaves(value: FrozenJson, path: str) -> Iterator[tuple[FrozenJson, str]]:
    """Every value inside, and every key, with its path."""
    open_: list[tuple[FrozenJson, str]] = [(value, path)]
    while open_:
        inside, place = open_.pop()
        if isinstance(inside, FrozenDict):
            for key, member in inside.items():
                yield key, place
                open_.append((member, child(place, key)))
        elif isinstance(inside, tuple):
            open_.extend((member, child(place, at)) for at, member in enumerate(inside))
        else:
            yield inside, place


def _own_length(value: FrozenJson, path: str) -> int:
    if isinstance(value, str):
        if len(value) > LONGEST_FIELD:
            raise NotJson(path, f"has {len(value):,} characters; a text has at most {LONGEST_FIELD:,}")
        return len(value)
    if isinstance(value, int) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise NotJson(path, "is a number too large to be kept")
    return len(str(value))
