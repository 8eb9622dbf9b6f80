"""What comes back to a person in a turn: lines from before the history, with when and by whom they were said.

Oldest first, as much as fits: every token is paid on every turn that something comes back in.
"""

from datetime import datetime, timedelta

from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import one_line, shown_name
from troupe.worlds.transcript import Event

MOST_CHARACTERS = 1_200
"""About 300 tokens."""
_LONGEST_LINE = 300


def recalled_lines(scene: Scene) -> list[str]:
    """The lines as they are told, such as `3 March, Ana: I sold the boat.`"""
    told: list[tuple[Event, str]] = []
    room = MOST_CHARACTERS
    for event in scene.recalled:  # the best first
        who = f"{shown_name(event.author, scene)}{event.facets.manner}"
        line = f"{_day(event.at, scene.now)}, {who}: {_clipped(one_line(event.text))}"
        if len(line) > room:
            break
        room -= len(line)
        told.append((event, line))
    return [line for _, line in sorted(told, key=lambda item: item[0].at)]


def _day(at: datetime, now: datetime) -> str:
    """The day as one tells it: today and yesterday by name, other years with the year."""
    at = at.astimezone(now.tzinfo)
    if at.date() == now.date():
        return f"Today {at:%H:%M}"
    if at.date() == (now - timedelta(days=1)).date():
        return f"Yesterday {at:%H:%M}"
    return f"{at.day} {at:%B}" if at.year == now.year else f"{at.day} {at:%B %Y}"


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"
