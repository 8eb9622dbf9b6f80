"""What comes back to a person in a turn: lines from before the history, with when and by whom they were said.

Oldest first, as much as fits: every token is paid on every turn that something comes back in.
"""

from datetime import datetime, timedelta
from typing import assert_never

from troupe.minds.prompt.later_lines import LaterLines
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind
from troupe.worlds.scene import RecalledMemory, Scene
from troupe.worlds.text.shown_text import one_line, plain_name, shown_name
from troupe.worlds.transcript import Event, SystemAuthor

MOST_CHARACTERS = 1_200
"""About 300 tokens."""
MOST_OF_MEMORIES = 700
"""Of these, what memories may have; the rest is for lines as they were said."""
_LONGEST_LINE = 300


def recalled_lines(scene: Scene) -> list[str]:
    """Memories, then lines as they were said, such as `3 March, Ana: I sold the boat.`"""
    later = LaterLines(scene)
    memories = _told_memories(scene, later)
    told: list[tuple[Event, str]] = []
    room = MOST_CHARACTERS - sum(map(len, memories))
    for event in scene.recalled:  # the best first
        who = f"{shown_name(event.author, scene)}{event.facets.manner}"
        since = _since(later.than_line(event), _name(event), scene)
        line = f"{day_of(event.at, scene.now)}, {who}: {_clipped(one_line(event.text))}{since}"
        if len(line) > room:
            break
        room -= len(line)
        told.append((event, line))
    return [*memories, *(line for _, line in sorted(told, key=lambda item: item[0].at))]


def _told_memories(scene: Scene, later: LaterLines) -> list[str]:
    """Memories, each with its day and who said it, as many as have room; those that hold no longer as such."""
    room = MOST_OF_MEMORIES
    told: list[str] = []
    for recalled in scene.memories:  # the weightiest first
        line = _memory(recalled, scene, later)
        if len(line) > room:
            continue
        room -= len(line)
        told.append(line)
    return told


def _memory(recalled: RecalledMemory, scene: Scene, later: LaterLines) -> str:
    memory, former = recalled.memory, recalled.former
    day, text = day_of(memory.at, scene.now), _clipped(one_line(memory.text))
    match memory.kind:
        case MemoryKind.EPISODE:
            return f"{day}, what went on: {text}{_since_all(recalled, scene, later)}"
        case MemoryKind.REFLECTION:
            return f"{day}, what you came to think: {text}{_since_all(recalled, scene, later)}"
        case MemoryKind.FACT:
            line = f"{day}, {_by(memory, scene)}: {text}"
            if since := _since(later.than_fact(memory), memory.said_by, scene):
                return f"{line}{since}"
            if former is None:
                return line
            before = f"{day_of(former.at, scene.now)}: {_clipped(one_line(former.text))}"
            return f"{line} (so it is now; before, {before})"
        case _:
            assert_never(memory.kind)


def _since_all(recalled: RecalledMemory, scene: Scene, later: LaterLines) -> str:
    """What is told since of anything that went on: facts that hold now, or a line of which none was made yet."""
    if (line := later.than_all(recalled.grounds)) is not None:
        return _since(line, "", scene)
    facts = [
        f"{day_of(fact.at, scene.now)}, {_by(fact, scene)}: {_clipped(one_line(fact.text))}"
        for fact in recalled.since
    ]
    return f" (by now, {'; '.join(facts)})" if facts else ""


def _since(later: Event | None, speaker: str, scene: Scene) -> str:
    """What was said later of the same, and by whom if by somebody else; empty if nothing was."""
    if later is None:
        return ""
    by = "" if _name(later) == speaker else f", {shown_name(later.author, scene)}"
    return f" (said since, {day_of(later.at, scene.now)}{by}: {_clipped(one_line(later.text))})"


def _name(event: Event) -> str:
    return "" if isinstance(event.author, SystemAuthor) else event.author.name


def _by(memory: KeptMemory, scene: Scene) -> str:
    """Who said it; of hearsay, of whom they did."""
    who = "you" if memory.said_by == scene.person.name else plain_name(memory.said_by or "someone")
    if not memory.hearsay:
        return f"{who} said"
    about = "you" if memory.about == scene.person.name else plain_name(memory.about)
    return f"hearsay, {who} said of {about}"


def day_of(at: datetime, now: datetime) -> str:
    """The day as one tells it: today and yesterday by name, other years with the year."""
    at = at.astimezone(now.tzinfo)
    if at.date() == now.date():
        return f"Today {at:%H:%M}"
    if at.date() == (now - timedelta(days=1)).date():
        return f"Yesterday {at:%H:%M}"
    return f"{at.day} {at:%B}" if at.year == now.year else f"{at.day} {at:%B %Y}"


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"
