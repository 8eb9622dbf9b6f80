"""What a prompt shows of the order of perception: from where to where, and what in between it leaves out.

An erasure asks for it: whose prompts showed a line. What is kept is a range and its exceptions, mostly none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.schema.tables.turn_tables import Stretch
from troupe.worlds.transcript import Event


@dataclass(frozen=True, slots=True)
class PromptRange:
    """The places of what a prompt shows, from `since` through the end of what its person had heard; `unshown` are
    stretches of told lines that it leaves out."""

    since: int
    unshown: tuple[Stretch, ...]


def prompt_range(
    through: int,
    shown: Sequence[Event],
    *,
    waiting: Iterable[int],
    hidden: Iterable[Event] = (),
    passed: Iterable[Stretch] = (),
    extents: Iterable[Stretch] = (),
) -> PromptRange:
    """The range of a prompt that shows these lines; `hidden` were taken out of it as if they had not been said,
    `passed` are stretches that it tells of by number only. Lines that are `waiting` for another turn are not in it
    either. `extents` are where the lines stand of which it shows what was made."""
    places = {event.heard for event in shown if event.heard is not None}
    made_of = list(extents)
    since = min((*places, *(first for first, _ in made_of)), default=through + 1)
    unread = [place for place in waiting if since <= place <= through]
    taken_out = [event.heard for event in hidden if event.heard is not None and event.heard >= since]
    stretches = {*passed, *((place, place) for place in (*unread, *taken_out))}
    unshown = (one for one in stretches if one[1] >= since and _none_in(one, places) and _apart(one, made_of))
    return PromptRange(since, tuple(sorted(unshown)))


def also_showing(known: PromptRange, extents: Iterable[Stretch]) -> PromptRange:
    """The range of a prompt that goes on to show what stands in these places, too."""
    added = list(extents)
    since = min((known.since, *(first for first, _ in added)))
    stretches = list(known.unshown) + ([(since, known.since - 1)] if since < known.since else [])
    for first, last in added:
        stretches = [part for stretch in stretches for part in _without(stretch, first, last)]
    return PromptRange(since, tuple(sorted(stretches)))


def _without(stretch: Stretch, first: int, last: int) -> list[Stretch]:
    """What is left of a stretch before and after a part of it."""
    start, end = stretch
    if last < start or end < first:
        return [stretch]
    return [part for part in ((start, first - 1), (last + 1, end)) if part[0] <= part[1]]


def shows(unshown: Iterable[Stretch], heard: int) -> bool:
    """Whether a prompt that leaves these stretches out shows the line of this place in its range."""
    return not any(first <= heard <= last for first, last in unshown)


def _none_in(stretch: Stretch, places: set[int]) -> bool:
    first, last = stretch
    return not any(first <= place <= last for place in places)


def _apart(stretch: Stretch, others: Iterable[Stretch]) -> bool:
    first, last = stretch
    return all(last < start or end < first for start, end in others)
