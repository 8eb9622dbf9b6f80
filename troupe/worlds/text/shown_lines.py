"""The measure of what one prompt shows: of the lines a person has not read yet, and of those they have. Pure, so
that a store takes as read exactly what a prompt holds."""

from collections.abc import Sequence

from troupe.core.frozen import Frozen
from troupe.worlds.transcript import Event

LONGEST_LINE = 10_000
"""Characters of one line at most. Whatever Discord lets a member write is shorter."""
AROUND_A_LINE = 40
"""Characters about what is said: its number, its speaker."""
CALLS = 10_000
"""Characters of unread lines that are said to the person: the oldest that fit, at least one. The others wait for
the next turn."""
OTHERS = 8_000
"""Characters of other unread lines: the newest that fit. The rest is passed over."""
UNREAD_LINES = 60
"""Lines of either kind at most."""
HIGH, HIGH_LENGTH = 120, 24_000
"""More lines, or characters, than these are compacted (some 6,000 tokens).
ASSUMPTION: a budget of prompt tokens, not a measured optimum."""
LOW, LOW_LENGTH = 60, 12_000
"""What compaction leaves. Half, so that the prompt's prefix stays the same for long instead of sliding with every
line, which would miss the endpoint's prefix cache each time."""
LEAST, LEAST_LENGTH = 12, 3_000
"""What compaction leaves of lines that were read, however much is unread."""


class Matter(Frozen):
    """The lines that a turn is to read: `own` by the order of perception; `called` the ids of those said to the
    person. Other lines heard before `cutoff` were too many to show."""

    own: tuple[Event, ...] = ()
    called: frozenset[str] = frozenset()
    cutoff: int = 0


def length(event: Event) -> int:
    """Characters of its line in a prompt, about."""
    return min(len(event.text), LONGEST_LINE) + AROUND_A_LINE


def to_read(
    calls: Sequence[Event], others: Sequence[Event], *, trigger: str | None = None, taken: Sequence[Event] = ()
) -> Matter:
    """What fits of `calls` (oldest first) and `others` (newest first), beside what is `taken` already.

    The trigger comes first among the others: a turn is about it.
    """
    filled = sum(length(event) for event in taken)
    fitting = _first(calls, CALLS - filled, UNREAD_LINES - len(taken), at_least=not taken)
    first = [event for event in others if event.id == trigger]
    untriggered = [event for event in others if event.id != trigger]
    room = OTHERS - sum(length(event) for event in first)
    lines_heard = [*first, *_first(untriggered, room, UNREAD_LINES - len(first), at_least=not first)]
    unread = lines_heard[len(first) :]
    left_out = len(unread) < len(untriggered)
    cutoff = (untriggered[len(unread)].heard or 0) + 1 if left_out else 0
    own = sorted((*taken, *fitting, *lines_heard), key=lambda event: event.heard or 0)
    return Matter(own=tuple(own), called=frozenset(event.id for event in fitting), cutoff=cutoff)


def compacted(read: Sequence[Event], own: Sequence[Event]) -> Sequence[Event]:
    """What stays of the lines that were read, oldest first, beside the others: all until there is too much."""
    size = sum(length(event) for event in own)
    if len(read) + len(own) <= HIGH and size + sum(length(event) for event in read) <= HIGH_LENGTH:
        return read
    lines, room = max(LOW - len(own), LEAST), max(LOW_LENGTH - size, LEAST_LENGTH)
    background = _first(tuple(reversed(read)), room, lines, at_least=False)
    return background[::-1]


def _first(events: Sequence[Event], room: int, lines: int, *, at_least: bool) -> list[Event]:
    """The first that fit; the very first in any case if there is to be one."""
    fitting: list[Event] = []
    for event in events[: max(lines, 1 if at_least else 0)]:
        room -= length(event)
        if room < 0 and (fitting or not at_least):
            break
        fitting.append(event)
    return fitting
