"""What a prompt shows of the order of perception: from where to where, and what in between it leaves out.

An erasure asks for it: whose prompts showed a line. What is kept is a range and its exceptions, mostly none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.schema.tables.event_tables import WaitingRow
from db.schema.tables.turn_tables import Stretch
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.transcript import Event

_WAITING = table_of(WaitingRow).c
_WAIT = (
    select(_WAITING.heard)
    .where(
        _WAITING.tenant == given("tenant"),
        _WAITING.person_id == given("person"),
        _WAITING.heard >= given("since"),
        _WAITING.heard <= given("through"),
    )
    .order_by(_WAITING.heard)
)


@dataclass(frozen=True, slots=True)
class PromptRange:
    """The places of what a prompt shows, from `since` through the end of what its person had heard; `unshown` are
    stretches of told lines that it leaves out."""

    since: int
    unshown: tuple[Stretch, ...]


def prompt_range(
    tx: Tx,
    person: PersonRow,
    through: int,
    shown: Sequence[Event],
    *,
    hidden: Iterable[Event] = (),
    passed: Iterable[Stretch] = (),
    extents: Iterable[Stretch] = (),
) -> PromptRange:
    """The range of a prompt that shows these lines; `hidden` were taken out of it as if they had not been said,
    `passed` are stretches that it tells of by number only. Lines that wait for another turn are not in it
    either. `extents` are where the lines stand of which it shows what was made."""
    places = {event.heard for event in shown if event.heard is not None}
    made_of = list(extents)
    since = min((*places, *(first for first, _ in made_of)), default=through + 1)
    waiting = [row.heard for row in tx.rows(_WAIT, person=person.id, since=since, through=through)]
    taken_out = [event.heard for event in hidden if event.heard is not None and event.heard >= since]
    stretches = {*passed, *((place, place) for place in (*waiting, *taken_out))}
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
