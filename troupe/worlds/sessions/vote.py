"""A vote: the private answer of one participant in one ballot."""

from troupe.core.frozen import Frozen


class Vote(Frozen):
    """A vote of one participant in one ballot. `chosen` are options, as they stand in the guide; `number` is a
    rating or a step of a scale; `best` and `worst` are options; `prices` are too cheap, cheap, dear, too dear;
    `words` an open answer, or what was said first. `mapped` is the number that such words were mapped to.
    Without any of them, `missing` says why."""

    ballot: str
    participant: str
    chosen: tuple[str, ...] = ()
    number: float | None = None
    best: str = ""
    worst: str = ""
    prices: tuple[float, ...] = ()
    words: str = ""
    mapped: float | None = None
    reason: str = ""
    missing: str = ""
